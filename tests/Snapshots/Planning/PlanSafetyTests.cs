using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;
using static OpsFunctions.Tests.Snapshots.Cases;

namespace OpsFunctions.Tests.Snapshots.Planning;

/// <summary>Ways in which a point that must stay could be planned for deletion.</summary>
public class PlanSafetyTests
{
    private static readonly SnapshotOptions Options = new();

    // A disk was out, its series was given up 60 days ago; it was put back, 30 days of points were taken, and for an hour it is out again.
    [Fact]
    public void A_series_that_lived_again_after_it_was_retired_is_not_retired_any_more()
    {
        var points = Enumerable.Range(1, 30).Select(day => Point(day, source: "unique-former")).ToList();
        var memory = InForce(Daily) with { Retired = [new(Id("vm-1"), ["unique-former"], "me", Now.AddDays(-60), "swapped")] };

        var plan = MachinePlanner.Of(Machine() with { Points = points }, memory, Options, Now);

        Assert.True(
            plan.Deletes.Count <= 23,
            $"{plan.Deletes.Count} of {points.Count} go, of which {plan.Deletes.Count(item => item.MustStay == 0)} without any that must stay");
    }

    // The disaster the copies are for: the machine is made again, under its name and in its group, in the region of the copies.
    [Fact]
    public void Copies_keep_their_own_rules_when_the_machine_is_made_again_in_their_region()
    {
        var policy = Daily with { CopyTo = [new() { Region = "northeurope", KeepDaily = 60, MinGood = 5 }] };
        var copies = Enumerable.Range(1, 40).Select(day => CopyOf(Point(day, source: "unique-former"), "northeurope")).ToList();
        var before = MachinePlanner.Of(Machine() with { Points = copies }, InForce(policy), Options, Now);

        var after = MachinePlanner.Of(Machine() with { Region = "northeurope", Points = copies }, InForce(policy), Options, Now);

        Assert.Empty(before.Deletes);
        Assert.Empty(after.Deletes);
    }

    // A healthy snapshot of which a later update (a tag, a key) failed: Azure's provisioningState is the last operation's.
    [Fact]
    public void A_point_whose_data_is_whole_is_not_failed_because_an_update_of_it_failed() =>
        Assert.NotEqual(PointState.Failed, SnapshotRow.StateOf("Failed", percent: 100, hasFailed: false));

    private static RunMemory InForce(SnapshotPolicy policy) => new() { Policies = [new(policy.Name, [policy])] };
}
