using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Making;

/// <summary>
/// Disks of snapshots and restore points, machines of disks, their commands and their end: what a drill does, by recorded shapes 03, 10 to
/// 13 and 18.
/// </summary>
public sealed class MadeMachineTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task A_machine_of_a_snapshot_lives_runs_a_command_and_goes_with_its_disk()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        clients.AllowEverything();
        var source = clients.Plain(also: one => !one.IsWindows);
        var disk = await DiskOfSnapshot(clients, source);
        Assert.Equal(
            ("Unattached", 300),
            (disk.GetProperty("properties").Text("diskState"), disk.GetProperty("properties").GetProperty("diskSizeGB").GetInt32()));
        var card = await Card(clients, source);

        var accepted = await clients.Pipeline().Act(RequestMethod.Put, Vm(source), Body(source, disk.Text("id")!, card));

        Assert.Equal(
            (201, true, false),
            (accepted.Status, accepted.Headers.Contains("Azure-AsyncOperation"), accepted.Headers.Contains("Location")));
        Assert.True(accepted.Headers.TryGetValue("Retry-After", out var wait) && wait == "10");
        var made = accepted.Json();
        Assert.Equal(("Creating", "\"1\""), (made.GetProperty("properties").Text("provisioningState"), made.Text("etag")));
        Assert.False(made.GetProperty("properties").TryGetProperty("osProfile", out _));
        Assert.Equal("Succeeded", (await clients.Finish(accepted, 20)).Status());
        var got = (await clients.Pipeline().Act(RequestMethod.Get, Vm(source))).Json();
        Assert.Equal(("Succeeded", "\"2\""), (got.GetProperty("properties").Text("provisioningState"), got.Text("etag")));
        Assert.Equal(Vm(source), (await clients.Read(Disk(source, "drill"), of: "managedBy")).GetString());
        (await clients.Pipeline().Act(RequestMethod.Delete, Disk(source, "drill"))).Refused(409, "OperationNotAllowed");
        (await clients.Pipeline().Act(RequestMethod.Delete, card)).Refused(400, "NicInUse");
        clients.Advance(120);

        clients.Azure.GuestAnswer = (machine, script) => $"{machine.Name}: {script}";
        var command = await clients.Pipeline()
            .Act(RequestMethod.Put, Vm(source) + "/runCommands/check",
            new { location = source.Region, properties = new { source = new { script = "uptime" }, timeoutInSeconds = 600 } });
        await clients.Finish(command, 60);
        var view =
            (await clients.Pipeline()
            .Get($"https://management.azure.com{Vm(source)}/runCommands/check?{Commands.Version}&$expand=instanceView")).Json()
            .GetProperty("properties").GetProperty("instanceView");
        Assert.Equal(
            ("Succeeded", 0, "vm-drill: uptime"),
            (view.Text("executionState"), view.GetProperty("exitCode").GetInt32(), view.Text("output")));
        Assert.DoesNotContain(clients.Azure.Fleet.Machines, one => one.Name == "vm-drill");
        Assert.Single(
            await clients.Pipeline().Rows("resources | where type =~ 'microsoft.compute/virtualmachines' and name == 'vm-drill'"));

        var deleted = await clients.Pipeline().Act(RequestMethod.Delete, Vm(source));
        Assert.Equal(202, deleted.Status);
        Assert.Equal(
            "Deleting",
            (await clients.Pipeline().Act(RequestMethod.Get, Vm(source))).Json().GetProperty("properties").Text("provisioningState"));
        await clients.Finish(deleted, 60);
        Assert.Equal(404, (await clients.Pipeline().Act(RequestMethod.Get, Vm(source))).Status);
        Assert.Equal(404, (await clients.Pipeline().Act(RequestMethod.Get, Disk(source, "drill"))).Status);
        Assert.Equal(202, (await clients.Pipeline().Act(RequestMethod.Delete, card)).Status);
        Assert.Empty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task While_it_is_made_it_is_called_running_without_a_word_of_its_agent_and_then_not_ready()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        clients.AllowEverything();
        var source = clients.Plain(also: one => !one.IsWindows);
        var disk = await DiskOfSnapshot(clients, source);
        await clients.Pipeline().Act(RequestMethod.Put, Vm(source), Body(source, disk.Text("id")!, await Card(clients, source)));
        async Task<JsonElement> View() => (await clients.Pipeline().Act(RequestMethod.Get, Vm(source) + "/instanceView")).Json();

        clients.Advance(7);
        var first = await View();
        clients.Advance(3);
        var second = await View();
        clients.Advance(150);
        var third = await View();

        Assert.False(first.TryGetProperty("vmAgent", out _));
        Assert.Equal(
            ["ProvisioningState/creating", "PowerState/running"],
            first.GetProperty("statuses").EnumerateArray().Select(one => one.Text("code")));
        Assert.Equal("ProvisioningState/creating/osProvisioningInProgress", second.GetProperty("statuses")[0].Text("code"));
        Assert.Equal("Not Ready", second.GetProperty("vmAgent").GetProperty("statuses")[0].Text("displayStatus"));
        Assert.Equal("Ready", third.GetProperty("vmAgent").GetProperty("statuses")[0].Text("displayStatus"));
    }

    [Fact]
    public async Task What_a_machine_cannot_be_made_of_is_refused_in_computes_words()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        clients.AllowEverything();
        var source = clients.Plain(also: one => !one.IsWindows);
        var (disk, card) = ((await DiskOfSnapshot(clients, source)).Text("id")!, await Card(clients, source));
        Task<Response> Put(object body) => clients.Pipeline().Act(RequestMethod.Put, Vm(source), body);

        (await Put(Body(source, clients.DiskId(source), card))).Refused(409, "ConflictingUserInput");
        (await Put(Body(source, disk + "-absent", card))).Refused(404, "ResourceNotFound");
        (await Put(Body(source, disk, card + "-absent"))).Refused(400, "InvalidResourceReference");
        (await Put(new { location = source.Region })).Refused(400, "InvalidParameter");
        (await Put(new { properties = new { } })).Refused(400, "LocationRequired");
        Assert.Empty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task A_disk_of_a_restore_point_has_its_size_and_system()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        clients.AllowEverything();
        var source = clients.Plain(also: one => !one.IsWindows);
        var collection = $"{source.Home()}/restorePointCollections/c";
        await clients.Pipeline()
            .Act(RequestMethod.Put, collection, new { location = source.Region, properties = new { source = new { id = source.Id } } });
        var point = await clients.Pipeline().Act(RequestMethod.Put, collection + "/restorePoints/p", new { });
        Assert.False(point.Headers.Contains("Location") || point.Json().GetProperty("properties").TryGetProperty("consistencyMode", out _));
        await clients.Finish(point, 60);
        var system = (await clients.Read(collection + "/restorePoints/p")).GetProperty("sourceMetadata").GetProperty("storageProfile")
            .GetProperty("osDisk").GetProperty("diskRestorePoint").Text("id");

        await clients.Finish(
            await clients.Pipeline()
            .Act(RequestMethod.Put, Disk(source, "restored"),
            new { location = source.Region, sku = new { name = "Premium_LRS" },
            properties = new { creationData = new { createOption = "Restore", sourceResourceId = system } } }), 3);

        var made = await clients.Read(Disk(source, "restored"));
        Assert.Equal(
            ("Linux", 30, 120, "P4"),
            (made.Text("osType"), made.GetProperty("diskSizeGB").GetInt32(), made.GetProperty("diskIOPSReadWrite").GetInt32(),
            made.Text("tier")));
    }

    [Fact]
    public async Task Disks_of_the_fleet_and_made_ones_are_one_list_and_grow_but_never_shrink()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        clients.AllowEverything();
        var machine = clients.Plain(also: one => one.DataDisks > 0);
        await clients.Pipeline()
            .Act(RequestMethod.Put, Disk(machine, "empty"),
            new { location = machine.Region, properties = new { creationData = new { createOption = "Empty" }, diskSizeGB = 64 } });
        var data = clients.DiskId(machine, 0);

        var grown = await clients.Pipeline().Act(RequestMethod.Patch, data, new { properties = new { diskSizeGB = 256 } });

        Assert.Equal(202, grown.Status);
        (await clients.Pipeline().Act(RequestMethod.Patch, data, new { properties = new { diskSizeGB = 64 } }))
            .Refused(400, "InvalidParameter");
        (await clients.Pipeline().Act(RequestMethod.Patch, data, new { sku = new { name = "StandardSSD_LRS" } }))
            .Refused(409, "OperationNotAllowed");
        (await clients.Pipeline().Act(RequestMethod.Patch, data, new { sku = new { name = "Gold" } })).Refused(400, "InvalidParameter");
        var listed = (await clients.Pipeline().Act(RequestMethod.Get, $"{machine.Home()}/disks")).Json().GetProperty("value")
            .EnumerateArray().ToList();
        Assert.All(listed, one => Assert.Contains($"/resourceGroups/{machine.ResourceGroup.ToUpperInvariant()}/", one.Text("id")));
        Assert.Equal(
            256, listed.Single(one => one.Text("name") == data.Split('/')[^1]).GetProperty("properties").GetProperty("diskSizeGB")
            .GetInt32());
        Assert.False(listed.Single(one => one.Text("name") == "empty").TryGetProperty("managedBy", out _));
    }

    [Fact]
    public async Task A_snapshot_needs_a_place_a_fitting_name_a_known_kind_and_few_tags()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        clients.AllowEverything();
        var machine = clients.Plain();
        object Creation() => new { creationData = new { createOption = "Copy", sourceResourceId = clients.DiskId(machine) } };
        Task<Response> Put(string name, object body) => clients.Pipeline().Act(RequestMethod.Put, machine.SnapshotId(name), body);

        (await Put("s", new { properties = Creation() })).Refused(400, "LocationRequired");
        (await Put("_s", new { location = machine.Region, properties = Creation() })).Refused(400, "InvalidParameter");
        (await Put("s", new { location = machine.Region, sku = new { name = "Gold_LRS" }, properties = Creation() }))
            .Refused(400, "InvalidParameter");
        (await Put(
            "s", new { location = machine.Region, tags = Enumerable.Range(0, 60).ToDictionary(i => $"t{i}", _ => "x"),
            properties = Creation() })).Refused(400, "InvalidTagCount");

        var accepted = await Put("s", new { location = machine.Region, properties = Creation() });
        Assert.Equal(
            ["creationData", "provisioningState"], accepted.Json().GetProperty("properties").EnumerateObject().Select(one => one.Name));
        var done = await clients.Finish(accepted, 3);
        Assert.Equal("Succeeded", done.GetProperty("properties").GetProperty("output").GetProperty("properties").Text("provisioningState"));
    }

    [Fact]
    public async Task An_extension_is_installed_by_the_agent_and_removed_again()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        clients.AllowEverything();
        var machine = clients.Plain(also: one => !one.IsWindows);
        var body =
            new { location = machine.Region,
            properties =
            new { publisher = "Microsoft.Azure.Extensions", type = "CustomScript", typeHandlerVersion = "2.1", settings = new { a = 1 },
            protectedSettings = new { secret = "x" } } };

        var accepted = await clients.Pipeline().Act(RequestMethod.Put, machine.Id + "/extensions/script", body);

        Assert.Equal((201, false), (accepted.Status, accepted.Headers.Contains("Location")));
        Assert.Equal("Creating", accepted.Json().GetProperty("properties").Text("provisioningState"));
        Assert.DoesNotContain("protectedSettings", accepted.Content.ToString());
        await clients.Finish(accepted, 110);
        Assert.Equal(
            ["AzureMonitorLinuxAgent", "script"], (await clients.Pipeline().Act(RequestMethod.Get, machine.Id + "/extensions")).Json()
            .GetProperty("value").EnumerateArray().Select(one => one.Text("name")));
        var removal = await clients.Pipeline().Act(RequestMethod.Delete, machine.Id + "/extensions/script");
        Assert.Equal((202, true), (removal.Status, removal.Headers.Contains("Location")));
        await clients.Finish(removal, 30);
        (await clients.Pipeline().Act(RequestMethod.Get, machine.Id + "/extensions/script")).Refused(404, "ResourceNotFound");
    }

    private static string Vm(Machine source) => $"{source.Home()}/virtualMachines/vm-drill";

    private static string Disk(Machine source, string name) => $"{source.Home()}/disks/{name}";

    private static object Body(Machine source, string disk, string card) => new
    {
        location = source.Region,
        properties = new
        {
            hardwareProfile = new { vmSize = source.Size.Name },
            storageProfile =
                new { osDisk =
                new { osType = "Linux", createOption = "Attach", caching = "ReadWrite", deleteOption = "Delete",
                managedDisk = new { id = disk } } },
            networkProfile = new { networkInterfaces = new[] { new { id = card, properties = new { primary = true } } } },
            diagnosticsProfile = new { bootDiagnostics = new { enabled = true } },
        },
    };

    private static async Task<JsonElement> DiskOfSnapshot(SimulatedClients clients, Machine source)
    {
        await clients.Finish(await clients.Snapshot(source, "s"), 3);
        var body =
            new { location = source.Region, properties =
            new { creationData = new { createOption = "Copy", sourceResourceId = source.SnapshotId("s") }, diskSizeGB = 300 } };
        var accepted = await clients.Pipeline().Act(RequestMethod.Put, Disk(source, "drill"), body);
        Assert.True(accepted.Headers.TryGetValue("Retry-After", out var wait) && wait == "2");
        return (await clients.Finish(accepted, 3)).GetProperty("properties").GetProperty("output");
    }

    private static async Task<string> Card(SimulatedClients clients, Machine source)
    {
        var home = $"/subscriptions/{source.SubscriptionId}/resourceGroups/{source.ResourceGroup}/providers/Microsoft.Network";
        await clients.Finish(await clients.Pipeline().Act(RequestMethod.Put, $"{home}/virtualNetworks/vnet-drill", new
        {
            location = source.Region,
            properties =
                new { addressSpace = new { addressPrefixes = new[] { "10.9.0.0/16" } },
                subnets = new[] { new { name = "a", properties = new { addressPrefix = "10.9.0.0/24" } } } },
        }), 30);
        var accepted = await clients.Pipeline().Act(RequestMethod.Put, $"{home}/networkInterfaces/nic-drill", new
        {
            location = source.Region,
            properties =
                new { ipConfigurations =
                new[] { new { name = "one", properties = new { subnet = new { id = $"{home}/virtualNetworks/vnet-drill/subnets/a" } } } } },
        });
        Assert.True(accepted.Status < 300, accepted.Content.ToString());
        clients.Advance(30);
        return $"{home}/networkInterfaces/nic-drill";
    }
}
