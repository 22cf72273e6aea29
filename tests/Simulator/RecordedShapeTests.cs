using System.Text.Json;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>What real answers have, ours must have too, unless it is named here with its reason.</summary>
public sealed class RecordedShapeTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    // Passwords are still allowed there; keys are data of a machine we do not have; unmanaged disks are no longer sold.
    private static readonly string[] OldMachines =
    [
        "osProfile.linuxConfiguration.ssh", "osProfile.linuxConfiguration.ssh.publicKeys",
        "osProfile.linuxConfiguration.ssh.publicKeys[].path",
        "osProfile.linuxConfiguration.ssh.publicKeys[].keyData", "storageProfile.osDisk.vhd", "storageProfile.osDisk.vhd.uri",
        "storageProfile.dataDisks[].vhd", "storageProfile.dataDisks[].vhd.uri",
    ];

    [Fact]
    public async Task A_list_of_machines_has_what_the_recorded_ones_have()
    {
        await using var clients = await SimulatedClients.Start(machines: 300, Free);
        var recorded = RecordedData.Answers("vm-list-and-instance-view.json", "/virtualMachines?")
            .Concat(RecordedData.Answers("metrics-invalid-metric.json", "/virtualMachines?"))
            .Concat(RecordedData.Answers("metrics-per-resource.json", "/virtualMachines?"))
            .Concat(RecordedData.Answers("resource-graph-vms.json", "/virtualMachines?"));
        var ours = new List<JsonElement>();
        for (var next = $"https://management.azure.com/subscriptions/{clients.ProductionId}/providers/Microsoft.Compute/virtualMachines?api-version=2020-12-01"; next is not null;)
        {
            var page = (await clients.Pipeline().Get(next)).Json();
            ours.Add(page);
            next = page.TryGetProperty("nextLink", out var link) ? link.GetString() : null;
        }
        Compare(recorded, ours, [.. OldMachines.Select(path => "value[].properties." + path)]);
    }

    [Fact]
    public async Task A_machine_with_its_instance_view_has_what_the_recorded_one_has()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Azure.Fleet.Machines.First(one => !one.IsWindows && one.DataDisks > 0
            && one.IsRunning(clients.Azure.Time.GetUtcNow()));
        var ours = (await clients.Pipeline()
            .Get($"https://management.azure.com{machine.Id}?$expand=instanceView&api-version=2020-12-01")).Json();
        // What an extension is told is its own business.
        Compare(
            RecordedData.Answers("vm-list-and-instance-view.json", "expand=instanceview"), [ours],
            ["resources[].properties.settings.skipDos2Unix", "resources[].properties.settings.timestamp"]);
    }

    [Fact]
    public async Task Metrics_of_one_machine_have_what_the_recorded_ones_have()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Azure.Fleet.Machines.First(one => one.Archetype == Archetype.Steady);
        async Task<JsonElement> Ask(string names) => (await clients.Pipeline().Get(
            $"https://management.azure.com{machine.Id}/providers/microsoft.insights/metrics?api-version=2018-01-01&timespan=2025-12-27T23:59:59Z/2025-12-28T23:59:59Z&interval=P1D&aggregation=total,average&metricnames={names}")).Json();
        Compare(RecordedData.Answers("metrics-per-resource.json", "insights/metrics"), [await Ask("Network%20In%20Total")], []);
        Compare(RecordedData.Answers("metrics-invalid-metric.json", "insights/metrics"), [await Ask("InvalidMetric")], []);
    }

    [Fact]
    public async Task Resource_graph_rows_have_the_recorded_columns_and_properties()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var recorded = RecordedData.Answers("resource-graph-vms.json", "ResourceGraph").Single();
        var ours = (await clients.Pipeline().Send(
            RequestMethod.Post, "https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01",
            new { query = "resources" })).Json();
        // The old API answered in columns and rows; each row becomes an object here.
        var columns = recorded.GetProperty("data").GetProperty("columns").EnumerateArray()
            .Select(column => column.GetProperty("name").GetString()!).ToList();
        var rows = recorded.GetProperty("data").GetProperty("rows").EnumerateArray()
            .Select(row => JsonSerializer.SerializeToElement(row.EnumerateArray().Select((value, i) => (value, i))
                .ToDictionary(cell => columns[cell.i], cell => cell.value)));
        Compare(rows, ours.GetProperty("data").EnumerateArray(), []);
        Assert.Subset(ours.EnumerateObject().Select(property => property.Name).ToHashSet(), recorded.EnumerateObject()
            .Select(property => property.Name).ToHashSet());
    }

    [Fact]
    public async Task Sizes_have_what_the_recorded_list_has_and_the_same_figures()
    {
        await using var clients = await SimulatedClients.Start(options: Free);
        var recorded = new[] { "southcentralus", "westcentralus" }
            .Select(region => JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(
                RecordedData.Folder(), "azure", $"resource-skus.{region}.json"))))
            .SelectMany(list => list.GetProperty("value").EnumerateArray()).ToList();
        var ours = (await clients.Pipeline().Get(
            $"https://management.azure.com/subscriptions/{clients.ProductionId}/providers/Microsoft.Compute/skus?api-version=2021-07-01&$filter=location%20eq%20'westeurope'")).Json()
            .GetProperty("value").EnumerateArray().ToList();
        Compare(recorded, ours, []);
        string[] figures =
            ["vCPUs", "MemoryGB", "MaxResourceVolumeMB", "UncachedDiskIOPS", "UncachedDiskBytesPerSecond", "MaxDataDiskCount",
                "HyperVGenerations", "CpuArchitectureType", "DiskControllerTypes", "vCPUsPerCore"];
        foreach (var size in recorded)
        {
            if (ours.Find(one => Name(one) == Name(size)) is not { ValueKind: JsonValueKind.Object } same)
                continue;
            foreach (var figure in figures)
                Assert.Equal((Name(size), figure, Capability(size, figure)), (Name(same), figure, Capability(same, figure)));
        }
    }

    [Fact]
    public async Task Locks_snapshots_and_network_interfaces_have_what_the_recorded_ones_have()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        clients.Azure.Locks.Add($"/subscriptions/{machine.SubscriptionId}", LockLevel.CanNotDelete, notes: "why");
        var home = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers";
        var body = new { location = machine.Region, tags = new { },
        properties = new { creationData = new { createOption = "Copy",
        sourceResourceId = $"{home}/Microsoft.Compute/disks/{machine.Name}_OsDisk_1" } } };
        await clients.Finish(await clients.Pipeline().Act(RequestMethod.Put, $"{home}/Microsoft.Compute/snapshots/s", body));
        clients.Azure.AddSnapshotAsSomebodyElse(
            clients.Azure.Fleet.Machines.First(one => one.DiskEncryptionSet is not null && one.SubscriptionId == machine.SubscriptionId),
            lun: null, "with-a-key");
        async Task<JsonElement> Ask(string path) => (await clients.Pipeline().Act(RequestMethod.Get, path)).Json();
        Compare(
            RecordedData.Answers("lock-create.json", "/locks?"), [await Ask($"{machine.Id}/providers/Microsoft.Authorization/locks")], []);
        Compare(
            RecordedData.Answers("snapshot-list-and-delete.json", "Microsoft.Compute/snapshots?"),
            [await Ask($"/subscriptions/{machine.SubscriptionId}/providers/Microsoft.Compute/snapshots")], []);
        Compare(
            RecordedData.Answers("vm-network-interfaces.json", "/networkInterfaces/"),
            [await Ask($"{home}/Microsoft.Network/networkInterfaces/{machine.Name}-nic")],
            ["properties.ipConfigurations[].properties.publicIPAddress", "properties.ipConfigurations[].properties.publicIPAddress.id"]);
    }

    // Exactly the allowed ones are missing: what we have learnt to answer must leave the list, too.
    private static void Compare(IEnumerable<JsonElement> recorded, IEnumerable<JsonElement> ours, IReadOnlyCollection<string> allowed)
    {
        var have = ours.SelectMany(one => RecordedData.Paths(one)).ToHashSet(StringComparer.Ordinal);
        var missing = recorded.SelectMany(one => RecordedData.Paths(one)).Distinct(StringComparer.Ordinal)
            .Where(path => !have.Contains(path)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(string.Join('\n', allowed.Order(StringComparer.Ordinal)), string.Join('\n', missing));
    }

    private static string Name(JsonElement size) => size.GetProperty("name").GetString()!;

    private static string? Capability(JsonElement size, string name) => size.GetProperty("capabilities").EnumerateArray()
        .Where(one => one.GetProperty("name").GetString() == name).Select(one => one.GetProperty("value").GetString()).FirstOrDefault();
}
