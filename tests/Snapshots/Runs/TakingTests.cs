using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

public class TakingTests
{
    [Fact]
    public async Task Each_disk_has_its_point_of_the_slot_and_a_second_run_takes_none()
    {
        await using var suite = await SnapshotSuite.StartAsync();

        var first = await suite.TakeAsync();
        var taken = suite.Azure.Snapshots.History.Count;
        var second = await suite.TakeAsync();

        Assert.True(first.Work is { Taken: > 20, Failed: 0, Refused: 0 }, first.Work.ToString());
        Assert.Equal((0, taken), (second.Work.Taken, suite.Azure.Snapshots.History.Count));
        Assert.Empty(suite.Azure.Snapshots.LimitsHit);
        Assert.Empty(suite.Azure.Calls.Unknown);
        Assert.Equal(0, second.Totals.Breached);
    }

    [Fact]
    public async Task A_snapshot_is_incremental_closed_to_the_network_and_has_the_key_of_its_disk()
    {
        await using var suite = await SnapshotSuite.StartAsync(machines: 200);

        await suite.TakeAsync();

        Assert.NotEmpty(suite.Azure.Snapshots.All);
        Assert.All(suite.Azure.Snapshots.All, snapshot => Assert.True(snapshot is { IsIncremental: true, NetworkAccessPolicy: "DenyAll" }));
        Assert.Contains(suite.Azure.Snapshots.All, snapshot => snapshot.EncryptionSet is not null);
    }

    [Fact]
    public async Task Several_disks_are_one_restore_point_of_one_moment_and_no_more_is_claimed_than_is_true()
    {
        await using var suite = await SnapshotSuite.StartAsync(machines: 120);

        await suite.TakeAsync();

        var points = suite.Azure.Snapshots.History.Where(point => point.Id.Contains("/restorePoints/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(points);
        foreach (var machine in suite.Azure.Fleet.Machines.Where(machine => machine.DataDisks > 0 && !machine.HasEphemeralOsDisk))
        {
            var view = await suite.ViewAsync(machine);
            var moments = suite.Azure.Snapshots.History.Where(
                point => point.Tags.GetValueOrDefault("ops:machine") == PointNames.MachineKey(machine.Id))
                    .SelectMany(point => point.Moments.Values).Distinct().Count();
            if (view.Consistency!.Claim == Consistency.Crash)
                Assert.Equal(1, moments);
        }
    }

    [Fact]
    public async Task Independent_disks_are_taken_one_by_one_and_reported_as_uncoordinated()
    {
        await using var suite = await SnapshotSuite.StartAsync(machines: 60);
        var machine = suite.Azure.Fleet.Machines.First(one => one.DataDisks > 0 && !one.HasEphemeralOsDisk);
        suite.Azure.SetTagAsSomebodyElse(machine, "ops:disks", "independent");
        await suite.PassAsync(TimeSpan.FromMinutes(2));

        await suite.TakeAsync();

        var view = await suite.ViewAsync(machine);
        Assert.Equal((PointForm.Snapshot, Consistency.None), (view.Consistency!.Form, view.Consistency.Claim));
        Assert.Contains("not coordinated", view.Consistency.Reason, StringComparison.Ordinal);
        Assert.Equal(machine.DataDisks + 1, view.Series.Count);
    }

    [Fact]
    public async Task Slow_disks_are_waited_for_until_their_data_is_there()
    {
        await using var suite = await SnapshotSuite.StartAsync(machines: 300);
        var machine = suite.Azure.Fleet.Machines.First(one => one.Platform.DataDiskTypes.Any(kind => kind is "PremiumV2_LRS"
            or "UltraSSD_LRS") && !one.HasEphemeralOsDisk);

        var summary = await suite.TakeAsync();

        Assert.All((await suite.ViewAsync(machine)).Series, series => Assert.Equal("Complete", series.Points[^1].State.ToString()));
        Assert.Equal(0, summary.Work.UnderWay);
        Assert.True(suite.Azure.Time.GetUtcNow() - SuiteHost.Start > TimeSpan.FromMinutes(70));
    }

    [Fact]
    public async Task In_report_mode_nothing_is_changed_and_what_is_due_is_told()
    {
        await using var suite = await SnapshotSuite.StartAsync(
            "silver", 24, ("Snapshots:Mode", "Report"), ("Snapshots:DeleteMode", "Report"));
        await suite.AddHistoryAsync(suite.Simple[0], 30);

        await suite.TakeAsync();
        await suite.RetainAsync();

        Assert.DoesNotContain(suite.Azure.Calls.Changes, change => change.Operation.StartsWith("Snapshots_", StringComparison.Ordinal)
            || change.Operation.StartsWith("RestorePoint", StringComparison.Ordinal));
        var view = await suite.ViewAsync(suite.Simple[0]);
        Assert.Contains("only reported", view.Note, StringComparison.Ordinal);
        Assert.NotNull(view.Next);
    }

    [Fact]
    public async Task The_kill_switch_stops_taking_and_a_freeze_does_not()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        await suite.Service<KillSwitch>().ThrowAsync(KillSwitchLevel.Soft, "test", "test", default);
        Assert.Equal(0, (await suite.TakeAsync()).Work.Taken);

        await suite.Service<KillSwitch>().LiftAsync("test", "over", default);
        await suite.Service<OpsFunctions.Orchestrations.Arm.AzureClients>().Blobs.GetBlobContainerClient("state")
            .GetBlobClient(FreezeCalendar.Blob).UploadAsync(
            BinaryData.FromString("""{"freezes":[{"name":"year","from":"2026-01-01T00:00","to":"2026-12-31T00:00","timeZone":"UTC"}]}"""));
        Assert.True((await suite.TakeAsync()).Work.Taken > 20);
    }

    [Fact]
    public async Task A_group_that_is_read_only_takes_no_points_and_that_is_a_reason_and_no_error()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        var machine = suite.Simple[0];
        suite.Azure.Locks.Add($"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}", LockLevel.ReadOnly);

        var summary = await suite.TakeAsync();

        Assert.True(summary.Work is { Failed: 0, Refused: > 0, Taken: > 0 }, summary.Work.ToString());
        Assert.Contains(
            (await suite.ViewAsync(machine)).Problems, problem => problem.Contains("lock test-lock (ReadOnly)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_disk_that_Azure_refuses_stops_no_other()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "Snapshots_CreateOrUpdate", Nth = 1, Status = 409, Code = "OperationNotAllowed", Message = "no"
        });

        var summary = await suite.TakeAsync();

        Assert.Equal((1, 0), (summary.Work.Failed, summary.Work.Refused));
        Assert.Equal(1, summary.Totals.Breached);
        suite.Azure.Faults.Clear();
        Assert.Equal(1, (await suite.TakeAsync()).Work.Taken);
    }

    [Fact]
    public async Task A_snapshot_that_failed_in_Azure_is_begun_again_by_the_next_run()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "Snapshots_CreateOrUpdate", Nth = 1, Kind = FaultKind.FailOperation, AfterEffect = true,
            Code = "InternalExecutionError", Message = "disk trouble"
        });

        Assert.Equal(1, (await suite.TakeAsync()).Work.Failed);
        await suite.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(
            (1, 0),
            ((await suite.TakeAsync()).Work.Taken, suite.Azure.Snapshots.All.GroupBy(one => (one.SourceUniqueId, one.Tags["ops:slot"]))
                .Count(slot => slot.Count() > 1)));
    }
}
