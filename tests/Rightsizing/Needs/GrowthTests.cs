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
        Assert.Equal(30 / 7d / 13, PerMonth(week => 10 + week), 6);

    [Theory]
    [InlineData(10d, 10d, 10d, 10d)]
    [InlineData(13d, 12d, 11d, 10d)]
    [InlineData(10d, 13d, 11d, 14d)]
    [InlineData(10d, 10.05, 10.1, 10.2)]
    public void A_load_that_stands_shrinks_or_goes_up_and_down_does_not_grow(params double[] weeks) =>
        Assert.Equal(0, PerMonth(week => weeks[week]));

    [Fact]
    public void Two_weeks_say_nothing_of_growth() => Assert.Equal(0, PerMonth(week => week < 2 ? double.NaN : 10 + week));

    [Fact]
    public void A_machine_that_grows_needs_room_for_a_month()
    {
        var demand = Cases.Demand(vcpus: 1.1, memory: 4);

        Assert.Equal("Standard_D2s_v5", Cases.Advise(Cases.Machine(), demand).Target);
        Assert.Equal("Standard_D4s_v5", Cases.Advise(Cases.Machine(), demand with { GrowthPerMonth = 0.3 }).Target);
    }

    private static double PerMonth(Func<int, double> ofWeek)
    {
        double[] average = [.. Enumerable.Range(0, Weeks * Week).Select(grain => ofWeek(grain / Week))];
        return Growth.PerMonth(average, [.. average.Select(figure => !double.IsNaN(figure))]);
    }
}
