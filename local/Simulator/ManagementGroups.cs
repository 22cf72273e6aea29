namespace OpsFunctions.Simulator;

/// <summary>The management groups of the tenant. At first there is the root alone, named like the tenant, with all subscriptions in
/// it.</summary>
public sealed class ManagementGroups
{
    private const string Prefix = Management.Scope.ManagementGroups;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string?> _parents = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _subscriptions = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _root;

    internal ManagementGroups(string tenantId)
    {
        _root = tenantId;
        _parents[tenantId] = null;
    }

    /// <summary>Their names, in order.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _parents.Keys.Order(StringComparer.OrdinalIgnoreCase)];
            }
        }
    }

    /// <summary>Adds one below another; null: below the root.</summary>
    public void Add(string name, string? parent = null)
    {
        lock (_lock)
        {
            _parents[name] = parent ?? _root;
        }
    }

    /// <summary>Moves a subscription into one.</summary>
    public void Place(string subscription, string name)
    {
        lock (_lock)
        {
            _subscriptions[subscription] = name;
        }
    }

    /// <summary>Whether there is one of that name.</summary>
    public bool Exists(string name)
    {
        lock (_lock)
        {
            return _parents.ContainsKey(name);
        }
    }

    /// <summary>Resource id of one.</summary>
    public static string IdOf(string name) => Prefix + name;

    /// <summary>Whether what holds at the upper scope holds at the lower one, too.</summary>
    internal bool Covers(string upper, string lower)
    {
        if (Management.Scope.Covers(upper, lower))
            return true;
        if (!upper.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return false;
        var name = upper[Prefix.Length..];
        lock (_lock)
        {
            for (var at = GroupOf(lower); at is not null; at = _parents.GetValueOrDefault(at))
            {
                if (at.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }
        return false;
    }

    private string? GroupOf(string scope)
    {
        if (scope.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return scope[Prefix.Length..].Split('/')[0];
        return scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase)
            ? _subscriptions.GetValueOrDefault(scope.Split('/')[2], _root) : null;
    }
}
