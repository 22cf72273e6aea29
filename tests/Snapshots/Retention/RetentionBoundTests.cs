using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>How many points a policy can hold of one disk.</summary>
public class RetentionBoundTests
{
    private static readonly SnapshotPolicy Policy = new() { Name = "daily" };

    private static readonly SnapshotPolicy Hourly = Policy with { Every = SlotLength.Hourly };

    private static readonly DeletionRhythm Default = new SnapshotOptions().Rhythm;

    public static TheoryData<string, SnapshotPolicy, int> Cases => new()
    {
        { "the row and the one just taken", Policy with { KeepDaily = 14 }, 15 },
        { "rows lie within each other", Policy with { KeepLast = 10, KeepHourly = 9, KeepDaily = 14, MinGood = 5 }, 15 },
        { "thirteen days, seven weeks and eleven months beyond the newest, the one just taken", Policy with
        {
            KeepDaily = 14, KeepWeekly = 8, KeepMonthly = 12
        }, 14 + 7 + 11 + 1 },
        { "slots that are no days of UTC", Policy with { SlotHour = 22, KeepDaily = 14 }, 2 + 13 + 1 },
        { "a week of hours, both ends", Policy with { Every = SlotLength.Hourly, KeepWithin = TimeSpan.FromDays(7) }, 7 * 24 + 1 + 1 },
        { "MinAge of a week of hours", Policy with { Every = SlotLength.Hourly, KeepLast = 1, MinAge = TimeSpan.FromDays(7) }, 7 * 24 + 1
            + 1 },
        { "MinGood alone", Policy with { KeepLast = 1, MinGood = 30 }, 31 },
        { "a week has the end of one month and the beginning of the next", Policy with
        {
            Every = SlotLength.Monthly, KeepWeekly = 10, KeepLast = 10, MinAge = TimeSpan.Zero
        }, 10 + 9 + 1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_counts_what_is_kept_and_the_one_just_taken(string what, SnapshotPolicy policy, int most) =>
        Assert.Equal((what, most), (what, RetentionBound.Kept(policy, policy) + 1));

    // Nine days without a deletion: the cool-off of a lost history, the day to the next run, a day that it waits.
    public static TheoryData<string, SnapshotPolicy, DeletionRhythm, int> Rhythms => new()
    {
        { "nothing is ever deleted", Policy, Default, int.MaxValue },
        { "daily", Policy with { KeepDaily = 14 }, Default, 14 + 10 },
        { "weekly", Policy with { Every = SlotLength.Weekly, KeepWeekly = 8 }, Default, 8 + 3 },
        { "hourly", Hourly with { KeepLast = 100 }, Default, 100 + 217 },
        { "of the issue", Hourly with { KeepLast = 449 }, Default, 449 + 217 },
        { "MinGood counts as any row does", Hourly with { KeepLast = 1, MinGood = 100 }, Default, 100 + 217 },
        { "a longer cool-off", Hourly with { KeepLast = 100 }, Default with { CoolOffDays = 14 }, 100 + 385 },
        { "5 % of 480 points are the 24 of a day", Hourly with { KeepLast = 50 }, Default with { MaxDeletePercent = 5 }, 1368 + 97 },
        { "a share of 30 % leaves 56, and 168 where two days are missed again and again",
        Hourly with { KeepLast = 1, MinAge = TimeSpan.Zero }, Default, 56 + 217 },
        { "originals wait two days for their copies", Hourly with { KeepLast = 1,
        CopyTo = [new() { Region = "northeurope", KeepLast = 1 }] }, Default, 56 + 217 },
        { "and are kept for them", Hourly with { KeepDaily = 30, CopyTo = [new() { Region = "northeurope", KeepLast = 1 }] }, Default,
        49 + 29 + 217 },
    };

    [Theory]
    [MemberData(nameof(Rhythms))]
    public void It_counts_the_days_on_which_nothing_is_deleted(string what, SnapshotPolicy policy, DeletionRhythm rhythm, int most) =>
        Assert.Equal((what, most), (what, RetentionBound.Most(policy, rhythm)));

    [Fact]
    public void Copies_that_could_not_be_made_follow_all_at_once()
    {
        var target = new CopyTarget { Region = "northeurope", KeepLast = 30 };
        var policy = Hourly with { KeepLast = 200, CopyTo = [target] };

        Assert.Equal(Math.Max(30, 56) + 49 + 200, RetentionBound.Most(policy, target, Default));
        Assert.Equal(56 + 217, RetentionBound.Most(policy with { KeepLast = 60 }, target, Default));
    }

    [Fact]
    public void While_former_rules_cool_off_what_any_of_them_keeps_counts()
    {
        SnapshotPolicy[] versions = [Hourly with { KeepLast = 150 }, Hourly with { KeepDaily = 150 },
        Hourly with { KeepDaily = 20, MinGood = 5 }];

        Assert.All(versions, version => Assert.Empty(RetentionBound.Problems(version, Default)));
        Assert.Equal(150 + 149 + 217, RetentionBound.Cooling(versions, Default));
    }

    [Fact]
    public void Every_policy_that_comes_with_the_suite_or_stands_in_its_documents_is_allowed()
    {
        var options = new SnapshotOptions();
        SnapshotPolicy[] documented =
        [
            .. options.Policies.Values, Policy with { KeepDaily = 14, KeepWeekly = 8, KeepMonthly = 12 },
            options.Policies["gold"] with { CopyTo = [new() { Region = "northeurope", KeepDaily = 14, KeepWeekly = 8 }] },
        ];

        Assert.All(documented, policy => Assert.Empty(RetentionBound.Problems(policy, options.Rhythm)));
    }

    [Fact]
    public void What_would_come_near_Azures_limit_is_refused_by_its_largest_number()
    {
        var policy = Hourly with { KeepHourly = 184, KeepDaily = 60 };

        Assert.Equal(
            [
                "KeepHourly is 184; with CoolOffDays 7 and MaxDeletePercent 30 it makes up to 460 points of one disk in the region of its source, "
                + "and 450 are allowed (Azure takes 500): lower it, or choose a longer slot than Hourly",
            ],
            RetentionBound.Problems(policy, Default));
        Assert.Empty(RetentionBound.Problems(policy with { KeepDaily = 50 }, Default));
        Assert.Single(RetentionBound.Problems(policy with { KeepDaily = 51 }, Default));
    }

    [Fact]
    public void A_copy_targets_rules_are_counted_with_the_slots_of_the_policy()
    {
        var policy = Hourly with { KeepDaily = 7, CopyTo = [new() { Region = "northeurope", KeepDaily = 7 },
        new() { Region = "francecentral", KeepWithin = TimeSpan.FromDays(30) }] };

        Assert.Equal(
            [
                "CopyTo:1:KeepWithin is 30 days; with CoolOffDays 7 and MaxDeletePercent 30 it makes up to 938 points of one disk in francecentral, "
                + "and 450 are allowed (Azure takes 500): lower it, or choose a longer slot than Hourly",
            ],
            RetentionBound.Problems(policy, Default));
    }

    [Fact]
    public void A_policy_that_never_deletes_is_refused() => Assert.Equal(
        [
            "KeepDaily is 0, as are all its Keep settings; nothing would ever be deleted in the region of its source, and Azure takes 500 points of a disk: set what is kept",
            "CopyTo:0:KeepDaily is 0, as are all its Keep settings; nothing would ever be deleted in northeurope, and Azure takes 500 points of a disk: set what is kept",
        ],
        RetentionBound.Problems(Policy with { CopyTo = [new() { Region = "northeurope" }] }, Default));
}
