using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;
using static OpsFunctions.Tests.Snapshots.Retention.Points;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>What stays whatever the rules say, and what counts as good.</summary>
public class HandsOffTests
{
    private static readonly SnapshotPolicy Last = Bare with { KeepLast = 1 };

    [Fact]
    public void What_the_suite_did_not_make_stays_and_takes_no_place() =>
        Keeps(Good("2026-07-15 12:00", "x") with { IsOwned = false }, "not made by this suite", [Good("2026-07-14 12:00", "newest")]);

    [Fact]
    public void What_belongs_to_another_policy_stays_and_takes_no_place() =>
        Keeps(Good("2026-07-15 12:00", "x") with { Policy = "weekly" }, "of another policy, weekly", [Good("2026-07-14 12:00", "newest")]);

    [Fact]
    public void A_policys_name_in_another_case_is_another_policy() =>
        Keeps(Good("2026-07-01 12:00", "x") with { Policy = "Daily" }, "of another policy, Daily", [Good("2026-07-14 12:00", "newest")]);

    [Fact]
    public void What_is_not_complete_stays_and_takes_no_place() =>
        Keeps(Pending("2026-07-15 12:00") with { Id = "x" }, "not complete yet", [Good("2026-07-14 12:00", "newest")]);

    [Fact]
    public void What_is_from_the_future_stays_and_takes_no_place() =>
        Keeps(Good("2026-07-15 12:01", "x"), "from the future: a clock is wrong", [Good("2026-07-14 12:00", "newest")]);

    [Fact]
    public void What_is_protected_stays_with_each_protection_as_a_reason_and_takes_its_place()
    {
        RecoveryPoint[] points = [Good("2026-07-10 12:00", "old") with { Protections = ["held until 2027-01-01", "a drill uses it"] },
            Good("2026-07-14 12:00", "goes"), Good("2026-07-15 12:00", "newest") with { Protections = ["locked"] }];

        var plan = RetentionPolicy.Plan(points, Last, Now);

        Assert.Equal(["goes"], plan.DeletedIds());
        Assert.Equal(["held until 2027-01-01", "a drill uses it"], plan.ReasonsOf("old"));
        Assert.Equal(["locked", "one of the 1 newest good ones, which always stay", "one of the newest 1"], plan.ReasonsOf("newest"));
    }

    [Fact]
    public void A_failed_one_stays_until_a_good_one_is_so_much_newer()
    {
        var policy = Last with { MinAge = TimeSpan.FromHours(24) };

        var early = RetentionPolicy.Plan([Failed("2026-07-14 12:01"), Good("2026-07-15 12:00")], policy, Now);
        var late = RetentionPolicy.Plan([Failed("2026-07-14 12:00"), Good("2026-07-15 12:00")], policy, Now);

        Assert.Equal(["failed, and no good one is 24 h newer yet"], early.ReasonsOf("2026-07-14 12:01"));
        Assert.Equal(["2026-07-14 12:00"], late.DeletedIds());
        Assert.Equal(["it failed, and there is a good one that is 24 h newer or more"], late.ReasonsOf("2026-07-14 12:00"));
    }

    [Fact]
    public void A_failed_one_that_is_newer_than_every_good_one_stays() =>
        Assert.Empty(RetentionPolicy.Plan([Good("2026-07-14 12:00"), Failed("2026-07-14 12:01")], Last, Now).Deleted);

    [Fact]
    public void Keeps_the_newest_good_point_when_every_later_one_failed() => Assert.Equal(
        ["2026-06-01 12:00"],
        RetentionPolicy.Plan(
                [Good("2026-05-01 12:00"), .. Enumerable.Range(1, 9)
                    .Select(day => Failed($"2026-07-0{day} 12:00")), Good("2026-06-01 12:00")], Last, Now)
            .Kept().Where(id => !id.StartsWith("2026-07", StringComparison.Ordinal)));

    [Fact]
    public void Without_a_good_point_nothing_is_deleted()
    {
        var plan = RetentionPolicy.Plan(
            [Failed("2026-06-01 12:00"), Failed("2026-06-02 12:00"), Pending("2026-06-03 12:00"), Good("2027-01-01 12:00")], Last, Now);

        Assert.Empty(plan.Deleted);
        Assert.Equal(["there is no good point yet"], plan.ReasonsOf("2026-06-01 12:00"));
    }

    [Fact]
    public void A_policy_without_rules_deletes_nothing_not_even_what_failed()
    {
        var plan = RetentionPolicy.Plan([Failed("2026-01-01 12:00"), .. Days(5)], Bare, Now);

        Assert.Empty(plan.Deleted);
        Assert.Equal(["its policy has no rules, so nothing is deleted"], plan.ReasonsOf("2026-01-01 12:00"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void A_policy_without_a_name_has_no_points(string name) =>
        Assert.Empty(RetentionPolicy.Plan([.. Days(9).Select(point => point with { Policy = name })], Last with
        {
            Name = name
        }, Now).Deleted);

    [Fact]
    public void A_number_below_zero_deletes_nothing() =>
        Assert.Empty(RetentionPolicy.Plan(Days(9), Last with { KeepDaily = -1 }, Now).Deleted);

    [Fact]
    public void A_least_number_of_good_ones_that_is_lost_counts_as_one() =>
        Assert.Equal(["2026-07-15 12:00"], RetentionPolicy.Plan(Days(9), Last with { MinGood = 0 }, Now).Kept());

    [Fact]
    public void A_point_that_was_listed_twice_is_counted_once()
    {
        RecoveryPoint[] points =
        [
            Good("2026-07-15 12:00", "/snapshots/A"), Good("2026-07-15 12:00", "/snapshots/a"), Good("2026-07-14 12:00", "b")
        ];

        var plan = RetentionPolicy.Plan(points, Bare with { KeepLast = 2 }, Now);

        Assert.Equal(2, plan.Verdicts.Count);
        Assert.Empty(plan.Deleted);
    }

    [Fact]
    public void A_point_that_was_listed_twice_keeps_the_protections_of_both() => Assert.Empty(RetentionPolicy.Plan(
        [Good("2026-07-01 12:00", "a"), Good("2026-07-01 12:00", "a") with { Protections = ["held"] }, Good("2026-07-14 12:00", "b")], Last,
        Now).Deleted);

    [Fact]
    public void A_point_that_changed_while_it_was_listed_stays_and_takes_no_place()
    {
        var twice = Good("2026-07-15 12:00", "a");

        var plan = RetentionPolicy.Plan([twice, twice with { State = PointState.Failed }, Good("2026-07-14 12:00", "b")], Last, Now);

        Assert.Empty(plan.Deleted);
        Assert.Contains("listed twice, and not the same", plan.ReasonsOf("a"));
    }

    private static void Keeps(RecoveryPoint point, string reason, RecoveryPoint[] beside)
    {
        var plan = RetentionPolicy.Plan([point, Good("2026-01-01 12:00", "goes"), .. beside], Last, Now);

        Assert.Equal(["goes"], plan.DeletedIds());
        Assert.Equal([reason], plan.ReasonsOf(point.Id));
    }
}
