namespace OpsFunctions.Orchestrations.Access.Tenant;

/// <summary>Something of the tenant that could not be read: what depends on it is unknown.</summary>
/// <param name="What">The part.</param>
/// <param name="Scope">Where; empty: everywhere.</param>
/// <param name="Reason">Code and words of the refusal.</param>
public sealed record Gap(Part What, string Scope, string Reason);

/// <summary>A part of what an audit reads.</summary>
public enum Part
{
    Assignments,
    Definitions,
    Eligibilities,
    Activations,
    Denials,
    Locks,
    Delegations,
    Tree,
    Identities,
    Principals,
    Users,
    SignIns,
    Groups,
    GroupEligibilities,
    Applications,
    DirectoryRoles,
    GraphPermissions,
}

/// <summary>Who can do what, as it was read.</summary>
public sealed record TenantFacts
{
    public required DateTimeOffset AsOf { get; init; }

    public ScopeTree Tree { get; init; } = ScopeTree.Flat;

    /// <summary>Subscriptions in the audit, as scopes.</summary>
    public IReadOnlyList<string> Subscriptions { get; init; } = [];

    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>Assignments, eligibilities and delegations; each once, where it is made.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    public IReadOnlyList<Deny> Denials { get; init; } = [];

    public IReadOnlyList<HeldLock> Locks { get; init; } = [];

    public IReadOnlyList<Principal> Principals { get; init; } = [];

    public IReadOnlyList<Group> Groups { get; init; } = [];

    public IReadOnlyList<Application> Applications { get; init; } = [];

    public IReadOnlyList<AttachedIdentity> Attached { get; init; } = [];

    public IReadOnlyList<UserAssignedIdentity> UserAssigned { get; init; } = [];

    public IReadOnlyList<DirectoryGrant> DirectoryGrants { get; init; } = [];

    public IReadOnlyList<GraphGrant> GraphGrants { get; init; } = [];

    /// <summary>Members of administrative units in which somebody has a role of the directory.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> AdministrativeUnits { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>When an eligibility was last activated, by principal, role and scope (<see cref="ActivationKey"/>).</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Activations { get; init; } = new Dictionary<string, DateTimeOffset>(
        StringComparer.Ordinal);

    /// <summary>The tenant has Privileged Identity Management (P2); null: not known.</summary>
    public bool? HasPremium { get; init; }

    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>Rows of each list that was read, by <see cref="ListKey"/>.</summary>
    public IReadOnlyDictionary<string, int> Lists { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    public static string ListKey(Part part, string scope) => $"{part} {scope}";

    public static string ActivationKey(Grant grant) => $"{grant.PrincipalId} {grant.RoleId} {grant.Scope}";

    /// <summary>The part was read everywhere.</summary>
    public bool Knows(Part part) => Gaps.All(gap => gap.What != part);

    /// <summary>The part was read there, or no gap touches that scope.</summary>
    public bool Knows(Part part, string scope) =>
        Gaps.All(gap => gap.What != part || (gap.Scope.Length > 0 && !Tree.Covers(gap.Scope, scope) && !Tree.Covers(scope, gap.Scope)));
}

/// <summary>A lock: whoever mends something there has to lift it first.</summary>
/// <param name="Level"><c>CanNotDelete</c> or <c>ReadOnly</c>.</param>
public sealed record HeldLock(string Scope, string Level);
