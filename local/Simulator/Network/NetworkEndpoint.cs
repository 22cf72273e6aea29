using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Network;

/// <summary>The backend pools of load balancers that network interfaces of machines are in.</summary>
internal sealed class NetworkEndpoint(SimulatedAzure azure)
{
    public Task Pool(Exchange exchange)
    {
        var id = $"/loadBalancers/{exchange.Route["balancer"]}/backendAddressPools/{exchange.Route["pool"]}";
        var members = InGroup(exchange)
            .Where(machine => LoadBalancing.PoolOf(machine)?.EndsWith(id, StringComparison.OrdinalIgnoreCase) is true).ToList();
        if (members.Count == 0)
            return NotFound(exchange, $"Microsoft.Network{id}");
        var addresses = members.Select(machine => NetworkInterfaceDocument.IdOf(machine, 0) + "/ipConfigurations/ipconfig1").ToList();
        var pool = LoadBalancing.PoolOf(members[0])!;
        var document = new JsonObject
        {
            ["name"] = exchange.Route["pool"],
            ["id"] = pool,
            ["etag"] = Etag(pool),
            ["properties"] = new JsonObject
            {
                ["provisioningState"] = "Succeeded",
                ["backendIPConfigurations"] = new JsonArray([.. addresses.Select(address => new JsonObject { ["id"] = address })]),
                ["loadBalancerBackendAddresses"] = new JsonArray([.. addresses.Select(address => new JsonObject
                {
                    ["name"] = Noise.Id(Noise.Of(address), "address").ToString(),
                    ["properties"] = new JsonObject { ["networkInterfaceIPConfiguration"] = new JsonObject { ["id"] = address } },
                })]),
            },
            ["type"] = "Microsoft.Network/loadBalancers/backendAddressPools",
        };
        return exchange.Json(200, writer => document.WriteTo(writer));
    }

    private IEnumerable<Machine> InGroup(Exchange exchange) => azure.Fleet.Machines.Where(machine => machine.DeletedAt is null
        && machine.SubscriptionId.Equals(exchange.Route["subscription"], StringComparison.OrdinalIgnoreCase)
        && machine.ResourceGroup.Equals(exchange.Route["group"], StringComparison.OrdinalIgnoreCase));

    private Task NotFound(Exchange exchange, string resource)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        return ScopeEndpoint.GroupOf(azure.Fleet, exchange) is null
            ? ScopeEndpoint.GroupNotFound(exchange)
            : ScopeEndpoint.ResourceNotFound(exchange, resource);
    }

    private static string Etag(string id) => $"W/\"{Noise.Id(Noise.Of(id), "etag")}\"";
}
