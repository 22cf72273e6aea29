using OpsFunctions.Stages.Drills;
using Xunit;

namespace OpsFunctions.Tests.Drills;

public class DrillPaceTests
{
    /// <summary>The command <c>drills --pace 50</c> measures more.</summary>
    [Theory]
    [InlineData(1, 24)]
    [InlineData(10, 120)]
    public async Task A_drill_takes_little_more_than_its_critical_path(int machines, int fleet)
    {
        var pace = await DrillPace.OfAsync(machines, fleet, dataDisks: 2);

        Assert.Equal(machines, pace.Machines);
        Assert.InRange(pace.Ratio, 0.9, 1.05);
    }
}
