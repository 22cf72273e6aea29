using OpsFunctions.Orchestrations.Access.Comparing;
using OpsFunctions.Orchestrations.Access.Evaluating;
using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Report;

/// <summary>An audit, as the reports show it.</summary>
/// <param name="Evidence">Its closed chain; null: it is being written.</param>
internal sealed record ShownAudit(RunMoment Run, string RequestedBy, AccessIndex Index, AuditResult Result, RunEvidence? Evidence)
{
    private readonly Dictionary<string, string> _applications = Index.Facts.Applications
        .DistinctBy(one => one.Id, StringComparer.Ordinal).ToDictionary(one => one.Id, one => one.Name, StringComparer.Ordinal);

    public TenantFacts Facts => Index.Facts;

    /// <summary>What the last look of the watch could not read: grants there are seen by the next audit that can.</summary>
    public IReadOnlyList<string> Blind { get; init; } = [];

    /// <summary>Name of whoever or whatever has the id; the id where it has none.</summary>
    public string NameOf(string? id) => id is null ? "unknown" : Index.Find(id)?.Name
        ?? _applications.GetValueOrDefault(id) ?? Index.Roles.Find(id)?.Name ?? id;

    /// <summary>How soon a grant of a kind is seen, by where it is made.</summary>
    public static IReadOnlyList<(string Where, string Seen)> Delays { get; } =
    [
        ("a role assignment, definition or lock in a subscription", "within minutes, by Event Grid"),
        ("a role assignment at a management group or the root, elevated access too", "within 20 minutes: looked at every 15"),
        ("roles of the directory, members and owners of groups, secrets and owners of applications", "within 20 minutes of the directory's log, which can lag itself"),
        ("a sign-in of an emergency account", "within 20 minutes of the log of sign-ins (P1)"),
        ("an activation (PIM)", "with the next audit: it is a fact of the report, nobody is called"),
        ("a delegation to another tenant (Lighthouse), a deny assignment", "with the next audit"),
    ];
}
