using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>What Azure Virtual Network Manager does to a network: connected groups, rules of administrators. Form assumed.</summary>
internal sealed class ManagerEndpoint(SimulatedAzure azure)
{
    // Whoever connects does so from elsewhere; nobody can read it there.
    private const string Manager =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-network/providers/Microsoft.Network/networkManagers/nm-platform";

    private static readonly BodyShape Shape = new("skipToken");

    public Task Connectivity(Exchange exchange) => Answer(exchange, network =>
        azure.Networks.ConnectedTo(network, azure.Time.GetUtcNow()).Count > 0 ? new JsonArray(Mesh()) : []);

    /// <summary>Nobody sets any here.</summary>
    public Task AdminRules(Exchange exchange) => Answer(exchange, static _ => []);

    private Task Answer(Exchange exchange, Func<StoredResource, JsonArray> list)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        if (azure.Resources.Store.Find(
            $"{group.Id}/providers/{NetworkTypes.VirtualNetwork.Name}/{exchange.Route["name"]}") is not { } network)
            return ScopeEndpoint.ResourceNotFound(exchange, $"{NetworkTypes.VirtualNetwork.Name}/{exchange.Route["name"]}");
        return exchange.Body.Length > 0 && RequestBody.Read(exchange, Shape) is null
            ? RequestBody.Invalid.Write(exchange)
            : new Outcome(200, new JsonObject { ["value"] = list(network) }).Write(exchange);
    }

    private static JsonObject Mesh() => new()
    {
        ["id"] = Manager + "/connectivityConfigurations/mesh",
        ["properties"] = new JsonObject
        {
            ["description"] = "",
            ["connectivityTopology"] = "Mesh",
            ["hubs"] = new JsonArray(),
            ["isGlobal"] = "False",
            ["appliesToGroups"] = new JsonArray(new JsonObject
            {
                ["networkGroupId"] = Manager + "/networkGroups/all", ["useHubGateway"] = "False", ["isGlobal"] = "False",
                ["groupConnectivity"] = "DirectlyConnected",
            }),
            ["provisioningState"] = "Succeeded",
            ["deleteExistingPeering"] = "False",
        },
        ["configurationGroups"] = new JsonArray(new JsonObject
        {
            ["id"] = Manager + "/networkGroups/all",
            ["properties"] = new JsonObject { ["description"] = "", ["provisioningState"] = "Succeeded" },
        }),
    };
}
