using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Network;

/// <summary>Network interfaces of machines, and the backend pools of load balancers that they are in.</summary>
internal sealed class NetworkEndpoint(SimulatedAzure azure)
{
    public Task Interface(Exchange exchange)
    {
        var name = exchange.Route["nic"];
        foreach (var machine in InGroup(exchange))
        {
            for (var card = 0; card < machine.Platform.NetworkInterfaces; card++)
            {
                if (NetworkInterfaceDocument.NameOf(machine, card).Equals(name, StringComparison.OrdinalIgnoreCase))
                    return Write(exchange, machine, card);
            }
        }
        return NotFound(exchange, $"Microsoft.Network/networkInterfaces/{name}");
    }

    public Task Pool(Exchange exchange)
    {
        var id = $"/loadBalancers/{exchange.Route["balancer"]}/backendAddressPools/{exchange.Route["pool"]}";
        var members = InGroup(exchange).Where(machine => LoadBalancing.PoolOf(machine)?.EndsWith(id, StringComparison.OrdinalIgnoreCase) is true).ToList();
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

    private static Task Write(Exchange exchange, Machine machine, int card)
    {
        var id = NetworkInterfaceDocument.IdOf(machine, card);
        var document = new JsonObject
        {
            ["name"] = NetworkInterfaceDocument.NameOf(machine, card),
            ["id"] = id,
            ["etag"] = Etag(id),
            ["location"] = machine.Region,
            ["properties"] = NetworkInterfaceDocument.Properties(machine, card),
            ["type"] = "Microsoft.Network/networkInterfaces",
        };
        return exchange.Json(200, writer => document.WriteTo(writer));
    }

    private IEnumerable<Machine> InGroup(Exchange exchange) => azure.Fleet.Machines.Where(machine => machine.DeletedAt is null
        && machine.SubscriptionId.Equals(exchange.Route["subscription"], StringComparison.OrdinalIgnoreCase) && machine.ResourceGroup.Equals(exchange.Route["group"], StringComparison.OrdinalIgnoreCase));

    private Task NotFound(Exchange exchange, string resource)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        return ScopeEndpoint.GroupOf(azure.Fleet, exchange) is null ? ScopeEndpoint.GroupNotFound(exchange) : ScopeEndpoint.ResourceNotFound(exchange, resource);
    }

    private static string Etag(string id) => $"W/\"{Noise.Id(Noise.Of(id), "etag")}\"";
}
