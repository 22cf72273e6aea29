using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Access.Evaluating;
using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Comparing;

/// <summary>A finding as it stands in an audit.</summary>
/// <param name="IsNew">The last audit did not have it.</param>
/// <param name="Exception">Name of the exception that holds; null: none, it counts.</param>
/// <param name="Ended">Name of an exception that has ended; null: none.</param>
public sealed record StandingFinding(Finding Finding, bool IsNew, string? Exception = null, string? Ended = null)
{
    public bool Counts => Exception is null;
}

/// <summary>What an audit came to.</summary>
/// <param name="Checks">Each check and how it stands.</param>
/// <param name="Findings">New ones first, then by severity; those with an exception last.</param>
/// <param name="Changes">Rights that are new, removed, changed or unknown since the last audit.</param>
/// <param name="Conditional">Rights that would be owner-like if a condition that is not understood were fulfilled.</param>
public sealed record AuditResult(
    IReadOnlyList<CheckResult> Checks, IReadOnlyList<StandingFinding> Findings, IReadOnlyList<AccessChange> Changes,
    IReadOnlyList<Grant> Conditional)
{
    /// <summary>Findings of the last audit that are gone.</summary>
    public IReadOnlyList<string> Mended { get; init; } = [];

    /// <summary>Findings of the last audit that are not seen now, and may be there: something was missing for their check.</summary>
    public IReadOnlyList<string> Unseen { get; init; } = [];

    /// <summary>It is compared with an audit before.</summary>
    public bool HasBefore { get; init; }
}

/// <summary>Judges an audit: checks, exceptions, and what is new since the last. Pure.</summary>
internal static class AuditPolicy
{
    public static AuditResult Judge(AuditContext context, LastAudit? last, IReadOnlyDictionary<string, FindingException> exceptions)
    {
        var checks = AccessChecks.Run(context);
        var before = last?.Findings.ToHashSet(StringComparer.Ordinal);
        var findings = checks.SelectMany(check => check.Findings).Select(finding => Standing(finding, context, before, exceptions))
            .OrderByDescending(one => one.Counts).ThenByDescending(one => one.IsNew).ThenByDescending(one => one.Finding.Severity)
            .ThenBy(one => one.Finding.Key, StringComparer.Ordinal).ToList();
        var keys = findings.Select(one => one.Finding.Key).ToHashSet(StringComparer.Ordinal);
        var unsure = checks.Where(check => check.State is CheckState.Unknown).Select(check => check.Id).ToHashSet(StringComparer.Ordinal);
        var gone = (last?.Findings ?? []).Where(key => !keys.Contains(key)).Order(StringComparer.Ordinal)
            .ToLookup(key => unsure.Contains(key.Split(' ')[0]));
        return new(
            checks, findings, last is null ? [] : AccessDiff.Of(last.Grants, context.Facts),
            [.. context.Facts.Grants.Where(grant => context.Roles.IsConditionallyOwnerLike(grant.RoleId, grant.Condition))
                .OrderBy(grant => grant.Key, StringComparer.Ordinal)])
        {
            // What a check cannot see any more is not mended.
            Mended = [.. gone[false]],
            Unseen = [.. gone[true]],
            HasBefore = last is not null,
        };
    }

    private static StandingFinding Standing(
        Finding finding, AuditContext context, HashSet<string>? before, IReadOnlyDictionary<string, FindingException> exceptions)
    {
        var about = exceptions.Where(one => one.Value.IsAbout(finding, context.Index.Tree)).OrderBy(one => one.Key, StringComparer.Ordinal)
            .ToList();
        var holds = about.Find(one => one.Value.HoldsOn(context.Now)).Key;
        return new(finding, before?.Contains(finding.Key) == false, holds, holds is null && about.Count > 0 ? about[0].Key : null);
    }
}
