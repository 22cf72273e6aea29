using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class SnapshotLimitTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task The_eighth_incremental_snapshot_of_a_disk_within_five_minutes_is_refused_and_counted()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain(also: one => one.DataDisks > 0);
        for (var i = 0; i < 7; i++)
            Assert.Equal(202, (await clients.Snapshot(machine, $"s{i}")).Status);
        // One that was deleted since counts, and another disk has its own seven.
        Assert.Equal(202, (await clients.Pipeline().Act(RequestMethod.Delete, machine.SnapshotId("s0"))).Status);
        Assert.Equal(202, (await clients.Snapshot(machine, "other", lun: 0)).Status);
        clients.Hits();
        (await clients.Snapshot(machine, "s7")).Refused(409, "OperationNotAllowed");
        var hit = Assert.Single(clients.Azure.Snapshots.LimitsHit);
        Assert.Equal(
            (ProtectionLimit.SnapshotsInFiveMinutes, clients.DiskId(machine), clients.Azure.Time.GetUtcNow()),
            (hit.What, hit.Target, hit.At));
        clients.Advance(299);
        (await clients.Snapshot(machine, "s7")).Refused(409, "OperationNotAllowed");
        clients.Advance(1);
        Assert.Equal(202, (await clients.Snapshot(machine, "s7")).Status);
    }

    [Fact]
    public async Task A_disk_has_five_hundred_incremental_snapshots_and_one_more_when_one_is_deleted()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        for (var i = 0; i < 499; i++)
            clients.Azure.AddSnapshotAsSomebodyElse(machine, lun: null, $"s{i}");
        Assert.Equal(202, (await clients.Snapshot(machine, "last")).Status);
        (await clients.Snapshot(machine, "beyond")).Refused(409, "OperationNotAllowed");
        clients.Hits(ProtectionLimit.SnapshotsOfDisk);
        Assert.Equal(202, (await clients.Snapshot(machine, "full", incremental: false)).Status);
        Assert.Equal(202, (await clients.Pipeline().Act(RequestMethod.Delete, machine.SnapshotId("s3"))).Status);
        Assert.Equal(202, (await clients.Snapshot(machine, "beyond")).Status);
    }

    [Theory]
    [InlineData("PremiumV2_LRS")]
    [InlineData("UltraSSD_LRS")]
    public async Task The_fourth_snapshot_of_a_slow_disk_waits_until_one_of_three_is_complete(string kind)
    {
        await using var clients = await SimulatedClients.Start(machines: 2000, Free);
        var machine = clients.Azure.Fleet.Machines.First(one => one.Platform.DataDiskTypes.Contains(kind) && one.DiskEncryptionSet is null
            && !clients.Azure.Locks.All.Any(held => held.Scope == one.Id));
        var lun = machine.Platform.DataDiskTypes.ToList().IndexOf(kind);
        for (var i = 0; i < 3; i++)
            Assert.Equal(202, (await clients.Snapshot(machine, $"s{i}", lun)).Status);
        (await clients.Snapshot(machine, "s3", lun)).Refused(409, "OperationNotAllowed");
        clients.Hits(ProtectionLimit.PendingSnapshots);
        clients.Advance(3600);
        Assert.Equal(202, (await clients.Snapshot(machine, "s3", lun)).Status);
    }

    [Fact]
    public async Task The_same_snapshot_asked_for_again_gets_its_tags_and_nothing_more()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain(also: one => one.DataDisks > 0);
        await clients.Snapshot(machine, "s", tags: new { a = "1" });
        foreach (var seconds in new[] { 0, 3600 })
        {
            clients.Advance(seconds);
            // Recorded: also what changes nothing begins an operation.
            var again = await clients.Snapshot(machine, "s", tags: new { b = "2" });
            Assert.Equal((202, true), (again.Status, again.Headers.Contains("Azure-AsyncOperation")));
        }
        Assert.Equal(["b"], Assert.Single(clients.Azure.Snapshots.All).Tags.Keys);
        Assert.Single(clients.Azure.Snapshots.History);
        (await clients.Snapshot(machine, "s", lun: 0)).Refused(409, "PropertyChangeNotAllowed");
    }

    [Fact]
    public async Task A_creation_that_failed_with_effect_leaves_a_failed_snapshot_which_the_same_request_makes_anew()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        clients.Azure.Faults.Add(new FaultRule
        {
            Operation = "Snapshots_CreateOrUpdate", Kind = FaultKind.FailOperation, AfterEffect = true, Nth = 1
        });
        Assert.Equal("Failed", (await clients.Finish(await clients.Snapshot(machine, "s"), 60)).Status());
        Assert.Equal("Failed", (await clients.Read(machine.SnapshotId("s"))).Text("provisioningState"));
        Assert.False(clients.Azure.Snapshots.History[0].IsGoodAt(clients.Azure.Time.GetUtcNow()));
        Assert.Equal("Succeeded", (await clients.Finish(await clients.Snapshot(machine, "s"), 60)).Status());
        Assert.Equal("Succeeded", (await clients.Read(machine.SnapshotId("s"))).Text("provisioningState"));
        Assert.Equal([false, true], clients.Azure.Snapshots.History.Select(one => one.IsGoodAt(clients.Azure.Time.GetUtcNow())));
        Assert.Single(clients.Azure.Snapshots.All);
    }

    [Fact]
    public async Task A_creation_that_failed_without_effect_leaves_nothing()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        clients.Azure.Faults.Add(new FaultRule { Operation = "Snapshots_CreateOrUpdate", Kind = FaultKind.FailOperation, Nth = 1 });
        var accepted = await clients.Snapshot(machine, "s");
        Assert.Equal(404, (await clients.Pipeline().Act(RequestMethod.Get, machine.SnapshotId("s"))).Status);
        Assert.Equal("Failed", (await clients.Finish(accepted, 60)).Status());
        Assert.Equal("Succeeded", (await clients.Finish(await clients.Snapshot(machine, "s"), 60)).Status());
        Assert.Single(clients.Azure.Snapshots.History);
    }

    [Fact]
    public async Task A_snapshot_lies_in_the_region_and_the_subscription_of_its_disk()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        var body = new
        {
            location = machine.OtherRegion(),
            properties = new
            {
                creationData = new { createOption = "Copy", sourceResourceId = clients.DiskId(machine) }, incremental = true
            }
        };
        (await clients.Pipeline().Act(RequestMethod.Put, machine.SnapshotId("s"), body)).Refused(400, "InvalidParameter");
        var elsewhere = clients.Azure.Fleet.Machines.First(one => one.SubscriptionId != machine.SubscriptionId);
        (await clients.Pipeline()
            .Act(RequestMethod.Put, elsewhere.SnapshotId("s"), body with { location = machine.Region })).Refused(400, "InvalidParameter");
    }

    [Fact]
    public async Task A_few_machines_have_keys_of_their_own_and_their_snapshots_need_them()
    {
        await using var clients = await SimulatedClients.Start(machines: 1000, Free);
        var machines = clients.Azure.Fleet.Machines.Where(one => one.DiskEncryptionSet is not null).ToList();
        Assert.InRange(machines.Count, 20, 65);
        var machine = machines.First(one => !one.HasEphemeralOsDisk && !clients.Azure.Locks.All.Any(held => held.Scope == one.Id));
        var disk = (await clients.Read(clients.DiskId(machine))).GetProperty("encryption");
        Assert.Equal(("EncryptionAtRestWithCustomerKey", machine.DiskEncryptionSet), (disk.Text("type"), disk.Text("diskEncryptionSetId")));
        Assert.Equal(machine.DiskEncryptionSet, (await clients.Read(machine.Id)).GetProperty("storageProfile").GetProperty("osDisk")
            .GetProperty("managedDisk").GetProperty("diskEncryptionSet").Text("id"));
        (await clients.Snapshot(machine, "s")).Refused(400, "InvalidParameter");
        (await clients.Snapshot(machine, "s", set: machine.DiskEncryptionSet + "x")).Refused(400, "InvalidParameter");
        Assert.Equal(202, (await clients.Snapshot(machine, "s", set: machine.DiskEncryptionSet)).Status);
        Assert.Equal(machine.DiskEncryptionSet, (await clients.Read(machine.SnapshotId("s"))).GetProperty("encryption")
            .Text("diskEncryptionSetId"));
    }
}
