using CsCheck;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Load;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing.Load;

public class CreditBankTests
{
    // One day of grains: idle at night, then two hours at 1 vCPU.
    private static double[] Day(double idle, double busy, int busyGrains) =>
        [.. Enumerable.Repeat(idle, LoadWindow.GrainsPerDay - busyGrains), .. Enumerable.Repeat(busy, busyGrains)];

    [Fact]
    public void What_was_saved_at_night_pays_for_the_morning()
    {
        // 44 grains save 0.1 each; 4 grains pay 0.9 each at a baseline of 0.1: 4.4 against 3.6.
        Assert.True(CreditBank.Lasts(Day(0, 1, 4), 0.1));
        Assert.False(CreditBank.Lasts(Day(0, 1, 5), 0.1));
    }

    [Fact]
    public void It_starts_empty_as_a_redeployed_machine_does() => Assert.False(CreditBank.Lasts([1, 0, 0, 0], 0.5));

    [Fact]
    public void It_holds_no_more_than_a_day_of_idle_earnings()
    {
        double[] restedForAWeek = [.. Enumerable.Repeat(0d, 7 * LoadWindow.GrainsPerDay), .. Enumerable.Repeat(1d, 6)];

        Assert.True(CreditBank.Lasts(restedForAWeek, 0.12));
        Assert.False(CreditBank.Lasts(restedForAWeek, 0.11));
    }

    [Fact]
    public void It_is_lost_when_the_machine_is_off() => Assert.False(CreditBank.Lasts([0, 0, 0, 0, double.NaN, 1], 0.5));

    [Fact]
    public void A_steady_load_needs_itself_as_baseline() => Assert.Equal(0.4, CreditBank.LeastBaseline(Day(0.4, 0.4, 4)), 2);

    [Fact]
    public void The_least_baseline_lasts_and_a_lower_one_does_not() => Gen.Double[0, 4].Array[1, 400].Sample(load =>
    {
        var least = CreditBank.LeastBaseline(load);
        Assert.True(CreditBank.Lasts(load, least));
        Assert.False(least > 0.01 && CreditBank.Lasts(load, least - 0.005));
    }, iter: GeneratedCases.Of(100_000));

    [Theory]
    [InlineData("Standard_B2s_v2", 2, 0.8)]
    [InlineData("Standard_B2ls_v2", 2, 0.6)]
    [InlineData("Standard_B2ts_v2", 2, 0.4)]
    [InlineData("Standard_B16als_v2", 16, 4.8)]
    [InlineData("Standard_B2pts_v2", 2, 0.4)]
    [InlineData("Standard_B32as_v2", 32, 12.8)]
    [InlineData("Standard_B2ms", 2, 0.6)]
    [InlineData("Standard_B1ls", 1, 0.05)]
    [InlineData("Standard_B2xs_v2", 2, null)]
    [InlineData("Standard_B2s_v3", 2, null)]
    public void The_baseline_of_a_size_is_that_of_its_series(string name, double vcpus, double? baseline)
    {
        var found = BurstableBaseline.Of(Cases.Size(name, vcpus, 8, 0.1));

        Assert.Equal(baseline, found is null ? null : Math.Round(found.Value, 3));
    }
}
