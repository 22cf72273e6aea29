namespace OpsFunctions.Orchestrations.Access.Tenant;

/// <summary>Which scope is above which: <c>/</c>, management groups, subscriptions, resource groups, resources.</summary>
public sealed class ScopeTree
{
    public const string Root = "/";

    private const string ManagementGroups = "/providers/microsoft.management/managementgroups/";
    private const string Subscriptions = "/subscriptions/";

    // A guard against a tree in which somebody is above themselves; Azure allows six levels.
    private const int MostLevels = 20;

    private readonly Dictionary<string, string> _parents;

    /// <param name="parents">Parent of each management group and subscription, by id; lower case.</param>
    public ScopeTree(IReadOnlyDictionary<string, string> parents) => _parents = new(parents, StringComparer.Ordinal);

    public static ScopeTree Flat { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    public IReadOnlyDictionary<string, string> Parents => _parents;

    /// <summary>A scope as it is compared: lower case, no slash at its end.</summary>
    public static string Plain(string scope)
    {
        var plain = scope.Trim().TrimEnd('/').ToLowerInvariant();
        return plain.Length == 0 ? Root : plain;
    }

    public static bool IsManagementGroup(string scope) =>
        scope.StartsWith(ManagementGroups, StringComparison.Ordinal)
            && !scope[ManagementGroups.Length..].Contains('/', StringComparison.Ordinal);

    public static bool IsSubscription(string scope) =>
        scope.StartsWith(Subscriptions, StringComparison.Ordinal) && !scope[Subscriptions.Length..].Contains('/', StringComparison.Ordinal);

    /// <summary>A subscription, a management group or the root.</summary>
    public static bool IsWide(string scope) => scope == Root || IsManagementGroup(scope) || IsSubscription(scope);

    /// <summary>The subscription that a scope is or lies in; null: it lies above.</summary>
    public static string? SubscriptionOf(string scope)
    {
        if (!scope.StartsWith(Subscriptions, StringComparison.Ordinal))
            return null;
        var end = scope.IndexOf('/', Subscriptions.Length);
        return end < 0 ? scope : scope[..end];
    }

    /// <summary>The scope itself and all above it, the root last.</summary>
    public IEnumerable<string> UpFrom(string scope)
    {
        if (SubscriptionOf(scope) is { } subscription)
        {
            for (var at = scope; at.Length > subscription.Length; at = at[..at.LastIndexOf('/')])
                yield return at;
            scope = subscription;
        }
        for (var level = 0; scope != Root && level < MostLevels; level++)
        {
            yield return scope;
            scope = _parents.GetValueOrDefault(scope, Root);
        }
        yield return Root;
    }

    /// <summary>What holds at the upper scope holds at the lower one.</summary>
    public bool Covers(string upper, string lower)
    {
        if (upper == Root || upper == lower)
            return true;
        if (!IsManagementGroup(upper))
            return lower.Length > upper.Length && lower[upper.Length] == '/' && lower.StartsWith(upper, StringComparison.Ordinal);
        var at = SubscriptionOf(lower) ?? lower;
        for (var level = 0; level < MostLevels && _parents.TryGetValue(at, out var parent); level++)
        {
            if (parent == upper)
                return true;
            at = parent;
        }
        return false;
    }
}
