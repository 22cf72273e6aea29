using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Watching;
using Xunit;

namespace OpsFunctions.Tests.Resizing;

public class WatchPolicyTests
{
    private static readonly DateTimeOffset Monday = new(2026, 6, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly WatchBefore Calm = new([], []);
    private static readonly ChangeOptions Options = new();

    [Fact]
    public void Two_half_hours_in_a_row_over_the_limit_are_too_small()
    {
        var finding = Judge(Calm, (89, 50), (90, 50), (97, 50));

        Assert.True(finding.IsTooSmall);
        Assert.Equal(
            "CPU 90 % and 97 % in the hour from 2026-06-01 10:30 UTC, at least 90 %, and not so at that time of the week before",
            finding.Reason);
    }

    [Fact]
    public void One_half_hour_or_two_apart_are_not() => Assert.False(Judge(Calm, (95, 50), (80, 50), (95, 50)).IsTooSmall);

    [Fact]
    public void A_gap_between_two_half_hours_is_no_row() =>
        Assert.False(Judge(Calm, (95, 50), (double.NaN, double.NaN), (95, 50)).IsTooSmall);

    [Fact]
    public void Memory_counts_as_well()
    {
        Assert.StartsWith("memory 95 % and 92 %", Judge(Calm, (10, 95), (10, 92)).Reason, StringComparison.Ordinal);
        Assert.False(Judge(Calm, (95, 50), (50, 95)).IsTooSmall);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(4, true)]
    [InlineData(48, true)]
    public void A_batch_that_always_ran_at_that_time_of_the_week_is_no_regression(int halfHoursLater, bool isTooSmall)
    {
        var known = WatchPolicy.GrainOfWeek(Monday.AddMinutes(30 * halfHoursLater));

        Assert.Equal(isTooSmall, Judge(new([known], []), (100, 50), (100, 50)).IsTooSmall);
    }

    [Fact]
    public void The_week_ends_where_it_begins()
    {
        var sunday = new DateTimeOffset(2026, 6, 7, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(0, WatchPolicy.GrainOfWeek(sunday));
        Assert.Equal(WatchPolicy.GrainsPerWeek - 1, WatchPolicy.GrainOfWeek(sunday.AddMinutes(-30)));

        WatchGrain[] grains = [new(sunday.AddMinutes(-30), 100, 0), new(sunday, 100, 0)];
        Assert.False(WatchPolicy.Judge(grains, new([1], []), Options).IsTooSmall);
    }

    private static WatchFinding Judge(WatchBefore before, params (double Cpu, double Memory)[] grains) =>
        WatchPolicy.Judge(
            [.. grains.Select((grain, i) => new WatchGrain(Monday.AddMinutes(30 * i), grain.Cpu, grain.Memory))
                .Where(grain => !double.IsNaN(grain.Cpu))], before, Options);
}
