namespace OpsFunctions.Simulator;

/// <summary>What another tenant may do in a subscription (Azure Lighthouse). It is shown, but not applied: nobody of it calls.</summary>
/// <param name="Id">Name of the registration, a GUID.</param>
/// <param name="SubscriptionId">Which subscription.</param>
/// <param name="ManagedByTenantId">Whose it is to manage.</param>
/// <param name="Authorizations">What their people may do for good.</param>
public sealed record LighthouseRegistration(
    string Id, string SubscriptionId, string ManagedByTenantId, IReadOnlyList<LighthouseAuthorization> Authorizations)
{
    /// <summary>Name of the offer.</summary>
    public string Name { get; init; } = "Managed services";

    /// <summary>Name of the other tenant.</summary>
    public string ManagedByTenantName { get; init; } = "Fabrikam";

    /// <summary>What their people may activate.</summary>
    public IReadOnlyList<LighthouseAuthorization> EligibleAuthorizations { get; init; } = [];
}

/// <summary>A role of somebody of another tenant.</summary>
/// <param name="PrincipalId">Object id in the other tenant.</param>
/// <param name="PrincipalName">Its name there.</param>
/// <param name="RoleId">Id of the role definition, a GUID.</param>
public sealed record LighthouseAuthorization(string PrincipalId, string PrincipalName, string RoleId)
{
    /// <summary>Roles that it may give to managed identities. Default: none.</summary>
    public IReadOnlyList<string> DelegatedRoleIds { get; init; } = [];
}
