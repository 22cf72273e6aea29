using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Network;

namespace OpsFunctions.Simulator.Management;

/// <summary>A network interface as Azure describes it; the shape of a recorded answer.</summary>
internal static class NetworkInterfaceDocument
{
    public static string NameOf(Machine machine, int index) =>
        index == 0 ? machine.Name + "-nic" : string.Create(CultureInfo.InvariantCulture, $"{machine.Name}-nic{index + 1}");

    public static string IdOf(Machine machine, int index) => Resource(machine, "networkInterfaces", NameOf(machine, index));

    public static JsonObject Properties(Machine machine, int index)
    {
        var key = Noise.Mix(machine.Seed, index);
        var id = IdOf(machine, index);
        return new JsonObject
        {
            ["provisioningState"] = "Succeeded",
            ["resourceGuid"] = Noise.Id(key, "nic").ToString(),
            ["ipConfigurations"] = new JsonArray(Configuration(machine, id, key, index == 0 ? LoadBalancing.PoolOf(machine) : null)),
            ["dnsSettings"] = new JsonObject
            {
                ["dnsServers"] = new JsonArray(),
                ["appliedDnsServers"] = new JsonArray(),
                ["internalDomainNameSuffix"] = "internal.cloudapp.net",
            },
            ["macAddress"] = string.Create(
                CultureInfo.InvariantCulture, $"00-0D-3A-{(byte)key:X2}-{(byte)(key >> 8):X2}-{(byte)(key >> 16):X2}"),
            ["enableAcceleratedNetworking"] = machine.Platform.AcceleratedNetworking,
            ["enableIPForwarding"] = false,
            ["primary"] = index == 0,
            ["virtualMachine"] = new JsonObject { ["id"] = machine.Id },
            ["hostedWorkloads"] = new JsonArray(),
            ["tapConfigurations"] = new JsonArray(),
            ["nicType"] = "Standard",
        };
    }

    /// <summary>Its private address, as long as nobody changed the interface.</summary>
    public static string AddressOf(Machine machine, int index) => Address(Noise.Mix(machine.Seed, index));

    private static string Address(ulong key) =>
        string.Create(CultureInfo.InvariantCulture, $"10.{(byte)(key >> 24)}.{(byte)(key >> 32)}.{4 + ((key >> 40) % 250)}");

    private static JsonObject Configuration(Machine machine, string id, ulong key, string? pool)
    {
        var properties = new JsonObject
        {
            ["provisioningState"] = "Succeeded",
            ["privateIPAddress"] = Address(key),
            ["privateIPAllocationMethod"] = "Dynamic",
            ["subnet"] = new JsonObject { ["id"] = Resource(machine, "virtualNetworks", $"vnet-{machine.Region}/subnets/default") },
            ["primary"] = true,
            ["privateIPAddressVersion"] = "IPv4",
        };
        if (pool is not null)
            properties["loadBalancerBackendAddressPools"] = new JsonArray(new JsonObject { ["id"] = pool });
        return new JsonObject
        {
            ["name"] = "ipconfig1",
            ["id"] = id + "/ipConfigurations/ipconfig1",
            ["type"] = "Microsoft.Network/networkInterfaces/ipConfigurations",
            ["properties"] = properties,
        };
    }

    private static string Resource(Machine machine, string type, string name) =>
        $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Network/{type}/{name}";
}
