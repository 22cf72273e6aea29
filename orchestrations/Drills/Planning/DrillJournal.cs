using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Settings;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Drills.Planning;

/// <summary>What a drill makes.</summary>
[JsonConverter(typeof(CamelCaseEnum))]
public enum DrillKind
{
    Group,
    SecurityGroup,
    Network,
    Disk,
    Interface,
    Machine,
    Check,
}

/// <summary>Something that a drill is going to make.</summary>
/// <param name="Key">Names it within the drill: <c>m01-web-os</c>.</param>
/// <param name="Id">Its resource id, derived.</param>
/// <param name="Version">API version it is made and read in.</param>
/// <param name="Body">What is sent, JSON.</param>
/// <param name="Machine">Number of the machine it belongs to; 0: of the drill.</param>
public sealed record DrillResource(string Key, DrillKind Kind, string Id, string Version, string Body, int Machine)
{
    /// <summary>What it costs an hour while it is there, USD at list price; 0: nothing, or not known.</summary>
    public double UsdPerHour { get; init; }
}

/// <summary>A check from inside a machine.</summary>
/// <param name="Key">The managed run command's resource.</param>
/// <param name="Label">In words: <c>tcp localhost:5432</c>.</param>
/// <param name="Kind">Null: the canary.</param>
/// <param name="Expected">What its output must contain.</param>
public sealed record DrillCheck(string Key, string Label, ValidationKind? Kind, bool Required, int TimeoutSeconds, string Expected);

/// <summary>A machine of a drill.</summary>
/// <param name="Number">From 1.</param>
/// <param name="SourceId">The machine it is a clone of.</param>
/// <param name="Group">Which group it is started with, from 0.</param>
/// <param name="Disks">Keys of its disks.</param>
/// <param name="Cards">Keys of its interfaces.</param>
/// <param name="Checks">The canary first.</param>
public sealed record DrillMachine(
    int Number, string Name, string SourceId, string Key, int Group, IReadOnlyList<string> Disks, IReadOnlyList<string> Cards,
    IReadOnlyList<DrillCheck> Checks)
{
    /// <summary>Its points were taken one by one.</summary>
    public bool IsTorn { get; init; }

    /// <summary>The moment its points hold, the oldest.</summary>
    public DateTimeOffset PointAt { get; init; }
}

/// <summary>A group of machines that are started together.</summary>
public sealed record OutlineGroup(string Name, int SettleSeconds, IReadOnlyList<int> Machines);

/// <summary>
/// Everything a drill is going to make, written before the first of it is made: nothing is made that is not in it, and the clean-up and the
/// sweeper go by it. A document of the state.
/// </summary>
/// <param name="ExpiresAt">Then the drill is over whatever happens, UTC.</param>
/// <param name="UsdPerHour">What all of it costs an hour.</param>
[StateDocument(
    "drills/journal/*",
    Loss = "what the drill made is not swept, and GET drills shows no step of it",
    Damage = "its clean-up cannot go on, which is paged; the sweeper leaves the group alone",
    Mend = "restore an earlier version of the blob; else delete the drill's resource group by hand, then the blob")]
public sealed record DrillJournal(
    string DrillId, string Plan, string Application, string Subscription, string Region, string GroupId,
    IReadOnlyList<DrillResource> Resources,
    IReadOnlyList<DrillMachine> Machines, IReadOnlyList<OutlineGroup> Groups, DateTimeOffset WrittenAt, DateTimeOffset ExpiresAt,
    double UsdPerHour)
    : ICheckedDocument
{
    public const string Folder = "drills/journal/";

    /// <summary>Prefixes of its own network.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    public IsolationLevel Level { get; init; }

    public bool OpensStorage { get; init; }

    /// <summary>Points that are held for it: their series and ids.</summary>
    public IReadOnlyList<HeldPoint> Held { get; init; } = [];

    /// <summary>
    /// When the group was found absent, right before it was made: only from then on a group of that name is the drill's. Null: never.
    /// </summary>
    public DateTimeOffset? GroupIntendedAt { get; init; }

    /// <summary>When everything was found gone; null: not yet.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    public static string NameOf(string drillId) => Folder + drillId;

    public DrillResource? Find(string key) => Resources.FirstOrDefault(one => one.Key == key);

    public string? ProblemAs(string name) =>
        name != NameOf(DrillId) ? "it is of another drill"
        : !string.Equals(GroupId, DrillNames.GroupId(Subscription, DrillId), StringComparison.OrdinalIgnoreCase)
            ? "its group is not the drill's"
        : Resources.Any(one => !IsOwn(one.Id)) ? "it names a resource outside of the drill's group"
        : null;

    private bool IsOwn(string id) => ArmAddress.IsId(id) && ScopeRule.Holds(GroupId, id);
}

/// <summary>A recovery point in use.</summary>
public sealed record HeldPoint(string Series, string PointId);
