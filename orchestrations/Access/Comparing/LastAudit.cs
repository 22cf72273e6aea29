using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Access.Comparing;

/// <summary>What the next audit is compared with: object ids, no names.</summary>
/// <param name="Findings">Keys of the findings.</param>
[StateDocument(
    Name,
    Loss = "the next audit cannot tell what is new, and says so",
    Damage = "the same",
    Mend = "nothing is needed; the next audit writes it anew")]
public sealed record LastAudit(string RunId, DateTimeOffset AsOf, IReadOnlyList<Grant> Grants, IReadOnlyList<string> Findings)
{
    public const string Name = "access/last-audit";

    /// <summary>What could not be read and was there before, so that it is not new once it can be read again.</summary>
    public static LastAudit Of(string runId, TenantFacts facts, AuditResult result)
    {
        var unknown = result.Changes.Where(change => change.Kind == ChangeKind.Unknown).Select(change => change.Grant);
        return new(runId, facts.AsOf, [.. facts.Grants.Concat(unknown).OrderBy(grant => grant.Key, StringComparer.Ordinal)],
            [.. result.Findings.Select(one => one.Finding.Key).Concat(result.Unseen).Order(StringComparer.Ordinal)]);
    }
}
