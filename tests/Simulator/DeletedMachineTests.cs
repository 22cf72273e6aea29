using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>People delete machines and put other disks into them.</summary>
public sealed class DeletedMachineTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deleted_machine_is_gone_at_once_and_from_Resource_Graph_a_moment_later(bool withDisks)
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var (machine, pipeline) = (clients.Plain(also: one => one.DataDisks > 0), clients.Pipeline());
        var disks = clients.Azure.DisksOf(machine);
        clients.Azure.DeleteMachineAsSomebodyElse(machine, withDisks);
        var gone = await pipeline.Act(RequestMethod.Get, machine.Id);
        Assert.Equal((404, "ResourceNotFound"), (gone.Status, gone.ErrorCode()));
        Assert.Equal(404, (await pipeline.Act(RequestMethod.Get, machine.Id + "/instanceView")).Status);
        Assert.Equal(404, (await pipeline.Post(machine, "deallocate")).Status);
        Assert.Equal(
            404,
            (await pipeline.Act(
                RequestMethod.Get,
                $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Network/networkInterfaces/{machine.Name}-nic")).Status);
        foreach (var disk in disks)
        {
            var read = await pipeline.Act(RequestMethod.Get, disk.Id);
            if (withDisks)
                Assert.Equal((404, "ResourceNotFound"), (read.Status, read.ErrorCode()));
            else
                Assert.Equal("Unattached", read.Json().GetProperty("properties").Text("diskState"));
        }
        Assert.Equal(withDisks ? 0 : disks.Count, clients.Azure.DisksOf(machine).Count);
        Assert.Equal(1, await Rows("virtualmachines"));
        Assert.Equal(disks.Count, await Rows("disks"));
        clients.Advance(30);
        Assert.Equal(0, await Rows("virtualmachines"));
        Assert.Equal(withDisks ? 0 : disks.Count, await Rows("disks"));
        var list = (await pipeline.Act(
            RequestMethod.Get,
            $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Compute/virtualMachines")).Json();
        Assert.DoesNotContain(list.GetProperty("value").EnumerateArray(), one => one.Text("id") == machine.Id);
        Assert.Empty(clients.Azure.Calls.Unknown);

        async Task<int> Rows(string type) =>
            (await pipeline.Rows($"resources | where type =~ 'microsoft.compute/{type}' and id contains '/{machine.Name}'")).Count;
    }

    [Fact]
    public async Task The_metrics_of_the_others_go_on_and_those_of_a_deleted_machine_are_left_out()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        var other = clients.Plain(also: one => one.Id != machine.Id && one.Region == machine.Region
            && one.SubscriptionId == machine.SubscriptionId);
        clients.Azure.DeleteMachineAsSomebodyElse(machine, withDisks: true);
        var address = $"https://{machine.Region}.metrics.monitor.azure.com/subscriptions/{machine.SubscriptionId}/metrics:getBatch?api-version=2024-02-01&metricnamespace=Microsoft.Compute/virtualMachines&metricnames=Percentage%20CPU";
        var answer = (await clients.Pipeline("https://metrics.monitor.azure.com/.default")
            .Send(RequestMethod.Post, address, new { resourceids = new[] { machine.Id, other.Id } })).Json();
        Assert.Equal([other.Id], answer.GetProperty("values").EnumerateArray().Select(one => one.Text("resourceid")));
        Assert.Equal(404, (await clients.Pipeline().Act(RequestMethod.Get, machine.Id + "/providers/microsoft.insights/metrics")).Status);
        Assert.Equal((machine, clients.Azure.Time.GetUtcNow()), (clients.Azure.Fleet.Find(machine.Id)!, machine.DeletedAt!.Value));
        Assert.Throws<ArgumentException>(() => clients.Azure.DeleteMachineAsSomebodyElse(machine, withDisks: true));
    }

    [Fact]
    public async Task A_deleted_machine_takes_its_locks_and_its_share_of_the_quota_along()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var (machine, pipeline) = (clients.Plain(), clients.Pipeline());
        clients.Azure.Locks.Add(machine.Id, LockLevel.CanNotDelete);
        async Task<int> Cores() => (await pipeline.Act(
                RequestMethod.Get,
                $"/subscriptions/{machine.SubscriptionId}/providers/Microsoft.Compute/locations/{machine.Region}/usages")).Json()
            .GetProperty("value").EnumerateArray().First(one => one.GetProperty("name").Text("value") == "cores")
            .GetProperty("currentValue").GetInt32();
        var before = await Cores();
        clients.Azure.DeleteMachineAsSomebodyElse(machine, withDisks: true);
        Assert.Equal(before - machine.Size.Vcpus, await Cores());
        Assert.DoesNotContain(clients.Azure.Locks.All, one => one.Scope == machine.Id);
    }

    [Fact]
    public async Task Another_disk_of_the_same_name_has_another_unique_id_and_snapshots_tell_them_apart()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var (machine, pipeline) = (clients.Plain(also: one => one.DataDisks > 0), clients.Pipeline());
        var before = clients.Azure.DisksOf(machine);
        clients.Advance(60);
        clients.Azure.AddSnapshotAsSomebodyElse(machine, lun: 0, "old");
        clients.Azure.ReplaceDiskAsSomebodyElse(machine, lun: 0);
        var after = clients.Azure.DisksOf(machine);
        Assert.Equal(before.Select(disk => disk.Id), after.Select(disk => disk.Id));
        Assert.Equal([true, false], before.Zip(after).Take(2).Select(pair => pair.First.UniqueId == pair.Second.UniqueId));
        var read = (await pipeline.Act(RequestMethod.Get, after[1].Id)).Json().GetProperty("properties");
        Assert.Equal(
            (after[1].UniqueId, clients.Azure.Time.GetUtcNow()),
            (read.Text("uniqueId"), read.GetProperty("timeCreated").GetDateTimeOffset()));
        clients.Azure.AddSnapshotAsSomebodyElse(machine, lun: 0, "new");
        Assert.Equal([before[1].UniqueId, after[1].UniqueId], clients.Azure.Snapshots.History.Select(one => one.Source));
        async Task<string?> Row() =>
            Assert.Single(await pipeline.Rows($"resources | where id =~ '{after[1].Id}' | project id, unique = properties.uniqueId"))
                .Text("unique");
        Assert.Equal(before[1].UniqueId, await Row());
        clients.Advance(30);
        Assert.Equal(after[1].UniqueId, await Row());
    }
}
