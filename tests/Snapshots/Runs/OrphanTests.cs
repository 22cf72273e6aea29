using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

public class OrphanTests
{
    [Fact]
    public async Task A_deleted_machine_is_gone_after_a_day_and_keeps_its_points_until_somebody_retires_them()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        var machine = suite.Simple[0];
        await suite.AddHistoryAsync(machine, 30);
        await suite.TakeAsync();
        suite.Azure.DeleteMachineAsSomebodyElse(machine, withDisks: true);
        await suite.PassAsync(TimeSpan.FromMinutes(5));

        await suite.TakeAsync();
        Assert.Equal(ProtectionState.Absent, (await suite.ViewAsync(machine)).State);
        await suite.PassAsync(TimeSpan.FromHours(25));
        await suite.TakeAsync();
        Assert.Equal(ProtectionState.Gone, (await suite.ViewAsync(machine)).State);

        await suite.RetainAsync();
        await suite.PassAsync(TimeSpan.FromDays(60));
        await suite.RetainAsync();
        var left = Of(suite, machine);
        Assert.True(left > 10);

        var answer = await suite.Service<Retirements>().RetireAsync(await suite.ViewAsync(machine), [], "somebody", "sold", default);
        Assert.Null(answer.WhyNot);
        await suite.RetainAllAsync();
        Assert.Equal(0, Of(suite, machine));
    }

    [Fact]
    public async Task A_machine_that_may_not_be_read_is_never_gone()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        var machine = suite.Simple[0];
        await suite.AddHistoryAsync(machine, 10);
        suite.Azure.DeleteMachineAsSomebodyElse(machine, withDisks: true);
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "VirtualMachines_Get", Status = 403, Code = "AuthorizationFailed", Message = "no"
        });
        await suite.PassAsync(TimeSpan.FromMinutes(5));

        await suite.TakeAsync();
        await suite.PassAsync(TimeSpan.FromDays(3));
        await suite.TakeAsync();

        var view = await suite.ViewAsync(machine);
        Assert.Equal(ProtectionState.Absent, view.State);
        Assert.NotNull((await suite.Service<Retirements>().RetireAsync(view, [], "somebody", "sold", default)).WhyNot);
    }

    [Fact]
    public async Task A_fleet_that_shrinks_at_once_gives_up_and_deletes_nothing_until_it_has_been_so_for_a_day()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        await suite.AddHistoryAsync(suite.Simple[0], 60);
        await suite.TakeAsync();
        foreach (var machine in suite.Simple.Skip(1).Take(3).ToList())
            suite.Azure.DeleteMachineAsSomebodyElse(machine, withDisks: true);
        await suite.PassAsync(TimeSpan.FromMinutes(5));

        var doubted = await suite.RetainAsync();
        await suite.PassAsync(TimeSpan.FromHours(25));
        var believed = await suite.RetainAsync();

        Assert.Equal((1, 0), (doubted.Doubts, doubted.Work.Deleted));
        Assert.True(believed is { Doubts: 0, Work.Deleted: > 20 });
    }

    [Fact]
    public async Task A_disk_that_was_replaced_begins_a_series_of_its_own_and_the_former_one_stays()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        var machine = suite.Simple[0];
        await suite.AddHistoryAsync(machine, 3);
        suite.Azure.ReplaceDiskAsSomebodyElse(machine, lun: null);
        await suite.PassAsync(TimeSpan.FromMinutes(5));

        await suite.TakeAsync();
        await suite.RetainAsync();

        var view = await suite.ViewAsync(machine);
        Assert.Equal([(true, 1), (false, 3)], view.Series.Select(series => (series.IsPresent, series.Points.Count)));
    }

    [Fact]
    public async Task The_tag_on_a_point_retires_what_has_ended()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        var machine = suite.Simple[0];
        var history = await suite.AddHistoryAsync(machine, 5);
        suite.Azure.ReplaceDiskAsSomebodyElse(machine, lun: null);
        suite.Azure.SetSnapshotTagAsSomebodyElse(history[0].Id, "ops:retired", "true");
        await suite.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal((5, 0), (await suite.RetainAllAsync(), suite.Azure.Snapshots.All.Count));
    }

    private static int Of(SnapshotSuite suite, Machine machine) =>
        suite.Azure.Snapshots.All.Count(point => point.Tags.GetValueOrDefault("ops:machine", "")
            .EndsWith("/" + machine.Name, StringComparison.Ordinal));
}
