using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Network;

/// <summary>What is named in the body of a network resource is joined, and who writes the one needs the right to join the other.</summary>
internal static class Joins
{
    private static readonly Dictionary<string, string> Actions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["subnet"] = "Microsoft.Network/virtualNetworks/subnets/join/action",
        ["networkSecurityGroup"] = "Microsoft.Network/networkSecurityGroups/join/action",
        ["routeTable"] = "Microsoft.Network/routeTables/join/action",
        ["publicIPAddress"] = "Microsoft.Network/publicIPAddresses/join/action",
        ["loadBalancerBackendAddressPools"] = "Microsoft.Network/loadBalancers/backendAddressPools/join/action",
    };

    /// <summary>Null: all may be joined.</summary>
    public static Outcome? Refusal(SimulatedAzure azure, Exchange exchange, JsonNode body) => Named(body)
        .Distinct().Select(one => azure.Gate.Linked(exchange, one.Action, one.Id)).FirstOrDefault(static one => one is not null);

    private static IEnumerable<(string Action, string Id)> Named(JsonNode? node) => node switch
    {
        JsonObject parts => parts.SelectMany(static part => Own(part.Key, part.Value).Concat(Named(part.Value))),
        JsonArray list => list.SelectMany(Named),
        _ => [],
    };

    private static IEnumerable<(string Action, string Id)> Own(string name, JsonNode? value)
    {
        if (!Actions.TryGetValue(name, out var action))
            return [];
        var named = value is JsonArray list ? list.AsEnumerable() : [value];
        return named.Select(static one => (one as JsonObject)?["id"]?.GetValue<string>()).OfType<string>().Select(id => (action, id));
    }
}
