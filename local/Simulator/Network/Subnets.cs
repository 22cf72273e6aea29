using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>Subnets: within their network's space, apart from each other, in use as long as an interface is in them.</summary>
internal static class Subnets
{
    // From this version on a subnet has no way out unless it says so.
    private const string PrivateSince = "2025-07-01";

    private static readonly string[] References = ["networkSecurityGroup", "routeTable"];

    public static Outcome? Check(ResourceWrite write)
    {
        var network = write.Parent!;
        var prefixes = Prefixes(write.Properties);
        if (prefixes.Count == 0)
            return Outcome.RefusedWithDetails(400, "InvalidRequestFormat", "Cannot parse the request.");
        if (write.Properties?["natGateway"] is not null || write.Properties.Objects("delegations").Count > 0
            || write.Properties.Objects("serviceEndpoints").Count > 0)
            throw new Http.NotSimulatedException("NAT gateways, delegations and service endpoints of subnets");
        foreach (var prefix in prefixes)
        {
            if (AddressRange.Read(prefix) is not { } range)
                return VirtualNetworks.InvalidPrefix(write.Name, prefix);
            if (!VirtualNetworks.Prefixes(network.Properties).Any(space => AddressRange.Read(space)?.Contains(range) is true))
                return Outcome.RefusedWithDetails(
                    400, "NetcfgInvalidSubnet", $"Subnet '{write.Name}' is not valid in virtual network '{network.Name}'.");
            var others = network.Children(write.Store.Now)
                .Where(one => one.Type.Name == NetworkTypes.Subnet.Name && !one.Id.Equals(write.Id, StringComparison.OrdinalIgnoreCase));
            if (others.SelectMany(one => Prefixes(one.Properties)).Any(other => AddressRange.Read(other)?.Overlaps(range) is true))
            {
                return Outcome.RefusedWithDetails(
                    400, "NetcfgSubnetRangesOverlap",
                        $"Subnet '{write.Name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '{network.Name}'.");
            }
        }
        return References.Select(name => NetworkReference.Refusal(write, write.Properties?[name].Text("id")))
            .FirstOrDefault(static one => one is not null);
    }

    public static JsonObject Properties(ResourceWrite write)
    {
        var properties = new JsonObject();
        if (write.Properties.Text("addressPrefix") is { } prefix)
            properties["addressPrefix"] = prefix;
        if (write.Properties.Texts("addressPrefixes") is { Count: > 0 } prefixes)
            properties["addressPrefixes"] = RequestBody.List(prefixes);
        foreach (var name in References)
        {
            if (write.Properties?[name].Text("id") is { } id)
                properties[name] = new JsonObject { ["id"] = id };
        }
        properties["delegations"] = new JsonArray();
        properties["privateEndpointNetworkPolicies"] = write.Properties.Text("privateEndpointNetworkPolicies") ?? "Disabled";
        properties["privateLinkServiceNetworkPolicies"] = write.Properties.Text("privateLinkServiceNetworkPolicies") ?? "Enabled";
        var outbound = write.Properties.Flag("defaultOutboundAccess")
            ?? (string.CompareOrdinal(write.ApiVersion, PrivateSince) >= 0 && write.Present is null ? false : Former(write));
        if (outbound is { } said)
            properties["defaultOutboundAccess"] = said;
        return properties;
    }

    public static void Show(StoredResource subnet, JsonObject document)
    {
        var users = NetworkInterfaces.In(subnet).Select(static one => one.Id).ToList();
        if (users.Count > 0)
            document["properties"]!["ipConfigurations"] = new JsonArray([.. users.Select(static id => new JsonObject { ["id"] = id })]);
    }

    public static OperationError? InUse(StoredResource subnet, IReadOnlySet<string> going)
    {
        var user = NetworkInterfaces.In(subnet).FirstOrDefault(one => !going.Contains(one.Interface));
        return user.Id is null ? null : new OperationError(
            "InUseSubnetCannotBeDeleted",
            $"Subnet {subnet.Name} is in use by {user.Id} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.");
    }

    public static IReadOnlyList<string> Prefixes(JsonNode? properties) =>
        properties.Texts("addressPrefixes") is { Count: > 0 } many ? many : properties.Text("addressPrefix") is { Length: > 0 } one
            ? [one] : [];

    private static bool? Former(ResourceWrite write) => write.Present?.Properties.Flag("defaultOutboundAccess");
}
