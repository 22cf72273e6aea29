using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>Security rules, and the six that every group has.</summary>
internal static class SecurityRules
{
    private const int Lowest = 100;
    private const int Highest = 4096;

    // Recorded.
    private static readonly (string Name, string Description, string From, string To, string Access, int Priority,
        string Direction)[] Standard =
    [
        ("AllowVnetInBound", "Allow inbound traffic from all VMs in VNET", "VirtualNetwork", "VirtualNetwork", "Allow", 65000, "Inbound"),
        ("AllowAzureLoadBalancerInBound", "Allow inbound traffic from azure load balancer", "AzureLoadBalancer", "*", "Allow",
            65001, "Inbound"),
        ("DenyAllInBound", "Deny all inbound traffic", "*", "*", "Deny", 65500, "Inbound"),
        ("AllowVnetOutBound", "Allow outbound traffic from all VMs to all VMs in VNET", "VirtualNetwork", "VirtualNetwork", "Allow", 65000,
            "Outbound"),
        ("AllowInternetOutBound", "Allow outbound traffic from all VMs to Internet", "*", "Internet", "Allow", 65001, "Outbound"),
        ("DenyAllOutBound", "Deny all outbound traffic", "*", "*", "Deny", 65500, "Outbound"),
    ];

    public static Outcome? Check(ResourceWrite write)
    {
        var rule = write.Properties;
        foreach (
            var (name, values) in new[] { ("protocol", (string[])["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"]), ("access", ["Allow", "Deny"]),
            ("direction", ["Inbound", "Outbound"]) })
        {
            if (rule.Text(name) is not { } value || !values.Contains(value, StringComparer.OrdinalIgnoreCase))
                return Outcome.RefusedWithDetails(400, "InvalidRequestFormat", "Cannot parse the request.");
        }
        if (rule.Number("priority") is not { } priority || priority is < Lowest or > Highest)
        {
            return Outcome.RefusedWithDetails(
                400, "SecurityRuleInvalidPriority",
                $"Security rule has invalid Priority. Value provided: {rule?["priority"]} Allowed range {Lowest}-{Highest}.");
        }
        foreach (
            var (one, many) in new[] { ("sourcePortRange", "sourcePortRanges"), ("destinationPortRange", "destinationPortRanges"),
            ("sourceAddressPrefix", "sourceAddressPrefixes"), ("destinationAddressPrefix", "destinationAddressPrefixes") })
        {
            if (rule.Text(one) is null && rule.Texts(many).Count == 0)
                return Outcome.RefusedWithDetails(
                    400, "SecurityRuleParameterContainsNoValue",
                    $"Security rule parameter {one} for rule with Id {write.Id} is empty or missing.");
        }
        var conflict = write.Parent!.Children(write.Store.Now)
            .FirstOrDefault(one => !one.Id.Equals(write.Id, StringComparison.OrdinalIgnoreCase)
            && one.Properties.Number("priority") == priority
                && string.Equals(one.Properties.Text("direction"), rule.Text("direction"), StringComparison.OrdinalIgnoreCase));
        return conflict is null ? null : Outcome.RefusedWithDetails(
            400, "SecurityRuleConflict",
                $"Security rule {write.Name} conflicts with rule {conflict.Name}. Rules cannot have the same Priority and Direction.");
    }

    public static JsonObject Properties(ResourceWrite write)
    {
        var (rule, properties) = (write.Properties, new JsonObject());
        foreach (
            var name in (string[])["description", "protocol", "sourcePortRange", "destinationPortRange", "sourceAddressPrefix",
            "destinationAddressPrefix", "access"])
        {
            if (rule.Text(name) is { } text)
                properties[name] = text;
        }
        properties["priority"] = rule.Number("priority");
        properties["direction"] = rule.Text("direction");
        foreach (var name in (string[])["sourcePortRanges", "destinationPortRanges", "sourceAddressPrefixes", "destinationAddressPrefixes"])
            properties[name] = RequestBody.List(rule.Texts(name));
        return properties;
    }

    public static void ShowGroup(StoredResource group, JsonObject document)
    {
        var (properties, etag) = (document["properties"]!, document.Text("etag"));
        properties["defaultSecurityRules"] = Defaults(group.Id, etag);
        Name(properties, "networkInterfaces", Interfaces(group).Select(static one => one.Id));
        Name(properties, "subnets", SubnetsOf(group).Select(static one => one.Id));
    }

    public static OperationError? GroupInUse(StoredResource group, IReadOnlySet<string> going)
    {
        // A subnet is not deleted by itself: its network goes.
        var users = Interfaces(group).Where(one => !going.Contains(one.Id))
            .Concat(SubnetsOf(group).Where(one => !going.Contains(one.Root.Id))).Select(static one => one.Id).ToList();
        return users.Count == 0 ? null : new OperationError(
            "InUseNetworkSecurityGroupCannotBeDeleted",
            $"Network security group {group.Id} cannot be deleted because it is in use by the following resources: {string.Join(", ", users)}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.");
    }

    public static JsonArray Defaults(string group, string? etag) => new([.. Standard.Select(rule => Rule(group, etag, rule))]);

    private static JsonObject Rule(
        string group, string? etag, (string Name, string Description, string From, string To, string Access, int Priority,
            string Direction) rule) => new()
    {
        ["name"] = rule.Name,
        ["id"] = $"{group}/defaultSecurityRules/{rule.Name}",
        ["etag"] = etag,
        ["type"] = "Microsoft.Network/networkSecurityGroups/defaultSecurityRules",
        ["properties"] = new JsonObject
        {
            ["provisioningState"] = "Succeeded", ["description"] = rule.Description, ["protocol"] = "*", ["sourcePortRange"] = "*",
                ["destinationPortRange"] = "*",
            ["sourceAddressPrefix"] = rule.From, ["destinationAddressPrefix"] = rule.To, ["access"] = rule.Access,
                ["priority"] = rule.Priority,
            ["direction"] = rule.Direction, ["sourcePortRanges"] = new JsonArray(), ["destinationPortRanges"] = new JsonArray(),
            ["sourceAddressPrefixes"] = new JsonArray(), ["destinationAddressPrefixes"] = new JsonArray(),
        },
    };

    private static IEnumerable<StoredResource> Interfaces(StoredResource group) => group.Store.Stored(NetworkTypes.Interface.Name)
        .Where(one => string.Equals(one.Properties["networkSecurityGroup"].Text("id"), group.Id, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<StoredResource> SubnetsOf(StoredResource group) => group.Store.Stored(NetworkTypes.VirtualNetwork.Name)
        .SelectMany(network => network.Children(group.Store.Now))
        .Where(one => string.Equals(one.Properties["networkSecurityGroup"].Text("id"), group.Id, StringComparison.OrdinalIgnoreCase));

    private static void Name(JsonNode properties, string name, IEnumerable<string> ids)
    {
        var list = new JsonArray([.. ids.Select(static id => new JsonObject { ["id"] = id })]);
        if (list.Count > 0)
            properties[name] = list;
    }
}
