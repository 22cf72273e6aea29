using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing.Needs;

public class GrowthTests
{
    private const int Weeks = 4;
    private const int Week = 7 * LoadWindow.GrainsPerDay;

    [Fact]
    public void A_load_that_grows_by_a_point_a_week_is_expected_to_go_on() =>
        // Weeks of 10, 11, 12, 13: one point a week for 30 days, as a share of 13.
        Assert.Equal((Math.Round(30 / 7d / 13, 12), 0), Of(week => 10 + week) is var (growth, error)
            ? (Math.Round(growth, 12), Math.Round(error, 12))
            : default);

    [Theory]
    [InlineData(10d, 10d, 10d, 10d)]
    [InlineData(13d, 12d, 11d, 10d)]
    [InlineData(10d, 13d, 11d, 14d)]
    public void A_load_that_stands_shrinks_or_goes_up_and_down_does_not_grow_for_sure(params double[] weeks) =>
        Assert.True(Of(week => weeks[week]) is var (growth, error) && growth - 2 * error <= 0);

    // 10, 13, 12.5, 16: one week dips, and the rise is still there.
    [Fact]
    public void A_week_that_dips_makes_growth_less_sure_and_not_nothing()
    {
        double[] weeks = [10, 13, 12.5, 16];

        var (growth, error) = Of(week => weeks[week]);

        Assert.True(growth > 2 * error);
        Assert.True(error > 0);
    }

    [Fact]
    public void Two_weeks_say_nothing_of_growth() => Assert.Equal((0, 0), Of(week => week < 2 ? double.NaN : 10 + week));

    [Fact]
    public void A_machine_that_grows_needs_room_for_a_month()
    {
        var demand = Cases.Demand(vcpus: 1.9, memory: 4);

        Assert.Equal("Standard_D2s_v5", Cases.Advise(Cases.Machine(), demand).Target);
        Assert.Equal("Standard_D4s_v5", Cases.Advise(Cases.Machine(), demand with { GrowthPerMonth = 0.3, GrowthError = 0.05 }).Target);
        Assert.Equal("Standard_D2s_v5", Cases.Advise(Cases.Machine(), demand with { GrowthPerMonth = 0.3, GrowthError = 0.15 }).Target);
    }

    [Fact]
    public void Memory_that_grows_while_the_load_stands_needs_room_too()
    {
        var demand = Cases.Demand(vcpus: 1, memory: 5);

        Assert.Equal("Standard_D2s_v5", Cases.Advise(Cases.Machine(), demand).Target);
        Assert.Equal(
            "Standard_D4s_v5", Cases.Advise(Cases.Machine(), demand with { MemoryGrowthPerMonth = 0.3, MemoryGrowthError = 0.05 }).Target);
    }

    private static (double PerMonth, double Error) Of(Func<int, double> ofWeek)
    {
        double[] average = [.. Enumerable.Range(0, Weeks * Week).Select(grain => ofWeek(grain / Week))];
        return Growth.Of(average, [.. average.Select(figure => !double.IsNaN(figure))]);
    }
}
