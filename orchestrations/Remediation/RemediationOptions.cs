using System.ComponentModel.DataAnnotations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Remediation;

/// <summary>Settings of remediation: section <c>Remediation</c>.</summary>
public sealed record RemediationOptions : IValidatableObject
{
    public const string Section = "Remediation";

    /// <summary>Every five minutes: after failed deliveries no action group calls for a quarter of an hour.</summary>
    public const string DefaultSchedule = "0 */5 * * * *";

    /// <summary>How long a decision is good, from the alert to the first act: 10 minutes.</summary>
    public static readonly TimeSpan DecisionLives = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How far remediation may go. <c>Report</c>: each incident is written with what would have been done. <c>Approve</c>: a person has to
    /// say yes before the decision is ten minutes old. The tag <c>ops:remediation</c> only narrows it. Default: Report.
    /// </summary>
    public Mode Mode { get; init; } = Mode.Report;

    /// <summary>When the list of alerts is compared with what was delivered: NCRONTAB of six fields, UTC. Read by the host, too.</summary>
    [Required]
    public string Schedule { get; init; } = DefaultSchedule;

    /// <summary>
    /// Ids of the action groups that lead here: only alerts of rules that name one of them are reconciled. Default: none.
    /// </summary>
    public IList<string> ActionGroups { get; init; } = [];

    /// <summary>Names of alert rules that are reconciled whatever their action groups are. Default: none.</summary>
    public IList<string> ListedRules { get; init; } = [];

    /// <summary>Which alert calls which runbooks, by name; the first in the order of the names that fits counts. Default: none.</summary>
    public IDictionary<string, RemediationRule> Rules { get; init; } = new Dictionary<string, RemediationRule>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>People are called for an alert that no rule is for. Default: false, it is on record.</summary>
    public bool EscalatesUnmatched { get; init; }

    /// <summary>Scripts that may be run, by name. Default: none.</summary>
    public IDictionary<string, ApprovedScript> Scripts { get; init; } = new Dictionary<string, ApprovedScript>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>How often a runbook is tried on a machine in one episode. Default: 2.</summary>
    [Range(1, 5)]
    public int AttemptsARunbook { get; init; } = 2;

    /// <summary>Minutes between two attempts. Default: 10.</summary>
    [Range(1, 120)]
    public int CooldownMinutes { get; init; } = 10;

    /// <summary>Minutes a machine has to be well before what comes next is a new episode. Default: 60.</summary>
    [Range(10, 1440)]
    public int HealthyMinutes { get; init; } = 60;

    /// <summary>
    /// A runbook that has run so often on a machine within <see cref="MostCuresDays"/> cures nothing: people are called. Default: 3.
    /// </summary>
    [Range(1, 50)]
    public int MostCures { get; init; } = 3;

    /// <summary>Days over which runs of a runbook on a machine are counted. Default: 7.</summary>
    [Range(1, 30)]
    public int MostCuresDays { get; init; } = 7;

    /// <summary>Minutes a machine is watched after it works again. Default: 15.</summary>
    [Range(5, 240)]
    public int ObservationMinutes { get; init; } = 15;

    /// <summary>Minutes that trouble of Azure's own may last before people are called. Default: 30.</summary>
    [Range(10, 240)]
    public int PlatformMinutes { get; init; } = 30;

    /// <summary>
    /// Machines of an application and region that may be unhealthy, in cure or in watch: percent, rounded down, at least one. Default: 34.
    /// </summary>
    [Range(1, 99)]
    public int ApplicationPercent { get; init; } = 34;

    /// <summary>The same of a subscription. Default: 10.</summary>
    [Range(1, 99)]
    public int SubscriptionPercent { get; init; } = 10;

    /// <summary>The same of all machines. Default: 5.</summary>
    [Range(1, 99)]
    public int FleetPercent { get; init; } = 5;

    /// <summary>
    /// What the guard allows it. A cure is wanted at any hour and right after other changes, and waits for nothing longer than its decision
    /// lives: windows always open, no cooldown, no waiting beyond the first hour.
    /// </summary>
    public GuardProfile Guard { get; init; } = new()
    {
        ProductionWindow = "always", OtherWindow = "always", CooldownHours = 0, BreakerPercent = 10, BreakerHours = 1, ApprovalHours = 1,
        LongestWaitHours = 1,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var id in ActionGroups.Where(id => !ArmAddress.IsId(id)))
            yield return new($"ActionGroups holds '{Words.Shown(id)}', which is no resource id");
        foreach (var (name, script) in Scripts)
            foreach (var problem in SettingsCheck.Problems("", script).Select(one => one.TrimStart(':')))
                yield return new($"Scripts:{Words.OneLine(name)}: {problem}");
        foreach (var (name, rule) in Rules)
            foreach (var problem in SettingsCheck.Problems("", rule).Select(one => one.TrimStart(':')).Concat(rule.Problems(this)))
                yield return new($"Rules:{Words.OneLine(name)}: {problem}");
    }
}

/// <summary>A script that may be run: a blob <c>scripts/{hash}</c> of the container <c>state</c>, known by its hash.</summary>
public sealed record ApprovedScript
{
    /// <summary>SHA-256 of the script, 64 hexadecimal digits.</summary>
    [Required]
    [RegularExpression("^[0-9a-fA-F]{64}$")]
    public string Sha256 { get; init; } = "";

    /// <summary>It is PowerShell, for Windows. Default: false, a shell script.</summary>
    public bool IsWindows { get; init; }
}
