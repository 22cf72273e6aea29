using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator;

/// <summary>A role that somebody has somewhere, as the list of role assignments shows it.</summary>
public sealed record HeldRole
{
    /// <summary>Name of the assignment, a GUID.</summary>
    public required string Name { get; init; }

    /// <summary>Where it holds: a management group, subscription, group or resource.</summary>
    public required string Scope { get; init; }

    /// <summary>Id of the role definition, a GUID.</summary>
    public required string RoleId { get; init; }

    /// <summary>Object id of who has it; it may be gone from the directory.</summary>
    public required string PrincipalId { get; init; }

    /// <summary>User, Group, ServicePrincipal.</summary>
    public string PrincipalType { get; init; } = "User";

    /// <summary>Condition; null: none. It is kept and shown, but not applied.</summary>
    public string? Condition { get; init; }

    /// <summary>Version of the condition's language.</summary>
    public string? ConditionVersion { get; init; }

    /// <summary>Description; null: none.</summary>
    public string? Description { get; init; }

    /// <summary>The identity of another tenant that it is for; null: none.</summary>
    public string? DelegatedManagedIdentityResourceId { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedOn { get; init; }

    /// <summary>Object id of who made it; null: not known.</summary>
    public string? CreatedBy { get; init; }
}

/// <summary>What nobody but those excluded may do somewhere. Only Azure makes these.</summary>
public sealed record DenyAssignment
{
    /// <summary>Everybody.</summary>
    public const string Everyone = "00000000-0000-0000-0000-000000000000";

    /// <summary>Its id, a GUID.</summary>
    public required string Id { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Where.</summary>
    public required string Scope { get; init; }

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>What is denied; * stands for anything.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>Taken off <see cref="Actions"/>.</summary>
    public IReadOnlyList<string> NotActions { get; init; } = [];

    /// <summary>Operations on data that are denied.</summary>
    public IReadOnlyList<string> DataActions { get; init; } = [];

    /// <summary>Taken off <see cref="DataActions"/>.</summary>
    public IReadOnlyList<string> NotDataActions { get; init; } = [];

    /// <summary>Object ids that it is for. Default: everybody.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [Everyone];

    /// <summary>Object ids that it is not for.</summary>
    public IReadOnlyList<string> ExcludedPrincipals { get; init; } = [];

    /// <summary>Whether it leaves out what is below its scope.</summary>
    public bool DoesNotApplyToChildScopes { get; init; }

    internal bool Denies(string action, bool isData)
    {
        var (denied, taken) = isData ? (DataActions, NotDataActions) : (Actions, NotActions);
        return new RoleDefinition(Name, "", denied, taken, [], [], ["/"]) { IsCustom = false }.Allows(action);
    }
}

/// <summary>A role that somebody may activate for a time (Privileged Identity Management).</summary>
/// <param name="PrincipalId">Object id of who may.</param>
/// <param name="RoleId">Id of the role definition, a GUID.</param>
/// <param name="Scope">Where.</param>
/// <param name="Start">From when on.</param>
/// <param name="End">Until when; null: for good.</param>
public sealed record EligibleRole(string PrincipalId, string RoleId, string Scope, DateTimeOffset Start, DateTimeOffset? End)
{
    internal string Id => Noise.Id(Noise.Of($"{PrincipalId} {RoleId} {Scope}".ToLowerInvariant()), "eligibility").ToString();
}

/// <summary>An eligible role that is active.</summary>
internal sealed record ActivatedRole(EligibleRole Role, DateTimeOffset Start, DateTimeOffset End);

/// <summary>
/// Who has which role where, besides the app's managed identity, whose roles <see cref="SimulatedAzure.Roles"/> has; what is denied; and
/// what
/// can be activated. Everything here is listed; assignments of the managed identity and of the groups it is in hold for it, too.
/// </summary>
public sealed class SimulatedAccess
{
    private readonly Lock _lock = new();
    private readonly List<HeldRole> _held = [];
    private readonly List<DefinedRole> _custom = [];
    private readonly List<DenyAssignment> _denied = [];
    private readonly List<EligibleRole> _eligible = [];
    private readonly List<ActivatedRole> _activated = [];
    private readonly SimulatedAzure _azure;

    internal SimulatedAccess(SimulatedAzure azure) => _azure = azure;

    /// <summary>Assignments of others than the managed identity, in order of their making.</summary>
    public IReadOnlyList<HeldRole> Held => Copy(_held);

    /// <summary>What is denied, in order of its making.</summary>
    public IReadOnlyList<DenyAssignment> Denied => Copy(_denied);

    /// <summary>What can be activated, in order of its making.</summary>
    public IReadOnlyList<EligibleRole> Eligible => Copy(_eligible);

    /// <summary>Gives somebody a role. That there is such a principal is not looked at: assignments outlive them.</summary>
    /// <exception cref="ArgumentException">There is no such role definition.</exception>
    public HeldRole Assign(string principalId, string roleId, string scope, string principalType = "User", string? createdBy = null) =>
        Keep(new HeldRole
    {
        Name = Noise.Id(Noise.Of($"{principalId} {roleId} {scope}".ToLowerInvariant()), "held").ToString(), Scope = scope, RoleId = roleId,
            PrincipalId = principalId,
        PrincipalType = principalType, CreatedBy = createdBy, CreatedOn = _azure.Time.GetUtcNow(),
    });

    /// <summary>Denies something.</summary>
    public void Deny(DenyAssignment one)
    {
        lock (_lock)
        {
            _denied.Add(one);
        }
    }

    /// <summary>Takes a denial away.</summary>
    public void Undeny(string id)
    {
        lock (_lock)
        {
            _denied.RemoveAll(one => one.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>Lets somebody activate a role.</summary>
    public void MakeEligible(EligibleRole role)
    {
        lock (_lock)
        {
            _eligible.Add(role);
        }
    }

    /// <summary>Somebody activates an eligible role for so long.</summary>
    public void Activate(EligibleRole role, TimeSpan duration)
    {
        var now = _azure.Time.GetUtcNow();
        lock (_lock)
        {
            _activated.Add(new ActivatedRole(role, now, now + duration));
        }
    }

    /// <summary>The id of the built-in or custom role of that name; null: there is none.</summary>
    public string? RoleIdOf(string name) =>
        Definitions.FirstOrDefault(one => one.Role.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Id;

    internal IReadOnlyList<ActivatedRole> Activated => Copy(_activated);

    /// <summary>Built-in ones, those that were made, and those that the managed identity has.</summary>
    internal IReadOnlyList<DefinedRole> Definitions
    {
        get
        {
            var own = _azure.Roles.Assignments.Select(static one => one.Role).Concat(Roles.Deployed).Where(static role => role.IsCustom)
                .DistinctBy(static role => role.Name, StringComparer.Ordinal)
                    .Select(role =>
                    new DefinedRole(IdOf(role), role) { CreatedOn = Roles.Deployment, UpdatedOn = Roles.Deployment,
                    CreatedBy = _azure.PrincipalId });
            return [.. BuiltInRoles.All, .. Copy(_custom), .. own.Where(one => Copy(_custom).All(made => made.Role.Name != one.Role.Name))];
        }
    }

    internal DefinedRole? Definition(string id) => Definitions.FirstOrDefault(one => one.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
        ?? _azure.Roles.Assignments.Where(one => IdOf(one.Role).Equals(id, StringComparison.OrdinalIgnoreCase))
            .Select(one => new DefinedRole(id, one.Role)).FirstOrDefault();

    /// <summary>The id under which a role of the managed identity is listed.</summary>
    internal static string IdOf(RoleDefinition role) => Noise.Id(Noise.Of(role.Name), "role").ToString();

    internal HeldRole? Find(string scope, string name)
    {
        lock (_lock)
        {
            return _held.Find(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                && one.Scope.Equals(scope, StringComparison.OrdinalIgnoreCase));
        }
    }

    internal HeldRole Keep(HeldRole held)
    {
        var role = Definition(held.RoleId)?.Role
            ?? throw new ArgumentException($"There is no role definition {held.RoleId}.", nameof(held));
        lock (_lock)
        {
            _held.RemoveAll(one => one.Name.Equals(held.Name, StringComparison.OrdinalIgnoreCase)
                && one.Scope.Equals(held.Scope, StringComparison.OrdinalIgnoreCase));
            _held.Add(held);
        }
        _azure.Roles.Grant(held.PrincipalId, new RoleAssignment(role, held.Scope));
        return held;
    }

    internal void Remove(HeldRole held)
    {
        lock (_lock)
        {
            _held.Remove(held);
        }
        if (Definition(held.RoleId) is { } defined)
            _azure.Roles.Revoke(held.PrincipalId, new RoleAssignment(defined.Role, held.Scope));
    }

    internal void Keep(DefinedRole role)
    {
        DefinedRole? former;
        lock (_lock)
        {
            former = _custom.Find(one => one.Id.Equals(role.Id, StringComparison.OrdinalIgnoreCase));
            if (former is null)
                _custom.Add(role);
            else
                _custom[_custom.IndexOf(former)] = role;
        }
        if (former is not null)
            _azure.Roles.Redefine(former.Role, role.Role);
    }

    internal void Remove(DefinedRole role)
    {
        lock (_lock)
        {
            _custom.RemoveAll(one => one.Id.Equals(role.Id, StringComparison.OrdinalIgnoreCase));
        }
    }

    internal bool IsMade(DefinedRole role) => Copy(_custom).Contains(role);

    /// <summary>What forbids that there, although a role allows it; null: nothing.</summary>
    internal DenyAssignment? Denies(string principal, string action, string scope, bool isData)
    {
        if (_denied.Count == 0)
            return null;
        var groups = _azure.Directory.GroupsOf(principal);
        bool Is(string id) => id == DenyAssignment.Everyone || id.Equals(principal, StringComparison.OrdinalIgnoreCase)
            || groups.Contains(id);
        return Denied.FirstOrDefault(one =>
            (one.DoesNotApplyToChildScopes ? one.Scope.Equals(scope, StringComparison.OrdinalIgnoreCase)
            : _azure.ManagementGroups.Covers(one.Scope, scope))
            && one.Principals.Any(Is) && !one.ExcludedPrincipals.Any(Is) && one.Denies(action, isData));
    }

    /// <summary>What was assigned, denied or locked at or below it is gone with it.</summary>
    internal void RemoveUnder(string scope)
    {
        foreach (var held in Held.Where(one => Management.Scope.Covers(scope, one.Scope)))
            Remove(held);
        lock (_lock)
        {
            _denied.RemoveAll(one => Management.Scope.Covers(scope, one.Scope));
        }
        foreach (var one in _azure.Locks.All.Where(one => Management.Scope.Covers(scope, one.Scope)))
            _azure.Locks.Remove(one.Scope);
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock)
        {
            return [.. list];
        }
    }
}
