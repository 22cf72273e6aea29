using System.ComponentModel.DataAnnotations;
using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Access.Comparing;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Access;

/// <summary>Settings of access audits: section <c>Access</c>. An audit reads, and changes nothing.</summary>
public sealed record AccessOptions : IValidatableObject
{
    public const string Section = "Access";

    /// <summary>Monday, 04:30 UTC.</summary>
    public const string DefaultSchedule = "0 30 4 * * 1";

    /// <summary>Every five minutes.</summary>
    public const string DefaultWatchSchedule = "0 */5 * * * *";

    /// <summary>Whether audits and the watch run by themselves: <c>Report</c> or <c>Off</c>. Default: Report.</summary>
    public Mode Mode { get; init; } = Mode.Report;

    /// <summary>When an audit runs: NCRONTAB of six fields, UTC. Read by the host, too.</summary>
    [Required]
    public string Schedule { get; init; } = DefaultSchedule;

    /// <summary>
    /// When the watch looks: NCRONTAB of six fields, UTC. Read by the host, too. Each time at what events noted, and 15 minutes after the
    /// last time at management groups, the root and the directory's logs. Default: every 5 minutes.
    /// </summary>
    [Required]
    public string WatchSchedule { get; init; } = DefaultWatchSchedule;

    /// <summary>
    /// Object ids of the accounts for the day on which nothing else works, four at most: the log of sign-ins is asked for each, and takes
    /// five calls in ten seconds. Default: none, which is a finding.
    /// </summary>
    [MaxLength(4)]
    public IList<string> EmergencyAccounts { get; init; } = [];

    /// <summary>Fewest people who should be able to own a subscription. Default: 2.</summary>
    [Range(1, 100)]
    public int FewestOwners { get; init; } = 2;

    /// <summary>Most people who should, active and eligible counted apart. Default: 3.</summary>
    [Range(1, 1000)]
    public int MostOwners { get; init; } = 3;

    /// <summary>Most global administrators, emergency accounts left out. Default: 4 (CIS: fewer than five).</summary>
    [Range(1, 1000)]
    public int MostGlobalAdministrators { get; init; } = 4;

    /// <summary>Days without a sign-in or an activation after which a right is stale. Default: 90.</summary>
    [Range(7, 1000)]
    public int StaleDays { get; init; } = 90;

    /// <summary>Days before its end in which a secret is found. Default: 30.</summary>
    [Range(1, 365)]
    public int ExpiringDays { get; init; } = 30;

    /// <summary>Days that a secret may last. Default: 365.</summary>
    [Range(30, 3650)]
    public int OldDays { get; init; } = 365;

    /// <summary>Days that audits' reports, which have names in them, are kept; 0: as long as other reports. Default: 90.</summary>
    [Range(0, 3650)]
    public int KeepReportsDays { get; init; } = 90;

    /// <summary>Findings that somebody answers for, by name. Default: none.</summary>
    public IDictionary<string, FindingException> Exceptions { get; init; } = new Dictionary<string, FindingException>(
        StringComparer.OrdinalIgnoreCase);

    internal AccessLimits Limits => new()
    {
        EmergencyAccounts = [.. EmergencyAccounts], FewestOwners = FewestOwners, MostOwners = MostOwners,
        MostGlobalAdministrators = MostGlobalAdministrators, StaleDays = StaleDays, ExpiringDays = ExpiringDays, OldDays = OldDays,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Mode is not (Mode.Off or Mode.Report))
            yield return new($"Mode is {Mode}; an audit changes nothing: Report or Off");
        foreach (var id in EmergencyAccounts.Where(id => !Ids.IsGuid(id)))
            yield return new($"EmergencyAccounts holds '{Words.Shown(id)}'; an object id is a GUID of 8-4-4-4-12 digits");
        if (FewestOwners > MostOwners)
            yield return new("FewestOwners is more than MostOwners");
        string[] checks = [.. AccessChecks.All.Select(check => check.Id)];
        foreach (var (name, exception) in Exceptions)
            foreach (var problem in exception.Problems(checks))
                yield return new($"Exceptions:{Words.OneLine(name)}: {problem}");
    }
}
