using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>Network interfaces: an address in a subnet, and the machine that uses them.</summary>
internal static class NetworkInterfaces
{
    public static Outcome? Check(ResourceWrite write)
    {
        var configurations = write.Properties.Objects("ipConfigurations");
        if (configurations.Count == 0)
        {
            return Outcome.RefusedWithDetails(
                400, "NetworkInterfaceMustHaveAtLeastOneIPConfiguration",
                    $"Network interface {write.Id} must have at least one IP configuration.");
        }
        if (NetworkReference.Refusal(write, write.Properties?["networkSecurityGroup"].Text("id")) is { } missing)
            return missing;
        return configurations.Select(one => Check(write, one)).FirstOrDefault(static one => one is not null);
    }

    public static JsonObject Properties(ResourceWrite write)
    {
        var sent = write.Properties;
        var configurations = sent.Objects("ipConfigurations");
        var taken = new List<uint>();
        var properties = new JsonObject
        {
            ["ipConfigurations"] = new JsonArray(
                [.. configurations.Select((one, i) => Configuration(write, one, i == 0 && configurations.Count == 1, taken))]),
            ["dnsSettings"] = Dns(write),
        };
        if (write.Present?.Properties.Text("macAddress") is { } mac)
            properties["macAddress"] = mac;
        properties["enableAcceleratedNetworking"] = sent.Flag("enableAcceleratedNetworking") ?? false;
        properties["vnetEncryptionSupported"] = false;
        properties["enableIPForwarding"] = sent.Flag("enableIPForwarding") ?? false;
        properties["disableTcpStateTracking"] = sent.Flag("disableTcpStateTracking") ?? false;
        if (sent?["networkSecurityGroup"].Text("id") is { } group)
            properties["networkSecurityGroup"] = new JsonObject { ["id"] = group };
        properties["hostedWorkloads"] = new JsonArray();
        properties["tapConfigurations"] = new JsonArray();
        properties["nicType"] = "Standard";
        properties["allowPort25Out"] = true;
        properties["defaultOutboundConnectivityEnabled"] = false;
        properties["auxiliaryMode"] = "None";
        properties["auxiliarySku"] = "None";
        return properties;
    }

    public static JsonObject Beside(ResourceWrite write) => new() { ["kind"] = "Regular" };

    public static void Show(StoredResource card, JsonObject document)
    {
        var properties = document["properties"]!;
        foreach (var one in properties.Objects("ipConfigurations"))
            one["etag"] = document.Text("etag");
        if (MachineOf(card) is not { } machine)
        {
            (properties as JsonObject)!.Remove("virtualMachine");
            return;
        }
        properties["virtualMachine"] = new JsonObject { ["id"] = machine };
        properties["primary"] ??= true;
        properties["macAddress"] ??= Mac(card.Id);
    }

    public static OperationError? InUse(StoredResource card, IReadOnlySet<string> going) =>
        MachineOf(card) is { } machine && !going.Contains(machine)
        ? new OperationError(
            "NicInUse",
            $"Network Interface {card.Id} is used by existing resource {machine}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.")
        : null;

    /// <summary>Id of the machine that has it; null: none.</summary>
    public static string? MachineOf(StoredResource card) => card.Store.UserOf(card.Id);

    /// <summary>Id of the subnet that the first address of an interface is in.</summary>
    public static string? SubnetOf(JsonNode? properties) =>
        properties.Objects("ipConfigurations") is [var first, ..] ? first["properties"]?["subnet"].Text("id") : null;

    /// <summary>The subnet itself; null: it is gone.</summary>
    public static StoredResource? SubnetThatIsThere(StoredResource card) => card.Store.Find(SubnetOf(card.Properties) ?? "");

    /// <summary>Whether one of its addresses is public.</summary>
    public static bool HasPublicAddress(StoredResource card) =>
        card.Properties.Objects("ipConfigurations").Any(static one => one["properties"]?["publicIPAddress"] is not null);

    /// <summary>Its first private address; null: it has none.</summary>
    public static uint? AddressOf(StoredResource card) => card.Properties.Objects("ipConfigurations") is [var first, ..]
        ? AddressRange.Number(first["properties"].Text("privateIPAddress") ?? "")
        : null;

    /// <summary>The configurations in a subnet: each one's id, and its interface's.</summary>
    public static IEnumerable<(string Interface, string? Id)> In(StoredResource subnet) => Within(subnet.Store, subnet.Id)
        .Select(static pair => (pair.Card.Id, (string?)$"{pair.Card.Id}/ipConfigurations/{pair.One.Text("name")}"));

    private static IEnumerable<(StoredResource Card, JsonObject One)> Within(ResourceStore store, string subnet) =>
        store.Near(NetworkTypes.Interface.Name, subnet)
        .SelectMany(static card => card.Properties.Objects("ipConfigurations").Select(one => (Card: card, One: one)))
        .Where(pair => string.Equals(pair.One["properties"]?["subnet"].Text("id"), subnet, StringComparison.OrdinalIgnoreCase));

    private static Outcome? Check(ResourceWrite write, JsonObject configuration)
    {
        var properties = configuration["properties"];
        if (configuration.Text("name") is not { Length: > 0 } name)
            return Outcome.RefusedWithDetails(400, "InvalidRequestFormat", "Cannot parse the request.");
        if (properties?["subnet"].Text("id") is not { } subnetId)
        {
            return Outcome.RefusedWithDetails(
                400, "IpConfigurationMustHaveSubnet", $"IP configuration {write.Id}/ipConfigurations/{name} must have a subnet.");
        }
        if (write.Store.Find(subnetId) is not { } subnet)
            return NetworkReference.Missing(write.Id, subnetId);
        if (subnet.Root.Location is { } location && location != write.Location)
            return NetworkReference.Missing(write.Id, subnetId);
        if (NetworkReference.Refusal(write, properties["publicIPAddress"].Text("id")) is { } missing)
            return missing;
        if (properties.Text("privateIPAllocationMethod") is not "Static")
            return Room(write, subnet).Any() ? null : Full(subnet);
        var (range, wanted) = (RangeOf(subnet), AddressRange.Number(properties.Text("privateIPAddress") ?? ""));
        if (wanted is not { } address || !range.Has(address))
        {
            return Outcome.RefusedWithDetails(
                400, "PrivateIPAddressNotInSubnet",
                $"Private static IP address {properties.Text("privateIPAddress")} does not belong to the range of subnet prefix {Subnets.Prefixes(subnet.Properties)[0]}.");
        }
        if (address < range.First + AddressRange.Kept || address == range.Last)
        {
            return Outcome.RefusedWithDetails(
                400, "PrivateIPAddressInReservedRange",
                $"Private static IP address {AddressRange.Text(address)} falls within reserved IP range of subnet prefix {Subnets.Prefixes(subnet.Properties)[0]}.");
        }
        return Others(write, subnet).Contains(address)
            ? Outcome.RefusedWithDetails(
                400, "PrivateIPAddressIsAllocated",
                $"IP configuration {write.Id}/ipConfigurations/{name} is using the private IP address {AddressRange.Text(address)} which is already allocated to another resource.")
            : null;
    }

    private static JsonObject Configuration(ResourceWrite write, JsonObject sent, bool isOnly, List<uint> taken)
    {
        var (id, asked) = ($"{write.Id}/ipConfigurations/{sent.Text("name")}", sent["properties"]);
        var subnet = write.Store.Find(asked?["subnet"].Text("id") ?? "")!;
        var isStatic = asked.Text("privateIPAllocationMethod") is "Static";
        var former = write.Present?.Properties.Objects("ipConfigurations")
            .FirstOrDefault(one => one.Text("name") == sent.Text("name"))?["properties"];
        var stays = string.Equals(former?["subnet"].Text("id"), subnet.Id, StringComparison.OrdinalIgnoreCase)
            ? AddressRange.Number(former.Text("privateIPAddress") ?? "") : null;
        var address = (isStatic ? AddressRange.Number(asked.Text("privateIPAddress") ?? "") : null) ?? stays
            ?? Room(write, subnet).First(one => !taken.Contains(one));
        taken.Add(address);
        var properties = new JsonObject
        {
            ["provisioningState"] = "Succeeded",
            ["privateIPAddress"] = AddressRange.Text(address),
            ["privateIPAllocationMethod"] = isStatic ? "Static" : "Dynamic",
        };
        if (asked?["publicIPAddress"].Text("id") is { } publicAddress)
            properties["publicIPAddress"] = new JsonObject { ["id"] = publicAddress };
        properties["subnet"] = new JsonObject { ["id"] = subnet.Id };
        properties["primary"] = asked.Flag("primary") ?? isOnly;
        properties["privateIPAddressVersion"] = "IPv4";
        if (asked?["loadBalancerBackendAddressPools"] is JsonArray { Count: > 0 } pools)
            properties["loadBalancerBackendAddressPools"] = pools.DeepClone();
        return new JsonObject
        {
            ["name"] = sent.Text("name"), ["id"] = id, ["etag"] = null, ["type"] = "Microsoft.Network/networkInterfaces/ipConfigurations",
                ["properties"] = properties,
        };
    }

    private static JsonObject Dns(ResourceWrite write)
    {
        var network = (SubnetOf(write.Properties) ?? "").Split("/subnets/")[0];
        // One suffix a network, as Azure has it.
        var suffix = Noise.Id(Noise.Of(network.ToLowerInvariant()), "suffix").ToString("N")[..26];
        return new JsonObject
        {
            ["dnsServers"] = RequestBody.List(write.Properties?["dnsSettings"].Texts("dnsServers") ?? []),
            ["appliedDnsServers"] = new JsonArray(),
            ["internalDomainNameSuffix"] = $"{suffix}.bx.internal.cloudapp.net",
        };
    }

    private static AddressRange RangeOf(StoredResource subnet) => AddressRange.Read(Subnets.Prefixes(subnet.Properties)[0]) ?? default;

    private static HashSet<uint> Others(ResourceWrite write, StoredResource subnet) =>
    [
        .. Within(write.Store, subnet.Id).Where(pair => !pair.Card.Id.Equals(write.Id, StringComparison.OrdinalIgnoreCase))
            .Select(static pair => AddressRange.Number(pair.One["properties"].Text("privateIPAddress") ?? "")).OfType<uint>(),
    ];

    private static IEnumerable<uint> Room(ResourceWrite write, StoredResource subnet)
    {
        var (range, others) = (RangeOf(subnet), Others(write, subnet));
        for (var address = range.First + AddressRange.Kept; address < range.Last; address++)
        {
            if (!others.Contains(address))
                yield return address;
        }
    }

    private static Outcome Full(StoredResource subnet) => Outcome.RefusedWithDetails(
        400, "SubnetIsFull",
        $"Subnet {subnet.Name} with address prefix {Subnets.Prefixes(subnet.Properties)[0]} does not have enough capacity for 1 IP addresses.");

    private static string Mac(string id)
    {
        var key = Noise.Of(id.ToLowerInvariant());
        return string.Create(CultureInfo.InvariantCulture, $"00-0D-3A-{(byte)key:X2}-{(byte)(key >> 8):X2}-{(byte)(key >> 16):X2}");
    }
}
