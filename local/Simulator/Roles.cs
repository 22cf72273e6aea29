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
    private readonly Fleet _fleet;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, RoleAssignment[]> _others = new(StringComparer.OrdinalIgnoreCase);
    internal static readonly DateTimeOffset Deployment = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<(string Role, string Scope), DateTimeOffset> _since = new();
    private volatile RoleAssignment[] _assignments = [];
    private volatile Dictionary<(string Role, string Scope), DateTimeOffset> _arrivals = [];

    private readonly ManagementGroups _groups;
    private readonly Func<IReadOnlySet<string>> _memberships;
    private readonly string _principalId;

    /// <param name="fleet">Whose subscriptions there are.</param>
    /// <param name="time">Azure's time.</param>
    /// <param name="groups">The management groups.</param>
    /// <param name="principalId">Object id of the managed identity.</param>
    /// <param name="memberships">Groups of the directory that the managed identity is in: what these have it has, too.</param>
    internal Roles(Fleet fleet, TimeProvider time, ManagementGroups groups, string principalId, Func<IReadOnlySet<string>> memberships)
    {
        _time = time;
        (_groups, _principalId, _memberships) = (groups, principalId, memberships);
        _fleet = fleet;
        Replace([.. Deployed]);
        foreach (var one in _assignments)
            _since[Key(one)] = Deployment;
    }

    private IReadOnlyList<string> Subscriptions => [.. _fleet.Subscriptions.Select(static one => $"/subscriptions/{one.Id}")];

    /// <summary>The definitions that Bicep deploys, in order of their files' names.</summary>
    public static IReadOnlyList<RoleDefinition> Deployed { get; } = ReadDeployed();

    /// <summary>The built-in role «Storage Queue Data Message Sender».</summary>
    public static RoleDefinition QueueMessageSender { get; } = new(
        "Storage Queue Data Message Sender", "Allows for sending of Azure Storage queue messages", [], [],
        ["Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action"], [], ["/"]) { IsCustom = false };

    /// <summary>The built-in role «Storage Blob Data Contributor».</summary>
    public static RoleDefinition BlobContributor { get; } =
        Deployed.Single(role => role.Name.Equals("Storage Blob Data Contributor", StringComparison.Ordinal));

    /// <summary>Allows everything: for other people's tools and for recordings, whose roles nobody knows. The suite is never tried with it.</summary>
    public static RoleDefinition Everything { get; } = new(
        "Owner of everything", "Allows all actions, also on data", ["*"], [], ["*"], [], ["/"]) { IsCustom = false };

    /// <summary>What the managed identity has where.</summary>
    public IReadOnlyList<RoleAssignment> Assignments => _assignments;

    /// <summary>From now on it has these, at every subscription, and no others.</summary>
    /// <exception cref="ArgumentException">Azure would not take such a custom role.</exception>
    public void Replace(params IReadOnlyList<RoleDefinition> definitions) =>
        Assign([.. definitions.SelectMany(role => Subscriptions.Select(scope => new RoleAssignment(role, scope)))]);

    /// <summary>From now on it has these and no others. A role whose assignable scopes are left open gets all subscriptions.</summary>
    /// <exception cref="ArgumentException">Azure would not take such a custom role, or not assign it there.</exception>
    public void Assign(params IReadOnlyList<RoleAssignment> assignments)
    {
        var (now, taken) = (_time.GetUtcNow(), assignments.Select(Checked).ToArray());
        foreach (var one in taken)
            _since.TryAdd(Key(one), now);
        _assignments = taken;
    }

    /// <summary>From now on Azure lists these, and no others; they take effect one after the other, as they arrive.</summary>
    /// <param name="assignments">What is assigned, each with how long it takes to arrive.</param>
    public void AssignSlowly(params IReadOnlyList<(RoleAssignment Assignment, TimeSpan ArrivesAfter)> assignments)
    {
        var now = _time.GetUtcNow();
        Assign([.. assignments.Select(one => one.Assignment)]);
        _arrivals = assignments.ToDictionary(one => Key(one.Assignment), one => now + one.ArrivesAfter);
    }

    /// <summary>When an assignment was made; those that were there from the beginning, long before.</summary>
    internal DateTimeOffset Since(RoleAssignment assignment) => _since[Key(assignment)];

    private static (string Role, string Scope) Key(RoleAssignment assignment) => (assignment.Role.Name, assignment.Scope);

    /// <summary>Gives a role to another principal, for example a system topic's identity, beside those it has.</summary>
    /// <param name="principal">Object id; of a user-assigned identity its resource id.</param>
    /// <param name="assignment">What, where.</param>
    public void Grant(string principal, RoleAssignment assignment) => _others.AddOrUpdate(
        principal, static (_, one) => [one],
        static (_, present, one) => present.Contains(one) ? present : [.. present, one], Checked(assignment));

    /// <summary>Gives many roles to another principal at once.</summary>
    internal void GrantAll(string principal, IReadOnlyList<RoleAssignment> assignments)
    {
        var taken = assignments.Select(one => one.Role.IsCustom ? Checked(one) : one).ToArray();
        _others.AddOrUpdate(principal, static (_, all) => all, static (_, present, all) => [.. present.Union(all)], taken);
    }

    /// <summary>Takes all roles from another principal.</summary>
    public void Revoke(string principal) => _others.TryRemove(principal, out _);

    /// <summary>Takes one role from another principal.</summary>
    internal void Revoke(string principal, RoleAssignment assignment)
    {
        if (_others.TryGetValue(principal, out var present))
            _others[principal] =
                [.. present.Where(one => one.Role.Name != assignment.Role.Name
                || !one.Scope.Equals(assignment.Scope, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>Whoever has that role has it as it is now.</summary>
    internal void Redefine(RoleDefinition former, RoleDefinition role)
    {
        RoleAssignment[] Changed(RoleAssignment[] assignments) =>
            [.. assignments.Select(one => one.Role.Name == former.Name ? one with { Role = role } : one)];

        foreach (var (principal, present) in _others)
            _others[principal] = Changed(present);
        foreach (var one in _assignments.Where(one => one.Role.Name == former.Name))
            _since.TryAdd((role.Name, one.Scope), _since.GetValueOrDefault(Key(one)));
        _assignments = Changed(_assignments);
    }

    /// <summary>
    /// Whether that is allowed there to the managed identity, by its own roles or those of its groups. A scope outside of subscriptions and
    /// management groups: anywhere.
    /// </summary>
    internal bool Allow(string action, string scope, bool isData = false)
    {
        if (Allow(_assignments, action, scope, isData))
            return true;
        return !_others.IsEmpty
            && (Allow(_principalId, action, scope, isData) || _memberships().Any(group => Allow(group, action, scope, isData)));
    }

    /// <summary>Whether the managed identity may do that at the tenant's root: by a role at <c>/</c> alone.</summary>
    internal bool AllowAtRoot(string action)
    {
        bool Holds(RoleAssignment one) => one.Scope is "/" && HasArrived(one) && Knows(one.Role, action, isData: false);
        if (Array.Exists(_assignments, Holds))
            return true;
        return !_others.IsEmpty
            && _memberships().Append(_principalId).Any(one => Array.Exists(_others.GetValueOrDefault(one) ?? [], Holds));
    }

    /// <summary>Whether that is allowed there to another principal.</summary>
    internal bool Allow(string principal, string action, string scope, bool isData) =>
        Allow(_others.GetValueOrDefault(principal) ?? [], action, scope, isData);

    /// <summary>Name of the role by which the managed identity may do that somewhere; null: it has none.</summary>
    internal string? NameOf(string action) => Array.Find(_assignments, one => Knows(one.Role, action, isData: false))?.Role.Name;

    private bool Allow(RoleAssignment[] assignments, string action, string scope, bool isData)
    {
        var isOfGroup = scope.StartsWith(Management.Scope.ManagementGroups, StringComparison.OrdinalIgnoreCase);
        var isTenant = !isOfGroup && !scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase);
        return Array.Exists(assignments, one => HasArrived(one)
            && (isTenant || (isOfGroup && one.Role.Name == Everything.Name) || _groups.Covers(one.Scope, scope))
            && Knows(one.Role, action, isData));
    }

    private bool HasArrived(RoleAssignment one) => !_arrivals.TryGetValue(Key(one), out var at) || at <= _time.GetUtcNow();

    private RoleAssignment Checked(RoleAssignment assignment)
    {
        var role = assignment.Role.AssignableAt(Subscriptions);
        if (role.Problems is [var problem, ..])
            throw new ArgumentException($"Azure refuses the role '{role.Name}': {problem}.", nameof(assignment));
        return role.AssignableScopes.Any(scope => scope == "/" || _groups.Covers(scope, assignment.Scope))
            ? assignment with { Role = role }
            : throw new ArgumentException(
                $"The role '{role.Name}' cannot be assigned at {assignment.Scope}, which is in none of its assignable scopes.", nameof(
                    assignment));
    }

    private bool Knows(RoleDefinition role, string action, bool isData) =>
        _known.GetOrAdd((role, action, isData), static key => key.Role.Allows(key.Action, key.IsData));

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
