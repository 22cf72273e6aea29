using System.Globalization;
using OpsFunctions.Orchestrations.Guard.Calendar;
using Xunit;

namespace OpsFunctions.Tests.Guard.Calendar;

public class FreezePolicyTests
{
    private static readonly Freeze Christmas = new("Christmas", new(2026, 12, 20, 18, 0, 0), new(2027, 1, 2, 8, 0, 0), null, []);

    [Theory]
    [InlineData("Europe/Amsterdam", "2026-12-20T16:59Z", false)]
    [InlineData("Europe/Amsterdam", "2026-12-20T17:00Z", true)]
    [InlineData("Europe/Amsterdam", "2027-01-02T06:59Z", true)]
    [InlineData("Europe/Amsterdam", "2027-01-02T07:00Z", false)]
    [InlineData("America/New_York", "2026-12-20T22:59Z", false)]
    [InlineData("America/New_York", "2026-12-20T23:00Z", true)]
    public void A_freeze_holds_by_the_resources_local_time(string zone, string now, bool frozen) =>
        Assert.Equal(frozen, FreezePolicy.At([Christmas], zone, "production", At(now)).IsFrozen);

    [Fact]
    public void The_freezes_own_zone_goes_before_the_resources() =>
        Assert.True(FreezePolicy.At(
            [Christmas with { TimeZone = "Australia/Sydney" }], "Europe/Amsterdam", null, At("2026-12-20T07:00Z")).IsFrozen);

    [Theory]
    [InlineData("production", true)]
    [InlineData("PRODUCTION", true)]
    [InlineData("test", false)]
    [InlineData(null, true)]
    [InlineData("", true)]
    public void It_holds_in_its_environments_and_where_nobody_knows_the_environment(string? environment, bool frozen) =>
        Assert.Equal(
            frozen,
            FreezePolicy.At([Christmas with { Environments = ["Production"] }], "UTC", environment, At("2026-12-25T00:00Z")).IsFrozen);

    [Fact]
    public void Freezes_that_overlap_or_touch_end_together()
    {
        var verdict = FreezePolicy.At(
            [Christmas, new("stocktaking", new(2027, 1, 2, 8, 0, 0), new(2027, 1, 5), null, []), new(
                "later", new(2027, 1, 6), new(2027, 1, 7), null, [])],
            "UTC", null, At("2026-12-25T00:00Z"));

        Assert.Equal(At("2027-01-05T00:00Z"), verdict.Until);
        Assert.Equal("frozen until 2027-01-05 00:00 UTC: Christmas", verdict.Reason);
    }

    [Fact]
    public void Before_a_freeze_it_says_when_the_next_one_begins() =>
        Assert.Equal(At("2026-12-20T17:00Z"), FreezePolicy.At(
            [Christmas, new("later", new(2027, 1, 6), new(2027, 1, 7), null, []), new("past", new(2026, 1, 6), new(2026, 1, 7), null, [])],
            "Europe/Amsterdam", null, At("2026-12-20T16:00Z")).NextFrom);

    [Fact]
    public void In_a_zone_that_nobody_knows_all_is_frozen()
    {
        var verdict = FreezePolicy.At([Christmas], "Mars/Olympus_Mons", null, At("2026-06-01T00:00Z"));

        Assert.True(verdict.IsFrozen);
        Assert.Null(verdict.Until);
        Assert.Contains("Christmas", verdict.Reason, StringComparison.Ordinal);
    }

    // The hour from 02:00 comes twice on October 25th, the one on March 29th not at all.
    [Theory]
    [InlineData("2026-10-25T02:30", "2026-10-26T00:00", "2026-10-25T00:30Z", true)]
    [InlineData("2026-10-24T00:00", "2026-10-25T02:30", "2026-10-25T01:29Z", true)]
    [InlineData("2026-10-24T00:00", "2026-10-25T02:30", "2026-10-25T01:30Z", false)]
    [InlineData("2026-03-29T02:30", "2026-03-30T00:00", "2026-03-29T00:59Z", false)]
    [InlineData("2026-03-29T02:30", "2026-03-30T00:00", "2026-03-29T01:00Z", true)]
    [InlineData("2026-03-28T00:00", "2026-03-29T02:30", "2026-03-29T00:59Z", true)]
    [InlineData("2026-03-28T00:00", "2026-03-29T02:30", "2026-03-29T01:00Z", false)]
    public void Of_a_repeated_hour_all_is_frozen_and_a_skipped_one_begins_and_ends_where_the_clock_jumps(
        string from, string to, string now, bool frozen) =>
        Assert.Equal(frozen, FreezePolicy.At([new("f", Local(from), Local(to), null, [])], "Europe/Amsterdam", null, At(now)).IsFrozen);

    [Fact]
    public void Without_freezes_nothing_is_frozen() =>
        Assert.False(FreezePolicy.At([], "Mars/Olympus_Mons", null, At("2026-06-01T00:00Z")).IsFrozen);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static DateTime Local(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);
}
