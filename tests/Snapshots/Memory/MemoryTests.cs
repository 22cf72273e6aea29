using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;
using Xunit;
using static OpsFunctions.Tests.Snapshots.Cases;

namespace OpsFunctions.Tests.Snapshots.Memory;

public class MemoryTests
{
    private static readonly string Gone = Id("vm-gone");

    [Fact]
    public void A_machine_is_gone_only_after_two_answers_of_404_a_day_apart()
    {
        var first = MissingPolicy.After(Gone, null, MachineAnswer.NotFound, Now);
        var soon = MissingPolicy.After(Gone, first, MachineAnswer.NotFound, Now.AddHours(23));
        var late = MissingPolicy.After(Gone, soon, MachineAnswer.NotFound, Now.AddHours(24));

        Assert.Equal((Now, null), (first!.FirstAt, first.GoneAt));
        Assert.Null(soon!.GoneAt);
        Assert.Equal(Now.AddHours(24), late!.GoneAt);
    }

    [Fact]
    public void A_machine_that_answers_in_between_begins_anew()
    {
        var first = MissingPolicy.After(Gone, null, MachineAnswer.NotFound, Now);

        Assert.Null(MissingPolicy.After(Gone, first, MachineAnswer.Exists, Now.AddHours(12)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(240)]
    public void A_refusal_proves_nothing(int hours)
    {
        var first = MissingPolicy.After(Gone, null, MachineAnswer.NotFound, Now);

        Assert.Null(MissingPolicy.After(Gone, null, MachineAnswer.Unknown, Now.AddHours(hours)));
        Assert.Equal(first, MissingPolicy.After(Gone, first, MachineAnswer.Unknown, Now.AddHours(hours)));
    }

    [Theory]
    [InlineData(200, 191, false)]
    [InlineData(200, 190, true)]
    [InlineData(10, 9, false)]
    [InlineData(10, 8, true)]
    [InlineData(0, 50, false)]
    [InlineData(100, 0, true)]
    public void A_fleet_that_shrank_by_a_twentieth_at_once_is_in_doubt(int before, int now, bool isShrunk) =>
        Assert.Equal(isShrunk, ShrinkPolicy.After(new(before, 500, null), now, 500, Now).ShrunkSince is not null);

    [Fact]
    public void So_is_a_list_of_points_that_did() => Assert.NotNull(ShrinkPolicy.After(new(100, 500, null), 100, 470, Now).ShrunkSince);

    [Fact]
    public void What_stays_small_for_a_day_is_believed_and_what_comes_back_is_forgotten()
    {
        var shrunk = ShrinkPolicy.After(new(200, 0, null), 100, 0, Now);

        Assert.Equal(
            (200, Now),
            (ShrinkPolicy.After(shrunk, 100, 0, Now.AddHours(23)).Machines, ShrinkPolicy.After(
                shrunk, 100, 0, Now.AddHours(23)).ShrunkSince!.Value));
        Assert.Equal(new FleetMemory(100, 0, null), ShrinkPolicy.After(shrunk, 100, 0, Now.AddHours(24)));
        Assert.Equal(new FleetMemory(200, 0, null), ShrinkPolicy.After(shrunk, 200, 0, Now.AddHours(1)));
    }

    [Fact]
    public void A_series_that_is_taken_now_cannot_be_given_up_and_one_that_has_ended_can()
    {
        var plan = MachinePlanner.Of(
            Machine() with { Points = [Point(0), Point(1, source: "unique-former")] }, new RunMemory(), Options, Now);

        Assert.NotNull(RetiredPolicy.WhyNot(plan, "unique-os"));
        Assert.Null(RetiredPolicy.WhyNot(plan, "unique-former"));
        Assert.NotNull(RetiredPolicy.WhyNot(plan with { Machine = plan.Machine with { Unseen = ["data0"] } }, "unique-former"));
    }

    [Fact]
    public void Of_a_machine_that_is_not_known_to_be_gone_nothing_is_given_up()
    {
        var absent = Machine() with { IsAbsent = true, Disks = [], Choice = new(null, "", null), Points = [Point(0)] };

        Assert.NotNull(RetiredPolicy.WhyNot(MachinePlanner.Of(absent, new RunMemory(), Options, Now), "unique-os"));
        Assert.NotNull(RetiredPolicy.WhyNot(
            MachinePlanner.Of(absent, new RunMemory { Missing = [new(absent.Id, Now, null)] }, Options, Now), "unique-os"));
        Assert.Null(RetiredPolicy.WhyNot(
            MachinePlanner.Of(absent, new RunMemory { Missing = [new(absent.Id, Now.AddDays(-2), Now)] }, Options, Now), "unique-os"));
    }

    [Fact]
    public void The_tag_alone_gives_up_nothing_that_is_alive()
    {
        var plan = MachinePlanner.Of(Machine() with
        {
            Points = [Point(0) with { IsRetired = true }, Point(30) with { IsRetired = true }]
        }, InForce(Daily), Options, Now);

        Assert.All(plan.Fates, fate => Assert.True(fate.IsKept));
        Assert.Contains(plan.Problems, problem => problem.Contains("is not retired", StringComparison.Ordinal));
    }

    [Fact]
    public void A_retired_series_goes_whole_but_for_what_is_held()
    {
        var former = Enumerable.Range(5, 4).Select(day => Point(day, source: "unique-former")).ToList();
        var memory = InForce(Daily) with
        {
            Retired = [new(Id("vm-1"), ["unique-former"], "me", Now, "")],
            Holds = [new("h", "drill", "tried", "unique-former", former[1].Id, Now, Now.AddHours(1))],
        };

        var plan = MachinePlanner.Of(Machine() with { Points = [.. former, Point(0)] }, memory, Options, Now);

        Assert.Equal(former.Where(point => point != former[1]).Select(point => point.Id), plan.Deletes.Select(item => item.PointId));
        Assert.All(plan.Deletes, item => Assert.Equal(0, item.MustStay));
    }

    [Fact]
    public void In_doubt_nothing_is_deleted_and_the_reason_is_told()
    {
        var points = Enumerable.Range(0, 20).Select(day => Point(day)).ToList();
        var certain = MachinePlanner.Of(Machine() with { Points = points }, InForce(Daily), Options, Now);
        var doubted = MachinePlanner.Of(Machine() with { Points = points }, InForce(Daily) with
        {
            Doubts = ["the listing was not complete: 19 of 20"]
        }, Options, Now);

        Assert.Equal(13, certain.Deletes.Count);
        Assert.Empty(doubted.Deletes);
        Assert.Equal(13, doubted.Fates.Count(fate => fate.Reasons.Contains("the listing was not complete: 19 of 20")));
    }

    [Fact]
    public void Holds_locks_and_copies_under_way_are_reasons_to_stay()
    {
        var points = Enumerable.Range(0, 20).Select(day => Point(day)).ToList();
        var memory = InForce(Daily) with
        {
            Holds = [new("h", "drill-7", "a drill uses it", "unique-os", points[15].Id, Now, Now.AddHours(1)), new(
                "old", "drill-6", "over", "unique-os", points[16].Id, Now.AddDays(-1), Now)],
            Locks = [new(points[17].Id, new("keep", "CanNotDelete"))],
        };

        var plan = MachinePlanner.Of(Machine() with
        {
            Points = [.. points, CopyOf(points[18], "northeurope", PointState.Pending)]
        }, memory, Options, Now);

        Assert.Contains(
            "a drill uses it", Assert.Single(plan.Fates.Single(fate => fate.PointId == points[15].Id).Reasons), StringComparison.Ordinal);
        Assert.False(plan.Fates.Single(fate => fate.PointId == points[16].Id).IsKept);
        Assert.Contains(
            "lock keep", Assert.Single(plan.Fates.Single(fate => fate.PointId == points[17].Id).Reasons), StringComparison.Ordinal);
        Assert.Contains(
            "being copied", Assert.Single(plan.Fates.Single(fate => fate.PointId == points[18].Id).Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Originals_follow_their_own_rules_also_where_others_are_copied_to()
    {
        var policy = Daily with { CopyTo = [new() { Region = "westeurope", KeepDaily = 1, MinGood = 1 }] };
        var points = Enumerable.Range(0, 10).Select(day => Point(day)).ToList();

        Assert.Equal(3, MachinePlanner.Of(Machine() with { Points = points }, InForce(policy), Options, Now).Deletes.Count);
    }

    [Fact]
    public void Before_a_point_goes_as_many_good_ones_are_named_as_must_stay()
    {
        var item = MachinePlanner.Of(
            Machine() with { Points = [.. Enumerable.Range(0, 9).Select(day => Point(day))] }, InForce(Daily), Options, Now).Deletes[0];

        Assert.Equal(2, item.MustStay);
        Assert.Equal(Point(0).Id, item.Keepers[0]);
        Assert.True(item.Keepers.Count >= item.MustStay);
    }

    [Fact]
    public void A_policy_that_is_no_longer_in_the_settings_deletes_nothing() =>
        Assert.Empty(MachinePlanner.Of(Machine() with
        {
            Points = [.. Enumerable.Range(0, 20).Select(day => Point(day, policy: "bronze"))]
        }, InForce(Daily), Options, Now).Deletes);

    private static readonly SnapshotOptions Options = new();

    private static RunMemory InForce(SnapshotPolicy policy) => new() { Policies = [new(policy.Name, [policy])] };
}
