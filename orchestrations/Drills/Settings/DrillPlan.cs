using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Drills.Settings;

/// <summary>
/// What is drilled, and how: one application, rebuilt from its recovery points in a network of its own. A section of
/// <c>Drills:Plans</c>, under the plan's name: 1 to 30 lower-case letters, digits and hyphens.
/// </summary>
public sealed record DrillPlan
{
    /// <summary>Name of the application; one drill an application at a time. Default: the plan's name.</summary>
    [StringLength(60)]
    public string Application { get; init; } = "";

    /// <summary>Resource group whose machines are the application: <c>/subscriptions/{id}/resourceGroups/{name}</c>. Or a tag.</summary>
    public string SourceGroup { get; init; } = "";

    /// <summary>
    /// Tag that the application's machines bear, <c>name=value</c>, in any subscription of <c>Ops:Subscriptions</c>. Or a group.
    /// </summary>
    public string SourceTag { get; init; } = "";

    /// <summary>Names of machines that are left out.</summary>
    public IList<string> Without { get; init; } = [];

    /// <summary>
    /// Subscription in which the drill is built, one of <c>Drills:Subscriptions</c>. The source's own where keys or restore points cannot
    /// leave it. Default: the first of <c>Drills:Subscriptions</c>.
    /// </summary>
    public string Subscription { get; init; } = "";

    /// <summary>Region in which it is built, such as <c>westeurope</c>. Default: that of the machines.</summary>
    public string Region { get; init; } = "";

    /// <summary>Sizes in the drill, by size of the source. Default: the same.</summary>
    public IDictionary<string, string> Sizes { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Size in the drill of a machine that has that one.</summary>
    internal string SizeFor(string size) =>
        Sizes.FirstOrDefault(pair => string.Equals(pair.Key, size, StringComparison.OrdinalIgnoreCase)).Value ?? size;

    /// <summary>Machines in the order in which they are started; the first are directory and names. Default: all at once.</summary>
    public IList<DrillGroup> Groups { get; init; } = [];

    /// <summary>What must hold of the machines beside the built-in checks.</summary>
    public IList<DrillValidation> Validations { get; init; } = [];

    /// <summary>Objective of the recovery time, minutes. Default: 240.</summary>
    [Range(5, 1440)]
    public int RtoMinutes { get; init; } = 240;

    /// <summary>Objective of the recovery point, minutes. Default: 1440.</summary>
    [Range(5, 44_640)]
    public int RpoMinutes { get; init; } = 1440;

    /// <summary><c>newest</c>, or a moment such as <c>2026-06-01T02:00:00Z</c>: the newest at that moment. Default: newest.</summary>
    [Required]
    public string Point { get; init; } = DrillPoint.Newest;

    /// <summary>Minutes after which the drill is taken down, however far it is. Default: 360.</summary>
    [Range(30, 1440)]
    public int TtlMinutes { get; init; } = 360;

    /// <summary>What sizes and disks may cost at most over the whole of <see cref="TtlMinutes"/>, USD. Default: 50.</summary>
    [Range(0.1, 100_000)]
    public double CostCeilingUsd { get; init; } = 50;

    /// <summary>A person has to approve each drill, also where the mode is Apply. Default: false.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>How closed the network is. Default: Sealed.</summary>
    public IsolationLevel Isolation { get; init; } = IsolationLevel.Sealed;

    /// <summary>
    /// Opens <c>Storage.{region}</c> to agents that need a way out; lowers the level that the verdict shows. Default: false, nothing is
    /// opened.
    /// </summary>
    public bool OpensStorage { get; init; }

    /// <summary>
    /// A production address and port that the canary must not reach, <c>10.0.0.4:443</c>. Default: a machine of the source's subscription
    /// outside of the drill's prefixes.
    /// </summary>
    public string CanaryAddress { get; init; } = "";

    /// <summary>Minutes that a drill whose stage failed waits for a retry or an abort before it is taken down. Default: 0.</summary>
    [Range(0, 720)]
    public int WaitOnFailureMinutes { get; init; }

    /// <summary>Days between drills that the timer starts. Default: 0, none.</summary>
    [Range(0, 366)]
    public int EveryDays { get; init; }

    /// <summary>Day of the week on which the timer counts from. Default: Sunday.</summary>
    public DayOfWeek Day { get; init; } = DayOfWeek.Sunday;

    /// <summary>Hour, UTC, from which on the timer starts it. Default: 6.</summary>
    [Range(0, 23)]
    public int Hour { get; init; } = 6;
}

/// <summary>Machines that are started together.</summary>
public sealed record DrillGroup
{
    /// <summary>What they are: <c>directory</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Names of machines; <c>*</c> for all that no other group names.</summary>
    public IList<string> Machines { get; init; } = [];

    /// <summary>Seconds after the last agent is ready before anything is validated. Default: 30.</summary>
    [Range(0, 3600)]
    public int SettleSeconds { get; init; } = 30;
}

/// <summary>How closed a drill's network is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IsolationLevel>))]
public enum IsolationLevel
{
    /// <summary>Names and metadata are denied, too; names come from hosts files or a cloned DNS server.</summary>
    Sealed,

    /// <summary>Azure's DNS answers: names resolve, and a tunnel through names is possible. Metadata is denied.</summary>
    Named,
}
