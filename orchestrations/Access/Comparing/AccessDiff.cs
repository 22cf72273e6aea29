using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Comparing;

/// <summary>What became of a right since the last audit.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChangeKind>))]
public enum ChangeKind
{
    New,
    Removed,

    /// <summary>The same right is under another id, ends at another time or was given by somebody else.</summary>
    Changed,

    /// <summary>It was there, and whether it still is could not be read.</summary>
    Unknown,
}

/// <summary>A change of a right.</summary>
/// <param name="Grant">As it is now; of what is removed or unknown: as it was.</param>
/// <param name="Before">As it was, where it changed.</param>
public sealed record AccessChange(ChangeKind Kind, Grant Grant, Grant? Before = null);

/// <summary>Compares two audits by what was granted to whom, not by ids or order.</summary>
internal static class AccessDiff
{
    /// <param name="before">Grants of the last audit.</param>
    /// <param name="now">What was read now, with its gaps.</param>
    public static IReadOnlyList<AccessChange> Of(IReadOnlyList<Grant> before, TenantFacts now)
    {
        var (old, current) = (ByKey(before), ByKey(now.Grants));
        var changes = new List<AccessChange>();
        foreach (var (key, grant) in current)
            if (!old.TryGetValue(key, out var was))
                changes.Add(new(ChangeKind.New, grant));
            else if (was.Id != grant.Id || was.EndsOn != grant.EndsOn || was.CreatedBy != grant.CreatedBy)
                changes.Add(new(ChangeKind.Changed, grant, was));
        foreach (var (key, was) in old)
            if (!current.ContainsKey(key))
                changes.Add(new(IsKnown(was, now) ? ChangeKind.Removed : ChangeKind.Unknown, was));
        return [.. changes.OrderBy(one => one.Grant.Key, StringComparer.Ordinal).ThenBy(one => one.Kind)];
    }

    // Without the tree, management groups are not looked at.
    private static bool IsKnown(Grant grant, TenantFacts now) =>
        (now.Knows(Part.Tree) || ScopeTree.SubscriptionOf(grant.Scope) is not null)
            && PartsOf(grant.Kind).All(part => now.Knows(part, grant.Scope));

    private static IReadOnlyList<Part> PartsOf(GrantKind kind) => kind switch
    {
        GrantKind.Eligible => [Part.Eligibilities],
        GrantKind.Delegated => [Part.Delegations],
        // Which of the two it is, the list of activations tells.
        _ => [Part.Assignments, Part.Activations],
    };

    // Of two that are the same right the one whose id comes first: what comes in another order is the same.
    private static Dictionary<string, Grant> ByKey(IReadOnlyList<Grant> grants)
    {
        var byKey = new Dictionary<string, Grant>(StringComparer.Ordinal);
        foreach (var grant in grants)
            if (!byKey.TryGetValue(grant.Key, out var known) || string.CompareOrdinal(grant.Id, known.Id) < 0)
                byKey[grant.Key] = grant;
        return byKey;
    }
}
