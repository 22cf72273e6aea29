using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;
using static OpsFunctions.Tests.Snapshots.Retention.Points;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>Each source, region and policy by itself; several policies in force; a retired series.</summary>
public class SeriesTests
{
    private static readonly SnapshotPolicy Last = Bare with { KeepLast = 1 };
    private static readonly SnapshotPolicy Copied = Last with
    {
        CopyTo = [new() { Region = "northeurope", KeepLast = 3, MinGood = 1, MinAge = TimeSpan.Zero }]
    };

    [Fact]
    public void Each_source_keeps_its_own() => Assert.Equal(
        ["2026-07-15 12:00", "other"],
        RetentionPolicy.Plan([.. Days(5), Good("2026-01-01 12:00", "other") with { Source = "disk-2" }], Last, Now).Kept());

    [Fact]
    public void A_source_in_another_case_is_another_source() => Assert.Equal(
        ["other", "2026-07-15 12:00"],
        RetentionPolicy.Plan([.. Days(5), Good("2026-01-01 12:00", "other") with { Source = "DISK-1" }], Last, Now).Kept());

    [Fact]
    public void A_region_in_another_case_is_the_same_region() => Assert.Equal(
        ["2026-07-15 12:00"],
        RetentionPolicy.Plan([.. Days(5), Good("2026-01-01 12:00", "other") with { Region = "WestEurope" }], Last, Now).Kept());

    [Fact]
    public void Copies_are_kept_as_their_target_says_and_do_not_count_at_home()
    {
        RecoveryPoint[] points = [.. Days(5), .. Days(5).Select(point => point with { Id = "copy " + point.Id, Region = "NorthEurope" })];

        Assert.Equal(
            ["copy 2026-07-13 12:00", "copy 2026-07-14 12:00", "copy 2026-07-15 12:00", "2026-07-15 12:00"],
            RetentionPolicy.Plan(points, Copied, Now).Kept());
    }

    [Fact]
    public void A_copy_target_without_rules_deletes_nothing_in_its_region()
    {
        RecoveryPoint[] points = [.. Days(5), .. Days(5).Select(point => point with { Id = "copy " + point.Id, Region = "northeurope" })];

        Assert.Equal(4, RetentionPolicy.Plan(points, Copied with { CopyTo = [new() { Region = "northeurope" }] }, Now).Deleted.Count());
        Assert.DoesNotContain(
            RetentionPolicy.Plan(points, Copied with { CopyTo = [new() { Region = "northeurope" }] }, Now).Deleted,
            point => point.Region == "northeurope");
    }

    [Fact]
    public void Two_targets_of_one_region_keep_what_either_keeps()
    {
        var twice = Copied with { CopyTo = [.. Copied.CopyTo, new() { Region = "NORTHEUROPE", KeepLast = 1, MinGood = 1 }] };

        Assert.Equal(
            2, RetentionPolicy.Plan([.. Days(5).Select(point => point with { Region = "northeurope" })], twice, Now).Deleted.Count());
    }

    [Fact]
    public void Of_two_targets_of_one_region_the_longer_least_age_holds_for_what_failed()
    {
        var twice = Copied with
        {
            CopyTo = [.. Copied.CopyTo, new() { Region = "northeurope", KeepLast = 1, MinAge = TimeSpan.FromDays(3) }]
        };
        RecoveryPoint[] points = [Failed("2026-07-13 12:00"), Failed("2026-07-12 12:00"), Good("2026-07-15 12:00")];

        Assert.Equal(
            ["2026-07-12 12:00"],
            RetentionPolicy.Plan([.. points.Select(point => point with { Region = "northeurope" })], twice, Now).DeletedIds());
    }

    [Fact]
    public void What_the_present_rules_and_former_ones_say_alike_is_said_once() => Assert.Equal(
        ["one of the 1 newest good ones, which always stay", "one of the newest 1", "by former rules, until they have cooled off: one of the newest 3"],
        RetentionPolicy.Plan(Days(5), [Last, Last with { KeepLast = 3 }, Last with { KeepLast = 3, KeepDaily = 0 }], Now)
            .ReasonsOf("2026-07-15 12:00"));

    [Fact]
    public void Under_several_policies_a_point_goes_only_when_all_let_it_go()
    {
        var plan = RetentionPolicy.Plan(Days(5), [Last, Last with { KeepLast = 3 }], Now);

        Assert.Equal(["2026-07-11 12:00", "2026-07-12 12:00"], plan.DeletedIds());
        Assert.Equal(["by former rules, until they have cooled off: one of the newest 3"], plan.ReasonsOf("2026-07-13 12:00"));
        Assert.Equal(["no rule keeps it: last 1"], plan.ReasonsOf("2026-07-11 12:00"));
    }

    [Fact]
    public void Without_a_policy_nothing_is_deleted()
    {
        var plan = RetentionPolicy.Plan(Days(5), [], Now);

        Assert.Empty(plan.Deleted);
        Assert.All(plan.Verdicts, verdict => Assert.Equal(["no policy is in force, so nothing is deleted"], verdict.Reasons));
    }

    [Fact]
    public void A_retired_series_lets_go_what_is_finished_owned_and_not_protected()
    {
        RecoveryPoint[] points = [Good("2026-07-10 12:00", "good"), Failed("2026-07-11 12:00"), Pending("2026-07-12 12:00"), Good(
            "2026-07-16 12:00", "future"),
            Good("2026-07-10 12:00", "foreign") with { IsOwned = false }, Good("2026-07-10 12:00", "held") with { Protections = ["held"] },
            Good("2026-07-10 12:00", "good")];

        var plan = RetentionPolicy.Retire(points, Now);

        Assert.Equal(["good", "2026-07-11 12:00"], plan.DeletedIds());
        Assert.Equal(["the series was retired"], plan.ReasonsOf("good"));
        Assert.Equal(["held"], plan.ReasonsOf("held"));
        Assert.Equal(6, plan.Verdicts.Count);
    }

    [Fact]
    public void No_points_no_verdicts()
    {
        Assert.Empty(RetentionPolicy.Plan([], Last, Now).Verdicts);
        Assert.Empty(RetentionPolicy.Retire([], Now).Verdicts);
    }
}
