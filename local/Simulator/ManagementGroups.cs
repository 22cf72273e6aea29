namespace OpsFunctions.Simulator;

/// <summary>The management groups of the tenant. At first there is the root alone, named like the tenant, with all subscriptions in
/// it.</summary>
public sealed class ManagementGroups
{
    private const string Prefix = Management.Scope.ManagementGroups;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string?> _parents = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _subscriptions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _root;

    internal ManagementGroups(string tenantId)
    {
        _root = tenantId;
        _parents[tenantId] = null;
        _names[tenantId] = "Tenant Root Group";
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

    /// <summary>Name of the one that all others are in.</summary>
    public string Root => _root;

    /// <summary>Adds one below another.</summary>
    /// <param name="name">Its name, which its id ends with.</param>
    /// <param name="parent">Name of the one it is in; null: the root.</param>
    /// <param name="displayName">Null: as its name.</param>
    public void Add(string name, string? parent = null, string? displayName = null)
    {
        lock (_lock)
        {
            _names[name] = displayName ?? name;
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

    internal string DisplayNameOf(string name)
    {
        lock (_lock)
        {
            return _names.GetValueOrDefault(name, name);
        }
    }

    /// <summary>Names of those that a scope is in, the nearest first; of a management group without itself.</summary>
    internal IReadOnlyList<string> Above(string scope)
    {
        var found = new List<string>();
        lock (_lock)
        {
            var isGroup = scope.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
            var first = isGroup ? _parents.GetValueOrDefault(scope[Prefix.Length..].Split('/')[0]) : GroupOf(scope);
            for (var at = first; at is not null; at = _parents.GetValueOrDefault(at))
                found.Add(at);
        }
        return found;
    }

    /// <summary>Whether what holds at the upper scope holds at the lower one, too.</summary>
    public bool Covers(string upper, string lower)
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
