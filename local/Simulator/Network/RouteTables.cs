using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>Route tables and their routes. Form from the REST specification.</summary>
internal static class RouteTables
{
    private static readonly string[] Hops = ["VirtualNetworkGateway", "VnetLocal", "Internet", "VirtualAppliance", "None"];

    public static Outcome? CheckRoute(ResourceWrite write)
    {
        if (write.Properties.Text("nextHopType") is not { } hop || !Hops.Contains(hop, StringComparer.OrdinalIgnoreCase))
            return Outcome.RefusedWithDetails(400, "InvalidRequestFormat", "Cannot parse the request.");
        return write.Properties.Text("addressPrefix") is not { } prefix
            || (prefix.Contains('/', StringComparison.Ordinal) && AddressRange.Read(prefix) is null)
            ? VirtualNetworks.InvalidPrefix(write.Name, write.Properties.Text("addressPrefix") ?? "")
            : null;
    }

    public static JsonObject Route(ResourceWrite write)
    {
        var properties = new JsonObject
        {
            ["addressPrefix"] = write.Properties.Text("addressPrefix"), ["nextHopType"] = write.Properties.Text("nextHopType"),
        };
        if (write.Properties.Text("nextHopIpAddress") is { Length: > 0 } address)
            properties["nextHopIpAddress"] = address;
        properties["hasBgpOverride"] = false;
        return properties;
    }

    public static JsonObject Properties(ResourceWrite write) =>
        new() { ["disableBgpRoutePropagation"] = write.Properties.Flag("disableBgpRoutePropagation") ?? false };

    public static void Show(StoredResource table, JsonObject document)
    {
        var users = Users(table).Select(static one => (JsonNode)new JsonObject { ["id"] = one.Id }).ToArray();
        if (users.Length > 0)
            document["properties"]!["subnets"] = new JsonArray(users);
    }

    public static OperationError? InUse(StoredResource table, IReadOnlySet<string> going)
    {
        var user = Users(table).FirstOrDefault(one => !going.Contains(one.Root.Id));
        return user is null ? null : new OperationError(
            "InUseRouteTableCannotBeDeleted", $"Route table {table.Name} is in use and cannot be deleted.");
    }

    private static IEnumerable<StoredResource> Users(StoredResource table) => table.Store.Stored(NetworkTypes.VirtualNetwork.Name)
        .SelectMany(network => network.Children(table.Store.Now))
        .Where(one => string.Equals(one.Properties["routeTable"].Text("id"), table.Id, StringComparison.OrdinalIgnoreCase));
}
