using OpsFunctions.Orchestrations.Guard.Calendar;
using Xunit;

namespace OpsFunctions.Tests.Guard.Calendar;

public class RegionTimeZonesTests
{
    [Fact]
    public void Every_region_has_a_zone_that_exists()
    {
        Assert.True(RegionTimeZones.Known.Count > 55);
        Assert.All(RegionTimeZones.Known, region => Assert.NotNull(WallClock.Find(RegionTimeZones.Find(region)!)));
    }

    [Theory]
    [InlineData("westeurope", "Europe/Amsterdam")]
    [InlineData("WestEurope", "Europe/Amsterdam")]
    [InlineData("westus3", "America/Phoenix")]
    [InlineData("West Europe", "Europe/Amsterdam")]
    [InlineData("marscentral", null)]
    public void A_region_has_the_zone_of_its_place_and_an_unknown_one_none(string region, string? zone) =>
        Assert.Equal(zone, RegionTimeZones.Find(region));
}
