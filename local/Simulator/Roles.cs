using System.Collections.Concurrent;

namespace OpsFunctions.Simulator;

/// <summary>A role that somebody has somewhere.</summary>
/// <param name="Role">What it allows.</param>
/// <param name="Scope">Id of the subscription, resource group or resource where it has it.</param>
public sealed record RoleAssignment(RoleDefinition Role, string Scope);

/// <summary>
/// The roles of the suite's identities, which each call is checked against: those of the identity that calls. At first they are what a
/// deployment gives (<see cref="DeployedRoles"/>). Storage accounts count as resources of the first subscription.
/// </summary>
public sealed class Roles
{
    private readonly ConcurrentDictionary<(RoleDefinition Role, string Action, bool IsData), bool> _known = new();
    private readonly Fleet _fleet;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, RoleAssignment[]> _others = new(StringComparer.OrdinalIgnoreCase);
    internal static readonly DateTimeOffset Deployment = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<(string Role, string Scope), DateTimeOffset> _since = new();
    private readonly ConcurrentDictionary<string, RoleAssignment[]> _own = new(StringComparer.OrdinalIgnoreCase);
    private volatile Dictionary<(string Role, string Scope), DateTimeOffset> _arrivals = [];

    private readonly ManagementGroups _groups;
    private readonly Func<string, IReadOnlySet<string>> _memberships;
    private readonly SuiteIdentities _suite;
    private Func<DeployedRole, bool> _wanted = static _ => true;

    /// <param name="fleet">Whose subscriptions there are.</param>
    /// <param name="time">Azure's time.</param>
    /// <param name="groups">The management groups.</param>
    /// <param name="suite">The suite's identities.</param>
    /// <param name="memberships">Groups of the directory that somebody is in: what these have he has, too.</param>
    internal Roles(
        Fleet fleet, TimeProvider time, ManagementGroups groups, SuiteIdentities suite, Func<string, IReadOnlySet<string>> memberships)
    {
        _time = time;
        (_groups, _suite, _memberships) = (groups, suite, memberships);
        _fleet = fleet;
        DrillSubscription = fleet.Subscriptions[^1].Id;
        Deploy(static _ => true);
        foreach (var one in Assignments)
            _since[Key(one)] = Deployment;
    }

    /// <summary>Id of the subscription where a deployment lets drills be built.</summary>
    public string DrillSubscription { get; }

    private IReadOnlyList<string> Subscriptions => [.. _fleet.Subscriptions.Select(static one => $"/subscriptions/{one.Id}")];

    /// <summary>The definitions that a deployment gives, whomever, in order of their names.</summary>
    public static IReadOnlyList<RoleDefinition> Deployed { get; } = [.. DeployedRoles.All.Select(static one => one.Role)];

    /// <summary>The built-in role «Storage Queue Data Message Sender».</summary>
    public static RoleDefinition QueueMessageSender { get; } = new(
        "Storage Queue Data Message Sender", "Allows for sending of Azure Storage queue messages", [], [],
        ["Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action"], [], ["/"]) { IsCustom = false };

    /// <summary>The built-in role «Storage Blob Data Contributor».</summary>
    public static RoleDefinition BlobContributor { get; } =
        Deployed.Single(role => role.Name.Equals("Storage Blob Data Contributor", StringComparison.Ordinal));

    /// <summary>
    /// Allows everything: for other people's tools and for recordings, whose roles nobody knows. The suite is never tried with it.
    /// </summary>
    public static RoleDefinition Everything { get; } = new(
        "Owner of everything", "Allows all actions, also on data", ["*"], [], ["*"], [], ["/"]) { IsCustom = false };

    /// <summary>What the suite's identities have where, each once.</summary>
    public IReadOnlyList<RoleAssignment> Assignments => [.. _suite.All.SelectMany(Of).Distinct()];

    /// <summary>What one of the suite's identities has where.</summary>
    public IReadOnlyList<RoleAssignment> Of(SuiteIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return _own.GetValueOrDefault(identity.PrincipalId) ?? [];
    }

    /// <summary>From now on each identity has what a deployment gives it, as far as it is wanted, and nothing else.</summary>
    public void Deploy(Func<DeployedRole, bool> wanted)
    {
        _wanted = wanted;
        foreach (var identity in _suite.All)
            Deploy(identity);
    }

    /// <summary>Deploys an identity's roles anew, also at the subscriptions that came since.</summary>
    internal void Deploy(SuiteIdentity identity) =>
        Assign(identity, [.. DeployedRoles.All.Where(one => one.Identity == identity.Name && _wanted(one)).SelectMany(Where)]);

    /// <summary>From now on each identity has what a deployment gives it where only these capabilities are switched on.</summary>
    public void DeployFor(params IReadOnlyList<string> capabilities) =>
        Deploy(one => one.Capability.Length == 0 || capabilities.Contains(one.Capability, StringComparer.Ordinal));

    /// <summary>From now on all the suite's identities have these, at every subscription, and no others.</summary>
    /// <exception cref="ArgumentException">Azure would not take such a custom role.</exception>
    public void Replace(params IReadOnlyList<RoleDefinition> definitions) =>
        Assign([.. definitions.SelectMany(role => Subscriptions.Select(scope => new RoleAssignment(role, scope)))]);

    /// <summary>
    /// From now on all the suite's identities have these and no others. A role whose assignable scopes are left open gets all
    /// subscriptions.
    /// </summary>
    /// <exception cref="ArgumentException">Azure would not take such a custom role, or not assign it there.</exception>
    public void Assign(params IReadOnlyList<RoleAssignment> assignments)
    {
        foreach (var identity in _suite.All)
            Assign(identity, assignments);
    }

    /// <summary>From now on that identity has these and no others.</summary>
    /// <exception cref="ArgumentException">Azure would not take such a custom role, or not assign it there.</exception>
    public void Assign(SuiteIdentity identity, params IReadOnlyList<RoleAssignment> assignments)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var (now, taken) = (_time.GetUtcNow(), assignments.Select(Checked).ToArray());
        foreach (var one in taken)
            _since.TryAdd(Key(one), now);
        _own[identity.PrincipalId] = taken;
    }

    /// <summary>From now on no role of the suite allows that any more.</summary>
    public void Without(params IReadOnlyList<string> actions)
    {
        foreach (var identity in _suite.All)
            Assign(identity, [.. Of(identity).Select(Less)]);

        RoleAssignment Less(RoleAssignment one) =>
            one with { Role = one.Role with { NotActions = [.. one.Role.NotActions, .. actions] } };
    }

    private IEnumerable<RoleAssignment> Where(DeployedRole one)
    {
        var group = ManagementGroups.IdOf(_groups.Root);
        return one.Level switch
        {
            RoleLevel.Home => [new(one.Role, Subscriptions[0])],
            RoleLevel.DrillSubscription => [new(one.Role, $"/subscriptions/{DrillSubscription}")],
            RoleLevel.RootGroup => [new(one.Role.AssignableAt([group]), group)],
            _ => Subscriptions.Select(scope => new RoleAssignment(one.Role, scope)),
        };
    }

    /// <summary>
    /// From now on Azure lists these of an identity, and no others; they take effect one after the other, as they arrive.
    /// </summary>
    /// <param name="identity">Who has them.</param>
    /// <param name="assignments">What is assigned, each with how long it takes to arrive.</param>
    public void AssignSlowly(SuiteIdentity identity, params IReadOnlyList<(RoleAssignment Assignment, TimeSpan ArrivesAfter)> assignments)
    {
        var now = _time.GetUtcNow();
        Assign(identity, [.. assignments.Select(one => one.Assignment)]);
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
        foreach (var one in Assignments.Where(one => one.Role.Name == former.Name))
            _since.TryAdd((role.Name, one.Scope), _since.GetValueOrDefault(Key(one)));
        foreach (var (principal, present) in _own)
            _own[principal] = Changed(present);
    }

    /// <summary>
    /// Whether that is allowed there to somebody, by roles of his own or of his groups. A scope outside of subscriptions and management
    /// groups: anywhere.
    /// </summary>
    internal bool Allow(string? principal, string action, string scope, bool isData = false) =>
        Holders(principal).Any(one => Array.Exists(one, held => Holds(held, action, scope, isData)));

    /// <summary>Whether somebody may do that at the tenant's root: by a role at <c>/</c> alone.</summary>
    internal bool AllowAtRoot(string? principal, string action) => Holders(principal).Any(
        one => Array.Exists(one, held => held.Scope is "/" && HasArrived(held) && Knows(held.Role, action, isData: false)));

    /// <summary>Names of the roles of its own by which one of the suite's identities may do that there.</summary>
    internal IEnumerable<string> NamesFor(SuiteIdentity identity, string action, string scope, bool isData) =>
        Of(identity).Where(one => Holds(one, action, scope, isData)).Select(static one => one.Role.Name).Distinct(StringComparer.Ordinal);

    /// <summary>Name of the role by which an identity may do that somewhere; null: it has none.</summary>
    internal string? NameOf(SuiteIdentity identity, string action) =>
        Of(identity).FirstOrDefault(one => Knows(one.Role, action, isData: false))?.Role.Name;

    private IEnumerable<RoleAssignment[]> Holders(string? principal)
    {
        if (principal is null)
            yield break;
        if (_own.TryGetValue(principal, out var own))
            yield return own;
        if (_others.IsEmpty)
            yield break;
        foreach (var one in _memberships(principal).Prepend(principal))
            if (_others.TryGetValue(one, out var held))
                yield return held;
    }

    private bool Holds(RoleAssignment one, string action, string scope, bool isData)
    {
        var isOfGroup = scope.StartsWith(Management.Scope.ManagementGroups, StringComparison.OrdinalIgnoreCase);
        var isTenant = !isOfGroup && !scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase);
        return HasArrived(one) && (isTenant || (isOfGroup && one.Role.Name == Everything.Name) || _groups.Covers(one.Scope, scope))
            && Knows(one.Role, action, isData);
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
}
