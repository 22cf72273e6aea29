using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Stages.Changes;
using OpsFunctions.Stages.Drills;
using Xunit;

namespace OpsFunctions.Tests.Drills;

/// <summary>Production is left alone, from the rights to the last list; all of one run.</summary>
public sealed class WatchedDrillTests(WatchedDrill drill) : IClassFixture<WatchedDrill>
{
    [Fact]
    public void It_passes_with_nothing_but_read_rights_on_production() => Assert.True(
        drill.Summary is { Verdict: Verdict.Pass, Remains: Remains.Clean }, string.Join("; ", drill.Summary?.Causes ?? ["no summary"]));

    [Fact]
    public void Production_is_never_written_to()
    {
        var changes = drill.Stage.Azure.Calls.Changes.Skip(drill.Before.Changes)
            .Where(change => !ChangeStage.IsOwnStorage(change)).ToList();

        Assert.NotEmpty(changes);
        Assert.All(changes, change => Assert.StartsWith(
            $"/subscriptions/{drill.Stage.DrillSubscription}/", change.Target, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Nor_does_its_activity_log_know_of_anything()
    {
        var entries = drill.Stage.Azure.Activity.Entries.Where(entry => entry.Time > drill.Before.At).ToList();

        Assert.Contains(entries, entry => entry.ResourceId.StartsWith(drill.Stage.GroupId, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(entries, entry => drill.Stage.Machines.Any(machine =>
            entry.ResourceId.StartsWith($"/subscriptions/{machine.SubscriptionId}/", StringComparison.OrdinalIgnoreCase)
            && !entry.ResourceId.Contains("/Microsoft.Storage/", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Clones_are_in_Azures_list_and_in_none_of_the_suites()
    {
        Assert.Equal(2, drill.Seen.InAzure.Count(IsClone));
        Assert.DoesNotContain(drill.Seen.InFleet, IsClone);
        Assert.DoesNotContain(drill.Seen.OfSnapshots, IsClone);
        Assert.NotEmpty(drill.Seen.InFleet);
        Assert.NotEmpty(drill.Seen.OfSnapshots);
    }

    [Fact]
    public async Task A_point_in_use_is_held_and_let_go_after()
    {
        var journal = await drill.Stage.Life.Services.GetRequiredService<DrillStore>().JournalAsync(DrillStage.DrillId, default);

        Assert.NotEmpty(journal!.Held);
        Assert.Equal(
            journal.Held.Select(point => (point.Series, point.PointId)).Order(),
            drill.HeldMeanwhile.Where(hold => hold.Holder == DrillStage.DrillId).Select(hold => (hold.Source, hold.PointId!)).Order());
        Assert.Empty(drill.HeldAfter);
    }

    [Fact]
    public void Its_times_add_up_and_its_recovery_is_explained()
    {
        var measures = drill.Record!.Judgement!.Measures!;

        Assert.Equal(measures.WallSeconds, measures.ApprovalSeconds + measures.RecoverySeconds + measures.DrillOnlySeconds, 3);
        Assert.InRange(measures.UnexplainedSeconds, 0, 0.05 * measures.RtaSeconds!.Value);
    }

    private bool IsClone(string id) => id.StartsWith(drill.Stage.GroupId, StringComparison.OrdinalIgnoreCase);
}
