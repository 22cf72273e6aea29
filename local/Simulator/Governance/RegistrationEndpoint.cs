using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Governance;

/// <summary>What other tenants may do in a subscription (Azure Lighthouse). Form from the REST specification.</summary>
internal sealed class RegistrationEndpoint(SimulatedAzure azure)
{
    private const string Provider = "/providers/Microsoft.ManagedServices/";

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        var found = azure.Access.Registrations
            .Where(one => one.SubscriptionId.Equals(subscription.Id, StringComparison.OrdinalIgnoreCase)).ToList();
        var expands = exchange.Query("$expandRegistrationDefinition")?.Equals("true", StringComparison.OrdinalIgnoreCase) is true;
        return Pages.Write(exchange, found, RoleAssignmentEndpoint.PageSize, (writer, one) => Document(one, expands).WriteTo(writer));
    }

    private static JsonObject Document(LighthouseRegistration one, bool expands)
    {
        var scope = $"/subscriptions/{one.SubscriptionId}";
        var definitionId = $"{scope}{Provider}registrationDefinitions/{one.Id}";
        var properties = new JsonObject { ["registrationDefinitionId"] = definitionId, ["provisioningState"] = "Succeeded" };
        if (expands)
        {
            properties["registrationDefinition"] = new JsonObject
            {
                ["properties"] = Definition(one), ["id"] = definitionId, ["type"] = "Microsoft.ManagedServices/registrationDefinitions",
                ["name"] = one.Id,
            };
        }
        return new JsonObject
        {
            ["properties"] = properties, ["id"] = $"{scope}{Provider}registrationAssignments/{one.Id}",
            ["type"] = "Microsoft.ManagedServices/registrationAssignments", ["name"] = one.Id,
        };
    }

    private static JsonObject Definition(LighthouseRegistration one)
    {
        var properties = new JsonObject
        {
            ["authorizations"] = List(one.Authorizations),
            ["registrationDefinitionName"] = one.Name,
            ["managedByTenantId"] = one.ManagedByTenantId,
            ["managedByTenantName"] = one.ManagedByTenantName,
            ["provisioningState"] = "Succeeded",
        };
        if (one.EligibleAuthorizations.Count > 0)
            properties["eligibleAuthorizations"] = List(one.EligibleAuthorizations);
        return properties;
    }

    private static JsonArray List(IReadOnlyList<LighthouseAuthorization> authorizations) => new([.. authorizations.Select(Authorization)]);

    private static JsonObject Authorization(LighthouseAuthorization one)
    {
        var authorization = new JsonObject
        {
            ["principalId"] = one.PrincipalId, ["principalIdDisplayName"] = one.PrincipalName, ["roleDefinitionId"] = one.RoleId,
        };
        if (one.DelegatedRoleIds.Count > 0)
            authorization["delegatedRoleDefinitionIds"] = RequestBody.List(one.DelegatedRoleIds);
        return authorization;
    }
}
