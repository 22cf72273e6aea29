using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Drills;

/// <summary>A drill's group, network and machines over plain REST, as a drill makes them.</summary>
internal static class Clones
{
    public const string Group = "rg-drill-1";

    public static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false, Fleet = new() { EmptySubscriptions = 1 } };

    public static async Task<(SimulatedClients Clients, Machine Source)> Start(SimulatedAzureOptions? options = null)
    {
        var clients = await SimulatedClients.Start(machines: 60, options ?? Free);
        clients.AllowEverything();
        return (clients, clients.Plain(also: static one => !one.IsWindows && one.Zone is null));
    }

    public static string Drills(this SimulatedClients clients) => clients.Azure.Fleet.Subscriptions[^1].Id;

    public static string GroupId(this SimulatedClients clients, string? subscription = null) =>
        $"/subscriptions/{subscription ?? clients.Drills()}/resourceGroups/{Group}";

    public static string Id(this SimulatedClients clients, string type, string name, string? subscription = null) =>
        $"{clients.GroupId(subscription)}/providers/{(type.Contains('.', StringComparison.Ordinal) ? type : "Microsoft.Compute/" + type)}/{name}";

    public static async Task<Response> Make(this SimulatedClients clients, string id, object body, double seconds = 30)
    {
        var answer = await clients.Pipeline().Act(RequestMethod.Put, id, body);
        clients.Advance(seconds);
        return answer;
    }

    public static async Task MakeGroup(this SimulatedClients clients, Machine source, string? subscription = null) =>
        Assert.Equal(201, (await clients.Make(clients.GroupId(subscription), new { location = source.Region }, 1)).Status);

    /// <summary>A sealed network unless the rules say otherwise.</summary>
    public static async Task<string> MakeNetwork(this SimulatedClients clients, Machine source, object[]? rules = null,
        bool isOpen = false, string[]? dns = null)
    {
        var (group, network) = (clients.Id("Microsoft.Network/networkSecurityGroups", "nsg"),
            clients.Id("Microsoft.Network/virtualNetworks", "vnet"));
        Taken(await clients.Make(group, new { location = source.Region, properties = new { securityRules = rules ?? [] } }));
        Taken(await clients.Make(network, new
        {
            location = source.Region,
            properties = new
            {
                addressSpace = new { addressPrefixes = new[] { "10.9.0.0/16" } },
                dhcpOptions = new { dnsServers = dns ?? [] },
                subnets = new[]
                {
                    new { name = "a", properties = new { addressPrefix = "10.9.0.0/24", defaultOutboundAccess = isOpen,
                        networkSecurityGroup = new { id = group } } },
                },
            },
        }));
        return network;
    }

    public static object Rule(string name, int priority, string access, string direction, string from, string to, string port = "*") => new
    {
        name,
        properties = new
        {
            priority, access, direction, protocol = "*", sourcePortRange = "*", destinationPortRange = port, sourceAddressPrefix = from,
            destinationAddressPrefix = to,
        },
    };

    /// <summary>What the pitfalls ask for: the drill's own prefix by address, all else denied.</summary>
    public static object[] Sealed(params object[] also) =>
    [
        Rule("own-in", 200, "Allow", "Inbound", "10.9.0.0/16", "10.9.0.0/16"), Rule("own-out", 200, "Allow", "Outbound", "10.9.0.0/16",
            "10.9.0.0/16"),
        Rule("none-in", 4000, "Deny", "Inbound", "*", "*"), Rule("none-out", 4000, "Deny", "Outbound", "*", "*"),
        Rule("dns", 300, "Deny", "Outbound", "*", "AzurePlatformDNS"), Rule("imds", 301, "Deny", "Outbound", "*", "AzurePlatformIMDS"),
            .. also,
    ];

    public static async Task<string> MakeDisk(this SimulatedClients clients, Machine source, string name, string from,
        string option = "Copy")
    {
        var disk = clients.Id("disks", name);
        Taken(await clients.Make(disk, Disk(source, from, option), 600));
        return disk;
    }

    public static object Disk(Machine source, string from, string option = "Copy") => new
    {
        location = source.Region, sku = new { name = "Premium_LRS" }, properties = new { creationData = new { createOption = option,
            sourceResourceId = from } },
    };

    public static async Task<string> MakeCard(this SimulatedClients clients, Machine source, string name, string address)
    {
        var card = clients.Id("Microsoft.Network/networkInterfaces", name);
        Taken(await clients.Make(card, new
        {
            location = source.Region,
            properties = new
            {
                ipConfigurations = new[]
                {
                    new
                    {
                        name = "one",
                        properties = new
                        {
                            privateIPAllocationMethod = "Static", privateIPAddress = address,
                            subnet = new { id = clients.Id("Microsoft.Network/virtualNetworks", "vnet") + "/subnets/a" },
                        },
                    },
                },
            },
        }));
        return card;
    }

    /// <summary>Of disks that are there, that of the system first.</summary>
    public static object Body(Machine source, string card, params string[] disks) => new
    {
        location = source.Region,
        properties = new
        {
            hardwareProfile = new { vmSize = source.Size.Name },
            storageProfile = new
            {
                osDisk = new { osType = "Linux", createOption = "Attach", deleteOption = "Delete", managedDisk = new { id = disks[0] } },
                dataDisks = disks.Skip(1).Select(static (id, lun) => new { lun, createOption = "Attach", deleteOption = "Delete",
                    managedDisk = new { id } }).ToArray(),
            },
            networkProfile = new { networkInterfaces = new[] { new { id = card, properties = new { primary = true,
                deleteOption = "Delete" } } } },
            diagnosticsProfile = new { bootDiagnostics = new { enabled = true } },
        },
    };

    public static async Task<string> MakeMachine(this SimulatedClients clients, Machine source, string name, string address,
        params string[] disks)
    {
        var machine = clients.Id("virtualMachines", name);
        if (disks.Length == 0)
        {
            await clients.Finish(await clients.Snapshot(source, "of-" + name), 3);
            disks = [await clients.MakeDisk(source, "os-" + name, source.SnapshotId("of-" + name))];
        }
        Taken(await clients.Make(machine, Body(source, await clients.MakeCard(source, "nic-" + name, address), disks), 200));
        return machine;
    }

    /// <summary>What a managed run command printed.</summary>
    public static async Task<string> Run(this SimulatedClients clients, Machine source, string machine, params string[] lines)
    {
        var name = "probe-" + clients.Azure.Time.GetUtcNow().ToUnixTimeSeconds()
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        Taken(await clients.Make(machine + "/runCommands/" + name, new
        {
            location = source.Region, properties = new { source = new { script = string.Join('\n', lines) }, timeoutInSeconds = 600 },
        }, 90));
        var view = await clients.View(machine + "/runCommands/" + name);
        Assert.Equal("Succeeded", view.Text("executionState"));
        return view.Text("output")!.TrimEnd('\n').Replace('\n', ' ');
    }

    public static async Task<JsonElement> View(this SimulatedClients clients, string command) =>
        (await clients.Pipeline().Get($"https://management.azure.com{command}?{Commands.Version}&$expand=instanceView")).Json()
            .GetProperty("properties").GetProperty("instanceView");

    public static void Taken(Response answer) => Assert.True(answer.Status < 300, $"{answer.Status}: {answer.Content}");
}
