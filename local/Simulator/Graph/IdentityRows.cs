using System.Text.Json.Nodes;

namespace OpsFunctions.Simulator.Graph;

/// <summary>User-assigned managed identities.</summary>
internal sealed class IdentityRows(SimulatedAzure azure) : GraphSource<UserAssignedIdentity>(
    "microsoft.managedidentity/userassignedidentities", "Microsoft.ManagedIdentity/userAssignedIdentities/read", azure.TenantId)
{
    protected override IReadOnlyList<UserAssignedIdentity> Items => azure.Identities.All;

    protected override string IdOf(UserAssignedIdentity item) => item.Id;

    protected override string SubscriptionOf(UserAssignedIdentity item) => item.Id.Split('/')[2];

    protected override bool Exists(UserAssignedIdentity item, DateTimeOffset at) => true;

    protected override JsonNode? Column(UserAssignedIdentity item, string column, DateTimeOffset at) => column.ToLowerInvariant() switch
    {
        "location" => item.Region,
        "properties" => new JsonObject
        {
            ["tenantId"] = azure.TenantId, ["principalId"] = item.PrincipalId, ["clientId"] = item.ClientId,
        },
        _ => null,
    };
}
