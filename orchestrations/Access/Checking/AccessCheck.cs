using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking;

/// <summary>One thing that can be wrong.</summary>
internal abstract class AccessCheck
{
    /// <summary>Lower-case words with hyphens; exceptions and frameworks name it.</summary>
    public abstract string Id { get; }

    public abstract Severity Severity { get; }

    public abstract string Title { get; }

    /// <summary>Why it matters, a sentence.</summary>
    public abstract string Why { get; }

    /// <summary>How it is mended, a sentence.</summary>
    public abstract string Mend { get; }

    /// <summary>What it reads: a gap in it makes the check unknown.</summary>
    public abstract IReadOnlyList<Part> Needs { get; }

    /// <summary>It finds that something is missing: with a gap it can find nothing.</summary>
    public virtual bool IsOfAbsence => false;

    /// <summary>It finds that something is missing in that part: with a gap in it, it can find nothing.</summary>
    protected virtual bool IsSilentWithout(Part part) => IsOfAbsence;

    /// <summary>It is about Privileged Identity Management, which a tenant without P2 has not.</summary>
    public virtual bool NeedsPremium => false;

    public abstract IEnumerable<Finding> Find(AuditContext context);

    public CheckResult Run(AuditContext context)
    {
        if (NeedsPremium && context.Facts.HasPremium == false)
            return new(Id, CheckState.NotApplicable, [], "the tenant has no Privileged Identity Management (Microsoft Entra ID P2)");
        var gaps = context.Facts.Gaps.Where(gap => Needs.Contains(gap.What) || IsBehind(gap.What)).ToList();
        var isSilent = gaps.Exists(gap => IsSilentWithout(gap.What));
        if (NeedsPremium && context.Facts.HasPremium is null)
        {
            gaps.Add(new(Part.Eligibilities, "", "it is not known whether the tenant has Privileged Identity Management"));
            isSilent = true;
        }
        if (isSilent)
            return new(Id, CheckState.Unknown, [], WordsOf(gaps));
        var findings = Find(context).DistinctBy(one => one.Key, StringComparer.Ordinal).OrderBy(one => one.Key, StringComparer.Ordinal)
            .ToList();
        return gaps.Count > 0 ? new(Id, CheckState.Unknown, findings, WordsOf(gaps))
            : new(Id, findings.Count > 0 ? CheckState.Found : CheckState.Clear, findings);
    }

    protected Finding Found(string subject, string scope, string words) => new(Id, Severity, subject, scope, words);

    /// <summary>About one assignment: with its removal and whom else that concerns.</summary>
    protected Finding Found(AuditContext context, Grant grant, string words) =>
        FindingText.With(Found(grant.PrincipalId, grant.Scope, words), context, grant);

    // What the parts are read by: who nobody could look up is in no group that was, and without the tree management groups are not read.
    private bool IsBehind(Part part) => part switch
    {
        Part.Principals => Needs.Contains(Part.Groups) || Needs.Contains(Part.Users),
        Part.Tree => Needs.Contains(Part.Assignments) || Needs.Contains(Part.Eligibilities) || Needs.Contains(Part.Definitions),
        _ => false,
    };

    private static string WordsOf(IReadOnlyList<Gap> gaps) => string.Join("; ", gaps.Take(5)
        .Select(gap => gap.Scope.Length > 0 ? $"{gap.What} of {gap.Scope}: {gap.Reason}" : $"{gap.What}: {gap.Reason}"));
}
