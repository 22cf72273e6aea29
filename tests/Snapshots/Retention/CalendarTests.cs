using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;
using static OpsFunctions.Tests.Snapshots.Retention.Points;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>The days on which clocks in Amsterdam change: 29 March 2026 has 23 hours, 25 October 25; at 01:00 UTC both.</summary>
public class CalendarTests
{
    private static readonly DateTimeOffset Spring = At("2026-03-29 01:00");
    private static readonly DateTimeOffset Autumn = At("2026-10-25 01:00");

    public static TheoryData<string, int> LocalDays => new() { { "2026-03-28 23:00", 23 }, { "2026-10-24 22:00", 25 } };

    [Theory]
    [MemberData(nameof(LocalDays))]
    public void Every_hour_of_the_local_day_has_its_point(string begin, int hours)
    {
        var points = Hourly(At(begin), hours);

        Assert.Equal(hours, RetentionPolicy.Plan(points, Bare with { KeepHourly = hours }, At("2027-01-01 00:00")).Kept().Length);
        Assert.Equal(hours - 1, RetentionPolicy.Plan(points, Bare with { KeepHourly = hours - 1 }, At("2027-01-01 00:00")).Kept().Length);
    }

    [Theory]
    [MemberData(nameof(LocalDays))]
    public void A_day_is_one_of_UTC_however_long_the_local_one_is(string begin, int hours)
    {
        // Three local days, of which the middle one is the odd one.
        var points = Hourly(At(begin).AddDays(-1), 24 + hours + 24);

        var kept = RetentionPolicy.Plan(
            points, Bare with { KeepDaily = 3 },
            At("2027-01-01 00:00")).Verdicts.Where(verdict => verdict.IsKept).Select(verdict => verdict.Point.CreatedAt.UtcDateTime)
                .ToArray();

        Assert.Equal(3, kept.Length);
        Assert.Equal(23, kept[0].Hour);
        Assert.Equal(23, kept[1].Hour);
        Assert.Equal(points[^1].CreatedAt.UtcDateTime, kept[2]);
    }

    [Theory]
    [InlineData(5, 0, 0, 0)]
    [InlineData(0, 3, 0, 0)]
    [InlineData(0, 0, 2, 0)]
    [InlineData(30, 3, 2, 2)]
    public void The_offset_in_which_a_moment_is_written_changes_nothing(int hours, int days, int weeks, int months)
    {
        var policy = new SnapshotPolicy { Name = "daily", KeepHourly = hours, KeepDaily = days, KeepWeekly = weeks, KeepMonthly = months };
        foreach (var change in new[] { Spring, Autumn })
        {
            var local = Hourly(change.AddDays(-20), 30 * 24);
            RecoveryPoint[] utc = [.. local.Select(point => point with { CreatedAt = point.CreatedAt.ToUniversalTime() })];

            Assert.Equal(Told(utc, policy), Told(local, policy));
        }
    }

    private static IEnumerable<string> Told(RecoveryPoint[] points, SnapshotPolicy policy) => RetentionPolicy.Plan(
            points, policy, At("2027-01-01 00:00"))
        .Verdicts.Select(verdict => $"{verdict.Point.Id} {verdict.IsKept} {string.Join("; ", verdict.Reasons)}");

    // Half past each hour, written as a clock in Amsterdam shows it.
    private static RecoveryPoint[] Hourly(DateTimeOffset begin, int hours) =>
        [.. Enumerable.Range(0, hours).Select(hour => Amsterdam(begin.AddHours(hour + 0.5)))
            .Select(at => Good(at, $"{at.UtcDateTime:yyyy-MM-dd HH:mm}"))];

    private static DateTimeOffset Amsterdam(DateTimeOffset utc) => utc.ToOffset(TimeSpan.FromHours(utc >= Spring && utc < Autumn ? 2 : 1));
}
