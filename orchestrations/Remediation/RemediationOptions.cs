using System.ComponentModel.DataAnnotations;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Remediation;

/// <summary>Settings of remediation: section <c>Remediation</c>.</summary>
public sealed record RemediationOptions
{
    public const string Section = "Remediation";

    /// <summary>Every five minutes.</summary>
    public const string DefaultSchedule = "0 */5 * * * *";

    /// <summary>How far it may go. <c>Off</c>: alerts are taken and nothing follows. Default: Report.</summary>
    public Mode Mode { get; init; } = Mode.Report;

    /// <summary>When alerts that were not delivered are looked for: NCRONTAB of six fields, UTC. Read by the host, too.</summary>
    [Required]
    public string Schedule { get; init; } = DefaultSchedule;

    /// <summary>What the guard allows it. What cannot be done now is not done later.</summary>
    public GuardProfile Guard { get; init; } =
        new() { ProductionWindow = "always", OtherWindow = "always", CooldownHours = 0, ApprovalHours = 1, LongestWaitHours = 0 };
}
