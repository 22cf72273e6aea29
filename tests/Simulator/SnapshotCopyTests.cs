using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>Copies in other regions.</summary>
public sealed class SnapshotCopyTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task A_copy_has_succeeded_long_before_its_data_is_there()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = await WithSnapshots(clients, 1);
        Assert.Equal("Succeeded", (await clients.Finish(await clients.Copy(machine, "s0", "c0", machine.OtherRegion()), 30)).Status());
        var (source, copy) = (await clients.Read(machine.SnapshotId("s0")), await clients.Read(machine.SnapshotId("c0")));
        Assert.Equal("Succeeded", copy.Text("provisioningState"));
        var creation = copy.GetProperty("creationData");
        Assert.Equal(
            ("CopyStart", machine.SnapshotId("s0"), source.Text("uniqueId")),
            (creation.Text("createOption"), creation.Text("sourceResourceId"), creation.Text("sourceUniqueId")));
        var percents = new List<double>();
        for (var minute = 0; minute < 61; minute++)
        {
            percents.Add((await clients.Read(machine.SnapshotId("c0"))).GetProperty("completionPercent").GetDouble());
            clients.Advance(60);
        }
        Assert.Equal(percents.Order(), percents);
        Assert.InRange(percents.Count(percent => percent < 100), 5, 61);
        Assert.Equal(100, percents[^1]);
        var truth = clients.Azure.Snapshots.History[1];
        Assert.Equal(
            (machine.OtherRegion(), machine.SnapshotId("s0"), clients.Azure.Snapshots.History[0].Source),
            (truth.Region, truth.CopyOf, truth.Source));
        Assert.Equal(clients.Azure.Snapshots.History[0].Moments.Single(), truth.Moments.Single());
        Assert.True(truth.IsGoodAt(clients.Azure.Time.GetUtcNow()));
        clients.Hits();
    }

    [Fact]
    public async Task A_disks_snapshots_are_copied_one_at_a_time_and_in_the_order_they_were_taken()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = await WithSnapshots(clients, 3);
        Assert.Equal(202, (await clients.Copy(machine, "s1", "c1", machine.OtherRegion())).Status);
        (await clients.Copy(machine, "s2", "c2", machine.OtherRegion())).Refused(409, "OperationNotAllowed");
        Assert.Equal(202, (await clients.Copy(machine, "s2", "e2", "eastus")).Status);
        clients.Advance(3700);
        (await clients.Copy(machine, "s0", "c0", machine.OtherRegion())).Refused(409, "OperationNotAllowed");
        Assert.Equal(202, (await clients.Copy(machine, "s2", "c2", machine.OtherRegion())).Status);
        clients.Hits(ProtectionLimit.CopiesOfDisk, ProtectionLimit.OrderOfCopies);
        Assert.All(clients.Azure.Snapshots.LimitsHit, hit => Assert.Equal(clients.DiskId(machine), hit.Target));
    }

    [Fact]
    public async Task The_hundred_and_first_copy_into_a_region_is_refused_until_one_is_complete()
    {
        await using var clients = await SimulatedClients.Start(machines: 600, Free);
        var machines = clients.Azure.Fleet.Machines.Where(one => one.SubscriptionId == clients.ProductionId && one.Region != "eastus"
                && one.DiskEncryptionSet is null
                && !clients.Azure.Locks.All.Any(held => one.Id.StartsWith(held.Scope, StringComparison.Ordinal)))
            .Take(101).ToList();
        foreach (var machine in machines)
            clients.Azure.AddSnapshotAsSomebodyElse(machine, lun: null, $"s-{machine.Name}");
        foreach (var machine in machines.Take(100))
            Assert.Equal(202, (await clients.Copy(machine, $"s-{machine.Name}", $"c-{machine.Name}", "eastus")).Status);
        var last = machines[100];
        (await clients.Copy(last, $"s-{last.Name}", "c", "eastus")).Refused(409, "OperationNotAllowed");
        clients.Hits(ProtectionLimit.CopiesIntoRegion);
        Assert.Equal(202, (await clients.Copy(last, $"s-{last.Name}", "n", last.OtherRegion())).Status);
        clients.Advance(3700);
        Assert.Equal(202, (await clients.Copy(last, $"s-{last.Name}", "c", "eastus")).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_whose_source_is_deleted_before_it_is_complete_fails_for_good(bool byApp)
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = await WithSnapshots(clients, 2);
        await clients.Copy(machine, "s0", "c0", machine.OtherRegion());
        clients.Advance(120);
        if (byApp)
            await clients.Pipeline().Act(RequestMethod.Delete, machine.SnapshotId("s0"));
        else
            clients.Azure.DeleteSnapshotAsSomebodyElse(machine.SnapshotId("s0"));
        var before = (await clients.Read(machine.SnapshotId("c0"))).GetProperty("completionPercent").GetDouble();
        clients.Advance(7200);
        var copy = await clients.Read(machine.SnapshotId("c0"));
        Assert.Equal(before, copy.GetProperty("completionPercent").GetDouble());
        Assert.InRange(before, 0.1, 99.9);
        Assert.Equal("CopySourceNotFound", copy.GetProperty("copyCompletionError").Text("errorCode"));
        Assert.NotEmpty(copy.GetProperty("copyCompletionError").Text("errorMessage")!);
        Assert.Null(clients.Azure.Snapshots.History[2].CompleteAt);
        // It stands in nobody's way.
        Assert.Equal(202, (await clients.Copy(machine, "s1", "c1", machine.OtherRegion())).Status);
    }

    [Fact]
    public async Task A_complete_copy_outlives_its_source()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = await WithSnapshots(clients, 1);
        await clients.Copy(machine, "s0", "c0", machine.OtherRegion());
        clients.Advance(3700);
        await clients.Pipeline().Act(RequestMethod.Delete, machine.SnapshotId("s0"));
        clients.Advance(60);
        var copy = await clients.Read(machine.SnapshotId("c0"));
        Assert.Equal((100, false), (copy.GetProperty("completionPercent").GetInt32(), copy.TryGetProperty("copyCompletionError", out _)));
    }

    [Fact]
    public async Task Full_and_incomplete_snapshots_and_those_of_the_region_itself_are_not_copied()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = await WithSnapshots(clients, 1);
        await clients.Snapshot(machine, "full", incremental: false);
        await clients.Snapshot(machine, "young");
        (await clients.Copy(machine, "young", "c", machine.OtherRegion())).Refused(409, "OperationNotAllowed");
        clients.Advance(60);
        (await clients.Copy(machine, "full", "c", machine.OtherRegion())).Refused(400, "InvalidParameter");
        (await clients.Copy(machine, "s0", "c", machine.Region)).Refused(400, "InvalidParameter");
        (await clients.Copy(machine, "none", "c", machine.OtherRegion())).Refused(404, "ResourceNotFound");
        (await clients.Copy(machine, "s0", "c", "nowhere")).Refused(400, "LocationNotAvailableForResourceType");
        clients.Hits();
    }

    [Fact]
    public async Task A_copy_needs_access_to_its_source()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = await WithSnapshots(clients, 1);
        clients.Azure.Roles.Replace(AppRoles.Compute with { NotActions = ["Microsoft.Compute/snapshots/beginGetAccess/action"] });
        (await clients.Copy(machine, "s0", "c", machine.OtherRegion())).Refused(403, "LinkedAuthorizationFailed");
        clients.Azure.Roles.Replace(AppRoles.Compute);
        Assert.Equal(202, (await clients.Copy(machine, "s0", "c", machine.OtherRegion())).Status);
        Assert.Contains("Microsoft.Compute/snapshots/beginGetAccess/action", clients.Azure.Calls.Actions);
    }

    [Fact]
    public async Task A_copy_of_what_has_a_key_needs_a_set_of_the_other_region()
    {
        await using var clients = await SimulatedClients.Start(machines: 1000, Free);
        var machine = clients.Azure.Fleet.Machines.First(one => one is { DiskEncryptionSet: not null, HasEphemeralOsDisk: false }
            && !clients.Azure.Locks.All.Any(held => held.Scope == one.Id));
        clients.Azure.AddSnapshotAsSomebodyElse(machine, lun: null, "s0");
        (await clients.Copy(machine, "s0", "c", machine.OtherRegion())).Refused(400, "InvalidParameter");
        (await clients.Copy(machine, "s0", "c", machine.OtherRegion(), machine.DiskEncryptionSet)).Refused(400, "InvalidParameter");
        var set = $"{machine.Home()}/diskEncryptionSets/des-{machine.OtherRegion()}";
        Assert.Equal(202, (await clients.Copy(machine, "s0", "c", machine.OtherRegion(), set)).Status);
        Assert.Equal(set, (await clients.Read(machine.SnapshotId("c"))).GetProperty("encryption").Text("diskEncryptionSetId"));
    }

    // A minute apart.
    private static async Task<Machine> WithSnapshots(SimulatedClients clients, int count)
    {
        var machine = clients.Plain(also: one => one.Region != "eastus");
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(202, (await clients.Snapshot(machine, $"s{i}")).Status);
            clients.Advance(60);
        }
        return machine;
    }
}
