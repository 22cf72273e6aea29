using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Resources;

/// <summary>Resource providers of a subscription: the types that something here answers for.</summary>
internal sealed class ProviderEndpoint(SimulatedAzure azure)
{
    private static readonly string[] Versions = ["2025-05-01", "2024-11-01", "2023-09-01", "2021-04-01"];

    // Types that are named in a recorded answer and that clients look for.
    private static readonly string[] Compute =
    [
        "availabilitySets", "virtualMachines", "virtualMachines/extensions", "virtualMachines/runCommands", "virtualMachineScaleSets",
            "virtualMachineScaleSets/virtualMachines", "locations",
        "locations/operations", "locations/vmSizes", "locations/usages", "locations/diskoperations", "operations",
            "restorePointCollections", "restorePointCollections/restorePoints",
        "capacityReservationGroups", "capacityReservationGroups/capacityReservations", "disks", "snapshots", "diskEncryptionSets",
    ];

    private static readonly string[] Network =
    [
        "virtualNetworks", "virtualNetworks/subnets", "virtualNetworks/virtualNetworkPeerings", "publicIPAddresses", "networkInterfaces",
            "loadBalancers", "networkSecurityGroups",
        "networkSecurityGroups/securityRules", "routeTables", "routeTables/routes", "locations", "locations/operations",
            "locations/operationResults", "operations",
    ];

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.Compute"] = Compute,
        ["Microsoft.Network"] = Network,
        ["Microsoft.Web"] = ["sites", "serverfarms"],
        ["Microsoft.Insights"] = ["metricAlerts", "metricDefinitions", "metrics", "eventtypes"],
        ["Microsoft.AlertsManagement"] = ["alerts"],
        ["Microsoft.Authorization"] =
            ["roleAssignments", "roleDefinitions", "locks", "denyAssignments", "roleAssignmentScheduleInstances",
            "roleEligibilityScheduleInstances"],
        ["Microsoft.Resources"] = ["resourceGroups", "subscriptions", "tags", "tenants", "locations", "providers"],
        ["Microsoft.EventGrid"] = ["systemTopics", "systemTopics/eventSubscriptions"],
        ["Microsoft.Storage"] = ["storageAccounts"],
        ["Microsoft.Features"] = ["features", "providers"],
        ["Microsoft.MarketplaceOrdering"] = ["agreements", "offertypes"],
        ["Microsoft.PolicyInsights"] = ["checkPolicyRestrictions"],
    };

    public Task Get(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        var name = exchange.Route["provider"];
        if (!Known.TryGetValue(name, out var types))
            throw new NotSimulatedException($"the resource provider {name}");
        name = Known.Keys.First(one => one.Equals(name, StringComparison.OrdinalIgnoreCase));
        var locations = AzureLocations.All.Select(static one => one.DisplayName).ToList();
        var document = new JsonObject
        {
            ["id"] = $"/subscriptions/{subscription.Id}/providers/{name}",
            ["namespace"] = name,
            ["authorizations"] = new JsonArray(),
            ["resourceTypes"] = new JsonArray([.. types.Select(type => new JsonObject
            {
                ["resourceType"] = type,
                ["locations"] = RequestBody.List(locations),
                ["apiVersions"] = RequestBody.List(Versions),
                ["capabilities"] = "CrossResourceGroupResourceMove, CrossSubscriptionResourceMove, SupportsTags, SupportsLocation",
            })]),
            ["registrationState"] = azure.Providers.IsRegistered(subscription.Id, name) ? "Registered" : "NotRegistered",
        };
        if (ApiVersions.Since(exchange, "2019-05-01"))
            document["registrationPolicy"] = "RegistrationRequired";
        return exchange.Json(200, writer => document.WriteTo(writer));
    }
}
