using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;
using static OpsFunctions.Tests.Snapshots.Retention.Points;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>What each rule keeps, by itself and beside the others.</summary>
public class KeepRuleTests
{
    [Theory]
    [InlineData("KeepLast", 3, "2026-07-13 12:00, 2026-07-14 12:00, 2026-07-15 12:00")]
    [InlineData("KeepHourly", 2, "2026-07-14 12:00, 2026-07-15 12:00")]
    [InlineData("KeepDaily", 2, "2026-07-14 12:00, 2026-07-15 12:00")]
    // 12 July is a Sunday, the last day of its week.
    [InlineData("KeepWeekly", 3, "2026-07-05 12:00, 2026-07-12 12:00, 2026-07-15 12:00")]
    [InlineData("KeepMonthly", 2, "2026-06-30 12:00, 2026-07-15 12:00")]
    [InlineData("KeepYearly", 1, "2026-07-15 12:00")]
    public void Each_rule_keeps_the_newest_of_the_latest_periods_that_have_one(string rule, int count, string kept) =>
        Assert.Equal(kept.Split(", "), RetentionPolicy.Plan(Days(40), With(rule, count), Now).Kept());

    [Fact]
    public void Within_keeps_what_is_exactly_so_old_and_nothing_older() => Assert.Equal(
        ["2026-07-13 12:00", "2026-07-14 12:00", "2026-07-15 12:00"],
        RetentionPolicy.Plan(Days(40), Bare with { KeepWithin = TimeSpan.FromHours(48) }, Now).Kept());

    [Fact]
    public void Empty_days_are_not_counted() => Assert.Equal(
        ["2026-06-02 01:00", "2026-07-15 03:00"],
        RetentionPolicy.Plan(
            [Good("2026-06-01 05:00"), Good("2026-06-02 00:10"), Good("2026-06-02 01:00"), Good("2026-07-15 02:00"), Good(
                "2026-07-15 03:00")], Bare with { KeepDaily = 2 }, Now).Kept());

    [Fact]
    public void A_week_begins_on_Monday_and_does_not_end_with_the_year() => Assert.Equal(
        ["2026-01-04 23:59", "2026-01-05 00:00"],
        RetentionPolicy.Plan([Good("2025-12-31 10:00"), Good("2026-01-04 23:59"), Good("2026-01-05 00:00")], Bare with
        {
            KeepWeekly = 2
        }, Now).Kept());

    [Fact]
    public void The_oldest_stays_while_fewer_periods_have_a_point_than_are_asked_for()
    {
        var points = Days(40);

        var plan = RetentionPolicy.Plan(points, Bare with { KeepYearly = 2 }, Now);

        Assert.Equal([points[^1].Id, points[0].Id], plan.Kept());
        Assert.Equal(["the oldest, while fewer than 2 years have a point"], plan.ReasonsOf(points[^1].Id));
    }

    [Fact]
    public void The_oldest_goes_once_there_are_as_many_periods_as_are_asked_for() => Assert.Equal(
        ["2026-07-14 12:00", "2026-07-15 12:00"],
        RetentionPolicy.Plan([Good("2026-07-14 01:00"), Good("2026-07-14 12:00"), Good("2026-07-15 12:00")], Bare with
        {
            KeepDaily = 2
        }, Now).Kept());

    [Fact]
    public void What_any_rule_keeps_is_kept_with_every_reason()
    {
        var plan = RetentionPolicy.Plan(Days(40), Bare with { KeepDaily = 3, KeepWeekly = 2, KeepMonthly = 2 }, Now);

        Assert.Equal(["2026-06-30 12:00", "2026-07-12 12:00", "2026-07-13 12:00", "2026-07-14 12:00", "2026-07-15 12:00"], plan.Kept());
        Assert.Equal(
            ["one of the 1 newest good ones, which always stay", "newest of its day, 1 of 3", "newest of its week, 1 of 2",
                "newest of its month, 1 of 2"],
            plan.ReasonsOf("2026-07-15 12:00"));
        Assert.Equal(["no rule keeps it: 3 days, 2 weeks, 2 months"], plan.ReasonsOf("2026-07-11 12:00"));
    }

    [Fact]
    public void The_newest_good_ones_stay_whatever_the_rules_say() => Assert.Equal(
        ["2026-07-12 12:00", "2026-07-13 12:00", "2026-07-14 12:00", "2026-07-15 12:00"],
        RetentionPolicy.Plan(Days(40), Bare with { KeepLast = 1, MinGood = 4 }, Now).Kept());

    [Fact]
    public void What_is_younger_than_MinAge_stays_and_what_is_as_old_goes()
    {
        var plan = RetentionPolicy.Plan(Every(TimeSpan.FromHours(6), 10), Bare with { KeepLast = 1, MinAge = TimeSpan.FromHours(24) }, Now);

        Assert.Equal(["2026-07-14 18:00", "2026-07-15 00:00", "2026-07-15 06:00", "2026-07-15 12:00"], plan.Kept());
    }

    [Fact]
    public void Ages_are_counted_from_the_newest_good_point_and_not_from_the_clock() => Assert.Equal(
        RetentionPolicy.Plan(Days(40), new SnapshotPolicy { Name = "daily", KeepWithin = TimeSpan.FromDays(5) }, Now).Kept(),
        RetentionPolicy.Plan(Days(40), new SnapshotPolicy { Name = "daily", KeepWithin = TimeSpan.FromDays(5) }, Now.AddYears(3)).Kept());

    [Fact]
    public void Of_two_at_the_same_moment_the_one_with_the_later_id_counts_as_newer() => Assert.Equal(
        ["B"],
        RetentionPolicy.Plan([Good("2026-07-15 12:00", "B"), Good("2026-07-15 12:00", "a")], Bare with { KeepLast = 1 }, Now).Kept());

    [Fact]
    public void Verdicts_are_in_order_of_source_region_moment_and_id_and_deletions_oldest_first()
    {
        RecoveryPoint[] points = [Good("2026-07-01 12:00", "d") with { Source = "disk-2" }, Good("2026-07-15 12:00", "c"), Good(
            "2026-07-02 12:00", "b"),
            Good("2026-07-02 12:00", "A"), Good("2026-07-14 12:00", "e") with { Source = "disk-2" },
            Good("2026-07-14 12:00", "f") with { Region = "eastus" }];

        var plan = RetentionPolicy.Plan(points, Bare with { KeepLast = 1 }, Now);

        Assert.Equal(["f", "A", "b", "c", "d", "e"], plan.Verdicts.Select(verdict => verdict.Point.Id));
        Assert.Equal(["d", "A", "b"], plan.DeletedIds());
    }

    private static SnapshotPolicy With(string rule, int count) => rule switch
    {
        "KeepLast" => Bare with { KeepLast = count },
        "KeepHourly" => Bare with { KeepHourly = count },
        "KeepDaily" => Bare with { KeepDaily = count },
        "KeepWeekly" => Bare with { KeepWeekly = count },
        "KeepMonthly" => Bare with { KeepMonthly = count },
        _ => Bare with { KeepYearly = count },
    };
}
