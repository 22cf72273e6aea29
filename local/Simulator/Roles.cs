using System.Collections.Concurrent;

namespace OpsFunctions.Simulator;

/// <summary>A role that the managed identity has somewhere.</summary>
/// <param name="Role">What it allows.</param>
/// <param name="Scope">Id of the subscription, resource group or resource where it has it.</param>
public sealed record RoleAssignment(RoleDefinition Role, string Scope);

/// <summary>
/// The roles of the managed identity, which every call is checked against: at first those that Bicep deploys (bicep/roles), each at
/// every subscription. Storage accounts count as resources of the first subscription.
/// </summary>
public sealed class Roles
{
    private readonly ConcurrentDictionary<(RoleDefinition Role, string Action, bool IsData), bool> _known = new();
    private readonly IReadOnlyList<string> _subscriptions;
    private volatile RoleAssignment[] _assignments = [];

    internal Roles(Fleet fleet)
    {
        _subscriptions = [.. fleet.Subscriptions.Select(one => $"/subscriptions/{one.Id}")];
        Replace([.. Deployed]);
    }

    /// <summary>The definitions that Bicep deploys, in order of their files' names.</summary>
    public static IReadOnlyList<RoleDefinition> Deployed { get; } = ReadDeployed();

    /// <summary>What the managed identity has where.</summary>
    public IReadOnlyList<RoleAssignment> Assignments => _assignments;

    /// <summary>From now on it has these, at every subscription, and no others.</summary>
    public void Replace(params IReadOnlyList<RoleDefinition> definitions) =>
        Assign([.. definitions.SelectMany(role => _subscriptions.Select(scope => new RoleAssignment(role, scope)))]);

    /// <summary>From now on it has these and no others.</summary>
    public void Assign(params IReadOnlyList<RoleAssignment> assignments) => _assignments = [.. assignments];

    /// <summary>Whether that is allowed there; a scope outside of subscriptions: anywhere.</summary>
    internal bool Allow(string action, string scope, bool isData = false)
    {
        var isTenant = !scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase);
        return Array.Exists(_assignments, one => (isTenant || Covers(one.Scope, scope))
            && _known.GetOrAdd((one.Role, action, isData), static key => key.Role.Allows(key.Action, key.IsData)));
    }

    private static bool Covers(string upper, string lower) =>
        lower.StartsWith(upper, StringComparison.OrdinalIgnoreCase) && (lower.Length == upper.Length || lower[upper.Length] == '/');

    private static List<RoleDefinition> ReadDeployed()
    {
        var assembly = typeof(Roles).Assembly;
        var definitions = new List<RoleDefinition>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("roles/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            definitions.Add(RoleDefinition.Read(reader.ReadToEnd()));
        }
        return definitions;
    }
}
