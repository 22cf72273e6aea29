using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>How many points a policy can hold of one disk.</summary>
public class RetentionBoundTests
{
    private static readonly SnapshotPolicy Policy = new() { Name = "daily" };

    public static TheoryData<string, SnapshotPolicy, int> Cases => new()
    {
        { "the row and the one just taken", Policy with { KeepDaily = 14 }, 15 },
        { "rows lie within each other", Policy with { KeepLast = 10, KeepHourly = 9, KeepDaily = 14, MinGood = 5 }, 15 },
        { "thirteen days, seven weeks and eleven months beyond the newest, the one just taken", Policy with { KeepDaily = 14, KeepWeekly = 8, KeepMonthly = 12 }, 14 + 7 + 11 + 1 },
        { "slots that are no days of UTC", Policy with { SlotHour = 22, KeepDaily = 14 }, 2 + 13 + 1 },
        { "a week of hours, both ends", Policy with { Every = SlotLength.Hourly, KeepWithin = TimeSpan.FromDays(7) }, 7 * 24 + 1 + 1 },
        { "MinAge of a week of hours", Policy with { Every = SlotLength.Hourly, KeepLast = 1, MinAge = TimeSpan.FromDays(7) }, 7 * 24 + 1 + 1 },
        { "MinGood alone", Policy with { KeepLast = 1, MinGood = 30 }, 31 },
        { "a week has the end of one month and the beginning of the next", Policy with { Every = SlotLength.Monthly, KeepWeekly = 10, KeepLast = 10, MinAge = TimeSpan.Zero }, 10 + 9 + 1 },
        { "nothing is ever deleted", Policy, int.MaxValue },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_counts(string what, SnapshotPolicy policy, int most) => Assert.Equal((what, most), (what, RetentionBound.Most(policy)));

    [Fact]
    public void What_would_come_near_Azures_limit_is_refused_by_its_largest_number()
    {
        var policy = Policy with { Every = SlotLength.Hourly, KeepHourly = 400, KeepDaily = 60 };

        Assert.Equal(
            ["KeepHourly is 400; it makes up to 460 points of one disk in the region of its source, and 450 are allowed (Azure takes 500): lower it, or choose a longer slot than Hourly"],
            RetentionBound.Problems(policy));
        Assert.Empty(RetentionBound.Problems(policy with { KeepDaily = 50 }));
        Assert.Single(RetentionBound.Problems(policy with { KeepDaily = 51 }));
    }

    [Fact]
    public void A_copy_targets_rules_are_counted_with_the_slots_of_the_policy()
    {
        var policy = Policy with { Every = SlotLength.Hourly, KeepDaily = 7, CopyTo = [new() { Region = "northeurope", KeepDaily = 7 }, new() { Region = "francecentral", KeepWithin = TimeSpan.FromDays(30) }] };

        Assert.Equal(
            ["CopyTo:1:KeepWithin is 30 days; it makes up to 722 points of one disk in francecentral, and 450 are allowed (Azure takes 500): lower it, or choose a longer slot than Hourly"],
            RetentionBound.Problems(policy));
    }

    [Fact]
    public void A_policy_that_never_deletes_is_refused() => Assert.Equal(
        [
            "KeepDaily is 0, as are all its Keep settings; nothing would ever be deleted in the region of its source, and Azure takes 500 points of a disk: set what is kept",
            "CopyTo:0:KeepDaily is 0, as are all its Keep settings; nothing would ever be deleted in northeurope, and Azure takes 500 points of a disk: set what is kept",
        ],
        RetentionBound.Problems(Policy with { CopyTo = [new() { Region = "northeurope" }] }));
}
