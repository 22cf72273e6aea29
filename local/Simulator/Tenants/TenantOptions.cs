namespace OpsFunctions.Simulator.Tenants;

/// <summary>What a tenant is made from. The same values give the same tenant.</summary>
public sealed record TenantOptions
{
    /// <summary>Another seed, another tenant. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many users, guests included: at least 200. Default: 1,000.</summary>
    public int Users { get; init; } = 1000;

    /// <summary>How many service principals, managed identities included: at least 20. Default: 300.</summary>
    public int ServicePrincipals { get; init; } = 300;

    /// <summary>How many groups, nested up to five deep: at least 30. Default: 60.</summary>
    public int Groups { get; init; } = 60;

    /// <summary>How many role assignments, beside what is planted. Default: 4,000.</summary>
    public int Assignments { get; init; } = 4000;

    /// <summary>How many subscriptions: those of the fleet, then empty ones. Default: 20.</summary>
    public int Subscriptions { get; init; } = 20;

    /// <summary>Levels of management groups, the root included: 1 to 6. Default: 4.</summary>
    public int ManagementLevels { get; init; } = 4;

    /// <summary>Whether violations are planted. Default: they are.</summary>
    public bool Plant { get; init; } = true;

    /// <summary>
    /// The limit of assignments of a subscription that the truth goes by. Where it is below 4,000, one subscription is filled to 80 % of
    /// it; at 4,000, in one tenant of five. Default: 4,000, as Azure's.
    /// </summary>
    public int AssignmentLimit { get; init; } = 4000;

    /// <summary>
    /// Whether the managed identity keeps the roles it has. It becomes Reader at <c>/</c> and may read the directory, whichever. Default:
    /// no, since other roles of it lead to more in a planted tenant.
    /// </summary>
    public bool KeepsRoles { get; init; }
}
