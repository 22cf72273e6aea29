using OpsFunctions.Orchestrations.Access.Checking;

namespace OpsFunctions.Orchestrations.Access.Comparing;

/// <summary>A finding that somebody answers for, for a time: <c>Access:Exceptions:{name}</c>.</summary>
public sealed record FindingException
{
    /// <summary>Id of the check.</summary>
    public string Check { get; init; } = "";

    /// <summary>Object id of the principal or application, or GUID of the role; empty: whatever it is.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Scope: that one, and what is below it; empty: everywhere.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Why it is right as it is.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who answers for it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Day on which it ends, UTC; from then on the finding counts again.</summary>
    public DateOnly Expires { get; init; }

    public IEnumerable<string> Problems(IReadOnlyCollection<string> checks)
    {
        if (!checks.Contains(Check, StringComparer.Ordinal))
            yield return $"Check is '{Words.Shown(Check)}'; there are {string.Join(", ", checks.Order(StringComparer.Ordinal))}";
        if (Subject.Length == 0 && Scope.Length == 0)
            yield return "it names neither Subject nor Scope, and would hide all there will ever be of the check";
        if (string.IsNullOrWhiteSpace(Reason) || string.IsNullOrWhiteSpace(Owner))
            yield return "Reason and Owner are required: somebody answers for it";
        if (Expires == default)
            yield return "Expires is required, a day such as 2027-01-31";
    }

    /// <summary>It is about that finding, whether it has ended or not.</summary>
    internal bool IsAbout(Finding finding, Tenant.ScopeTree tree) => Check == finding.Check
        && (Subject.Length == 0 || Subject.Equals(finding.Subject, StringComparison.OrdinalIgnoreCase))
        && (Scope.Length == 0 || (finding.Scope.Length > 0 && tree.Covers(Tenant.ScopeTree.Plain(Scope), finding.Scope)));

    internal bool HoldsOn(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime) < Expires;
}
