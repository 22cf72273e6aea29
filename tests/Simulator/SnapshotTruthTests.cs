using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>What is known of snapshots beyond what Azure tells, and what people do to them.</summary>
public sealed class SnapshotTruthTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task The_history_knows_what_was_deleted_and_who_did_what()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var (machine, pipeline, start) = (clients.Plain(), clients.Pipeline(), clients.Azure.Time.GetUtcNow());
        var id = await Take(clients, machine, lun: null, "s", new Dictionary<string, string> { ["run"] = "1" });
        clients.Azure.AddSnapshotAsSomebodyElse(machine, lun: null, "theirs");
        clients.Advance(60);
        clients.Azure.SetSnapshotTagAsSomebodyElse(id, "keep", "yes");
        await clients.Finish(await pipeline.Act(RequestMethod.Delete, id), 3);
        var again = await Take(clients, machine, lun: null, "s", new Dictionary<string, string>());
        Assert.Equal(id, again);
        clients.Azure.DeleteSnapshotAsSomebodyElse(again);
        var history = clients.Azure.Snapshots.History;
        Assert.Equal(
            [(id, clients.Azure.PrincipalId, clients.Azure.PrincipalId), (id[..^1]
                + "theirs", SomebodyElse, null), (id, clients.Azure.PrincipalId, SomebodyElse)],
                history.Select(one => (one.Id, one.CreatedBy, one.DeletedBy)));
        Assert.Equal([start, start, start.AddSeconds(63)], history.Select(one => one.CreatedAt));
        // It is there until its deletion is over.
        Assert.InRange(history[0].DeletedAt!.Value, start.AddSeconds(61), start.AddSeconds(62));
        Assert.Equal([null, start.AddSeconds(63)], history.Skip(1).Select(one => one.DeletedAt));
        Assert.Equal(["keep", "run"], history[0].Tags.Keys.Order(StringComparer.Ordinal));
        Assert.All(history, one => Assert.Equal((machine.Region, clients.Azure.DisksOf(machine)[0].UniqueId), (one.Region, one.Source)));
        Assert.Equal(["Microsoft.Compute/snapshots/delete", "Microsoft.Compute/snapshots/write", "Microsoft.Resources/tags/write"],
            clients.Azure.Activity.Entries.Where(one => one.Caller == SomebodyElse).Select(one => one.Action)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Snapshots_of_several_disks_asked_for_at_once_hold_different_moments()
    {
        await using var clients = await SimulatedClients.Start(machines: 300, Free);
        var now = clients.Azure.Time.GetUtcNow();
        var taken = clients.Azure.Fleet.Machines.SelectMany(machine => clients.Azure.DisksOf(machine).Where(disk => !disk.IsEphemeral)
            .Select(disk => clients.Azure.AddSnapshotAsSomebodyElse(machine, disk.Lun, $"s{disk.Lun}-{machine.Name}"))).ToList();
        Assert.Equal(taken.Count, taken.Select(one => one.HoldsMoment).Distinct().Count());
        Assert.All(taken, one => Assert.InRange(one.HoldsMoment - now, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(4)));
        Assert.All(taken, one => Assert.Equal(now, one.CreatedAt));
        await using var again = await SimulatedClients.Start(machines: 300, Free);
        var other = again.Azure.Fleet.Machines[7];
        Assert.Equal(
            taken.First(one => one.Name == $"s-{other.Name}").HoldsMoment,
            again.Azure.AddSnapshotAsSomebodyElse(other, null, $"s-{other.Name}").HoldsMoment);
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(30)]
    public async Task A_person_may_leave_a_snapshot_that_says_it_is_of_another_day(int days)
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var (machine, when) = (clients.Plain(), clients.Azure.Time.GetUtcNow().AddDays(days));
        var snapshot = clients.Azure.AddSnapshotAsSomebodyElse(machine, lun: null, "odd", createdAt: when);
        var read = (await clients.Pipeline().Act(RequestMethod.Get, snapshot.Id)).Json().GetProperty("properties");
        // Recorded: an ordinary snapshot does not tell how far it is.
        Assert.Equal((when, false, "Succeeded"), (read.GetProperty("timeCreated")
            .GetDateTimeOffset(), read.TryGetProperty("completionPercent", out _), read.Text("provisioningState")));
        Assert.Equal(
            (when, clients.Azure.Time.GetUtcNow()),
            (clients.Azure.Snapshots.History[0].CreatedAt, clients.Azure.Snapshots.History[0].ThereFrom));
        clients.Advance(30);
        Assert.Single(await clients.Pipeline().Rows("resources | where type =~ 'microsoft.compute/snapshots'"));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_touched()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        clients.Azure.AddSnapshotAsSomebodyElse(machine, lun: null, "s");
        Assert.Throws<ArgumentException>(() => clients.Azure.AddSnapshotAsSomebodyElse(machine, lun: null, "S"));
        Assert.Throws<ArgumentException>(() => clients.Azure.AddSnapshotAsSomebodyElse(machine, lun: 9, "t"));
        Assert.Throws<ArgumentException>(() => clients.Azure.ReplaceDiskAsSomebodyElse(machine, lun: 9));
        Assert.Throws<ArgumentException>(() => clients.Azure.DeleteSnapshotAsSomebodyElse("/subscriptions/x"));
        Assert.Throws<ArgumentException>(() => clients.Azure.SetSnapshotTagAsSomebodyElse("/subscriptions/x", "a", "b"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_locked_snapshot_and_one_in_a_locked_group_are_not_deleted_and_their_locks_are_listed(bool group)
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var (machine, pipeline) = (clients.Plain(), clients.Pipeline());
        var snapshot = clients.Azure.AddSnapshotAsSomebodyElse(machine, lun: null, "s");
        var scope = group ? $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}" : snapshot.Id;
        clients.Azure.Locks.Add(scope, LockLevel.CanNotDelete, "keep");
        var refused = await pipeline.Act(RequestMethod.Delete, snapshot.Id);
        Assert.Equal((409, "ScopeLocked"), (refused.Status, refused.ErrorCode()));
        Assert.Equal(200, (await pipeline.Act(RequestMethod.Get, snapshot.Id)).Status);
        var locks = (await pipeline.Act(
            RequestMethod.Get,
            $"/subscriptions/{machine.SubscriptionId}/providers/Microsoft.Authorization/locks")).Json().GetProperty("value")
                .EnumerateArray();
        Assert.Contains($"{scope}/providers/Microsoft.Authorization/locks/keep", locks.Select(one => one.Text("id")));
        clients.Azure.Locks.Remove(scope);
        Assert.Equal(202, (await pipeline.Act(RequestMethod.Delete, snapshot.Id)).Status);
    }

    private const string SomebodyElse = "somebody.else@contoso.example";

    private static async Task<string> Take(
        SimulatedClients clients, Machine machine, int? lun, string name, Dictionary<string, string> tags)
    {
        var disk = clients.Azure.DisksOf(machine).Single(one => one.Lun == lun);
        var id = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Compute/snapshots/{name}";
        var body = new
        {
            location = machine.Region, tags,
            properties = new { creationData = new { createOption = "Copy", sourceResourceId = disk.Id }, incremental = true }
        };
        Assert.Equal(202, (await clients.Pipeline().Act(RequestMethod.Put, id, body)).Status);
        return id;
    }
}
