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

    /// <summary>User, Group, ServicePrincipal, ForeignGroup, Device, AgentUser, AgentServicePrincipal.</summary>
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

    /// <summary>When it was changed last; null: never since it was made.</summary>
    public DateTimeOffset? UpdatedOn { get; init; }

    /// <summary>Object id of who changed it last; null: who made it.</summary>
    public string? UpdatedBy { get; init; }

    /// <summary>Until when it is there; null: until somebody deletes it.</summary>
    internal DateTimeOffset? Until => Activation?.End;

    /// <summary>The activation of an eligible role that it comes from; null: it is a standing one.</summary>
    internal ActivatedRole? Activation { get; init; }
}

/// <summary>Whether a deny assignment takes rights away.</summary>
public enum DenyEffect
{
    /// <summary>It does.</summary>
    Enforced,

    /// <summary>It only notes what it would deny.</summary>
    Audit,
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

    /// <summary>Default: enforced.</summary>
    public DenyEffect Effect { get; init; }

    /// <summary>Condition; null: none. With one it is shown, but not applied.</summary>
    public string? Condition { get; init; }

    /// <summary>Version of the condition's language; null: none.</summary>
    public string? ConditionVersion { get; init; }

    /// <summary>Whether it takes anything away here: an audit denies nothing, and conditions are not evaluated.</summary>
    internal bool IsApplied => Effect is DenyEffect.Enforced && Condition is null;

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

/// <summary>An eligible role that is, or was, active.</summary>
/// <param name="Role">Which.</param>
/// <param name="PrincipalId">Object id of who activated it: the one that may, or a member of the group that may.</param>
/// <param name="Start">From when on.</param>
/// <param name="End">Until when.</param>
public sealed record ActivatedRole(EligibleRole Role, string PrincipalId, DateTimeOffset Start, DateTimeOffset End);

/// <summary>
/// Who has which role where, besides the app's managed identity, whose roles <see cref="SimulatedAzure.Roles"/> has; what is denied; and
/// what
/// can be activated. Everything here is listed; assignments of the managed identity and of the groups it is in hold for it, too.
/// </summary>
public sealed class SimulatedAccess
{
    private readonly Lock _lock = new();
    private readonly HeldRoles _held;
    private readonly List<DefinedRole> _custom = [];
    private readonly IReadOnlyList<DefinedRole> _builtIn;
    private readonly Dictionary<string, DefinedRole> _builtInById;
    private readonly List<LighthouseRegistration> _registrations = [];
    private readonly List<DenyAssignment> _denied = [];
    private readonly List<EligibleRole> _eligible = [];
    private readonly List<ActivatedRole> _activated = [];
    private readonly SimulatedAzure _azure;

    internal SimulatedAccess(SimulatedAzure azure, string? builtInRoles)
    {
        _azure = azure;
        _held = new HeldRoles(azure.ManagementGroups, azure.Time, Revoke);
        _builtIn = builtInRoles is null ? BuiltInRoles.All
            : [.. RoleFile.Read(builtInRoles).Concat(BuiltInRoles.All).DistinctBy(static one => one.Id, StringComparer.OrdinalIgnoreCase)];
        _builtInById = _builtIn.ToDictionary(static one => one.Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Assignments of others than the managed identity, in order of their making.</summary>
    public IReadOnlyList<HeldRole> Held => _held.All;

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

    /// <summary>Gives many roles at once, each as <see cref="HeldRole"/> says, without a trace.</summary>
    /// <exception cref="ArgumentException">There is no such role definition.</exception>
    public void AssignAll(IEnumerable<HeldRole> held)
    {
        ArgumentNullException.ThrowIfNull(held);
        foreach (var principal in held.GroupBy(static one => one.PrincipalId, StringComparer.OrdinalIgnoreCase))
        {
            var roles = new List<RoleAssignment>();
            foreach (var one in principal)
            {
                roles.Add(new RoleAssignment(RoleOf(one), one.Scope));
                _held.Keep(one);
            }
            _azure.Roles.GrantAll(principal.Key, roles);
        }
    }

    /// <summary>Takes an assignment away.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Unassign(HeldRole held)
    {
        ArgumentNullException.ThrowIfNull(held);
        if (!_held.Remove(held))
            return false;
        Revoke(held);
        return true;
    }

    /// <summary>Adds a custom role, without a trace.</summary>
    /// <param name="role">What it allows.</param>
    /// <param name="createdBy">Object id of who made it; null: not known.</param>
    /// <returns>Its id, a GUID that follows from its name.</returns>
    /// <exception cref="ArgumentException">Azure would not take it.</exception>
    public string Define(RoleDefinition role, string? createdBy = null)
    {
        ArgumentNullException.ThrowIfNull(role);
        if (role.Problems is [var problem, ..])
            throw new ArgumentException($"Azure refuses the role '{role.Name}': {problem}.", nameof(role));
        var now = _azure.Time.GetUtcNow();
        var made = new DefinedRole(Noise.Id(Noise.Of(role.Name), "custom").ToString(), role)
        {
            CreatedOn = now, UpdatedOn = now, CreatedBy = createdBy, UpdatedBy = createdBy,
        };
        Keep(made);
        return made.Id;
    }

    /// <summary>Lets another tenant manage a subscription (Azure Lighthouse).</summary>
    public void Delegate(LighthouseRegistration registration)
    {
        lock (_lock)
        {
            _registrations.Add(registration);
        }
    }

    /// <summary>Subscriptions that other tenants manage, in order of their making.</summary>
    public IReadOnlyList<LighthouseRegistration> Registrations => Copy(_registrations);

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

    /// <summary>Lets many activate roles.</summary>
    public void MakeEligible(IEnumerable<EligibleRole> roles)
    {
        lock (_lock)
        {
            _eligible.AddRange(roles);
        }
    }

    /// <summary>Nobody may activate that any more.</summary>
    public void MakeIneligible(EligibleRole role)
    {
        lock (_lock)
        {
            _eligible.Remove(role);
        }
    }

    /// <summary>
    /// Somebody activates an eligible role for so long: Privileged Identity Management assigns it, and deletes the assignment at its end.
    /// </summary>
    /// <param name="role">Which.</param>
    /// <param name="duration">How long.</param>
    /// <param name="who">Object id of the member of the group that may; null: the one that may.</param>
    /// <returns>The assignment.</returns>
    public HeldRole Activate(EligibleRole role, TimeSpan duration, string? who = null)
    {
        ArgumentNullException.ThrowIfNull(role);
        var now = _azure.Time.GetUtcNow();
        var activation = new ActivatedRole(role, who ?? role.PrincipalId, now, now + duration);
        lock (_lock)
        {
            _activated.Add(activation);
        }
        KeepPim();
        var held = Keep(new HeldRole
        {
            Name = Noise.Id(
                Noise.Of($"{activation.PrincipalId} {role.RoleId} {role.Scope} {now:O}".ToLowerInvariant()), "active").ToString(),
            Scope = role.Scope, RoleId = role.RoleId, PrincipalId = activation.PrincipalId,
            PrincipalType = _azure.Directory.Find(activation.PrincipalId)?.PrincipalType ?? "User",
            CreatedOn = now, CreatedBy = PimPrincipalId, Activation = activation,
        });
        // Its end is in the log when it has come.
        var (people, id) = (_azure.People.Access, AccessMoves.IdOf(held));
        people.Wrote(PimPrincipalId, "Microsoft.Authorization/roleAssignments/write", id, now);
        people.Wrote(PimPrincipalId, "Microsoft.Authorization/roleAssignments/delete", id, activation.End);
        _azure.Directory.Note(AuditOf(activation));
        return held;
    }

    internal static DirectoryAudit AuditOf(ActivatedRole one) => new(
        one.Start, "Add member to role completed (PIM activation)", "ResourceManagement", one.PrincipalId,
        [
            new AuditTarget(one.Role.RoleId, "Role", ("RoleDefinitionOriginId", null, $"\"{one.Role.RoleId}\"")),
            new AuditTarget(one.PrincipalId, "User"),
            new AuditTarget(one.Role.Scope, "Other"),
        ]) { Service = "PIM" };

    private void KeepPim()
    {
        if (_azure.Directory.Find(PimPrincipalId) is null)
        {
            _azure.Directory.Add(new DirectoryObject(PimPrincipalId, DirectoryKind.ServicePrincipal, "MS-PIM")
            {
                AppId = "01fc33a7-78ba-4d2f-a4b7-768e336e890e", AppOwnerOrganizationId = "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
            });
        }
    }

    /// <summary>Notes activations of the past, over long ago.</summary>
    public void NoteActivations(IEnumerable<ActivatedRole> activations)
    {
        lock (_lock)
        {
            _activated.AddRange(activations);
        }
    }

    /// <summary>Activations, also those that are over, in order of their noting.</summary>
    public IReadOnlyList<ActivatedRole> Activations => Copy(_activated);

    /// <summary>Object id of Privileged Identity Management's own service principal (MS-PIM), which makes the assignments.</summary>
    public string PimPrincipalId => Noise.Id(Noise.Of(_azure.TenantId), "ms-pim").ToString();

    /// <summary>The id of the built-in or custom role of that name; null: there is none.</summary>
    public string? RoleIdOf(string name) =>
        Definitions.FirstOrDefault(one => one.Role.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Id;

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
            return [.. _builtIn, .. Copy(_custom), .. own.Where(one => Copy(_custom).All(made => made.Role.Name != one.Role.Name))];
        }
    }

    internal DefinedRole? Definition(string id) => _builtInById.GetValueOrDefault(id)
        ?? Definitions.Skip(_builtIn.Count).FirstOrDefault(one => one.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
        ?? _azure.Roles.Assignments.Where(one => IdOf(one.Role).Equals(id, StringComparison.OrdinalIgnoreCase))
            .Select(one => new DefinedRole(id, one.Role)).FirstOrDefault();

    /// <summary>The id under which a role of the managed identity is listed.</summary>
    internal static string IdOf(RoleDefinition role) =>
        (role.IsCustom ? null : BuiltInRoles.All.FirstOrDefault(one => one.Role.Name == role.Name)?.Id)
        ?? Noise.Id(Noise.Of(role.Name), "role").ToString();

    internal HeldRole? Find(string scope, string name) => _held.Find(scope, name);

    /// <summary>Those that a list at that scope looks through.</summary>
    internal IReadOnlyList<HeldRole> Around(string scope, bool withBelow) => _held.Around(scope, withBelow);

    internal HeldRole Keep(HeldRole held)
    {
        var role = RoleOf(held);
        _held.Keep(held);
        _azure.Roles.Grant(held.PrincipalId, new RoleAssignment(role, held.Scope));
        return held;
    }

    internal void Remove(HeldRole held) => Unassign(held);

    private RoleDefinition RoleOf(HeldRole held) => Definition(held.RoleId)?.Role
        ?? throw new ArgumentException($"There is no role definition {held.RoleId}.", nameof(held));

    private void Revoke(HeldRole held)
    {
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
        return Denied.FirstOrDefault(one => one.IsApplied
            && (one.DoesNotApplyToChildScopes ? one.Scope.Equals(scope, StringComparison.OrdinalIgnoreCase)
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
