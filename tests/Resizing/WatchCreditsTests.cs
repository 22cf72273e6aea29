using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Resizing.Watching;
using Xunit;

namespace OpsFunctions.Tests.Resizing;

/// <summary>A burstable machine whose credits are gone is slow, and its CPU looks calm.</summary>
public class WatchCreditsTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_credits_and_at_its_baseline_for_two_grains_a_machine_is_too_small()
    {
        var finding = Judge([Grain(0, 40, 0), Grain(1, 39, 0.4)]);

        Assert.True(finding.IsTooSmall);
        Assert.StartsWith("no CPU credits left and CPU 40 % and 39 %", finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_grain_is_not_enough() => Assert.False(Judge([Grain(0, 40, 30), Grain(1, 40, 0), Grain(2, 20, 5)]).IsTooSmall);

    [Fact]
    public void An_idle_machine_that_just_started_has_no_credits_and_wants_none() =>
        Assert.False(Judge([Grain(0, 3, 0), Grain(1, 3, 0)]).IsTooSmall);

    [Fact]
    public void Where_the_old_size_was_cut_off_at_that_time_of_the_week_it_is_no_news() =>
        Assert.False(Judge([Grain(0, 40, 0), Grain(1, 40, 0)], [WatchPolicy.GrainOfWeek(Start)]).IsTooSmall);

    [Fact]
    public void A_size_without_credits_has_no_baseline() =>
        Assert.False(WatchPolicy.Judge(
            [Grain(0, 40, double.NaN), Grain(1, 40, double.NaN)], new([], []), new(), baseline: null).IsTooSmall);

    [Theory]
    [InlineData("Standard_B2s_v2", 40)]
    [InlineData("Standard_B4ls_v2", 30)]
    [InlineData("standard_b2ats_v2", 20)]
    [InlineData("Standard_B2ms", 30)]
    [InlineData("Standard_D2s_v5", null)]
    public void The_baseline_is_read_from_the_name(string size, int? percent)
    {
        var read = BurstableBaseline.PercentOf(size);

        Assert.Equal(percent, read is null ? null : (int)Math.Round(read.Value));
    }

    private static WatchFinding Judge(WatchGrain[] grains, params int[] before) =>
        WatchPolicy.Judge(grains, new(before, []), new(), baseline: 40);

    private static WatchGrain Grain(int number, double cpu, double credits) => new(Start + LoadWindow.Grain * number, cpu, 20, credits);
}
