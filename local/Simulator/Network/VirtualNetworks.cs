using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>Virtual networks: their address spaces.</summary>
internal static class VirtualNetworks
{
    public static Outcome? Check(ResourceWrite write)
    {
        var prefixes = write.Properties?["addressSpace"].Texts("addressPrefixes") ?? [];
        if (prefixes.Count == 0)
            return Outcome.RefusedWithDetails(
                400, "InvalidRequestFormat", "Cannot parse the request.",
                [Detail("MissingJsonProperty", "Value for reference id is missing. Path properties.addressSpace.")]);
        return prefixes.FirstOrDefault(static one => AddressRange.Read(one) is null) is { } wrong ? InvalidPrefix(write.Name, wrong) : null;
    }

    public static JsonObject Properties(ResourceWrite write)
    {
        var properties =
            new JsonObject { ["addressSpace"] = new JsonObject { ["addressPrefixes"] = RequestBody.List(Prefixes(write.Properties)) } };
        if (write.Properties?["dhcpOptions"] is JsonObject dhcp)
            properties["dhcpOptions"] = new JsonObject { ["dnsServers"] = RequestBody.List(dhcp.Texts("dnsServers")) };
        if (write.Properties.Number("flowTimeoutInMinutes") is { } minutes)
            properties["flowTimeoutInMinutes"] = minutes;
        if (write.Properties?["encryption"] is JsonObject encryption)
            properties["encryption"] = encryption.DeepClone();
        properties["privateEndpointVNetPolicies"] = write.Properties.Text("privateEndpointVNetPolicies") ?? "Disabled";
        properties["enableDdosProtection"] = write.Properties.Flag("enableDdosProtection") ?? false;
        return properties;
    }

    public static IReadOnlyList<string> Prefixes(JsonNode? properties) => properties?["addressSpace"].Texts("addressPrefixes") ?? [];

    public static Outcome InvalidPrefix(string resource, string prefix) => Outcome.RefusedWithDetails(
        400, "InvalidAddressPrefixFormat",
        $"Address prefix {prefix} of resource {resource} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.");

    private static JsonObject Detail(string code, string message) => new() { ["code"] = code, ["message"] = message };
}
