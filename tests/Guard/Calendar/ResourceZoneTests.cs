using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Calendar;
using Xunit;

namespace OpsFunctions.Tests.Guard.Calendar;

public class ResourceZoneTests
{
    [Theory]
    [InlineData(null, "westeurope", "Europe/Amsterdam", null)]
    [InlineData(null, "West Europe", "Europe/Amsterdam", null)]
    [InlineData("Asia/Tokyo", "westeurope", "Asia/Tokyo", null)]
    [InlineData(" Asia/Tokyo ", "marscentral", "Asia/Tokyo", null)]
    [InlineData("UTC", "westeurope", "UTC", null)]
    [InlineData(null, "marscentral", "", "the time zone of the region 'marscentral' is not known: set the tag ops:timezone")]
    [InlineData("Europe/Atlantis", "westeurope", "", "ops:timezone=Europe/Atlantis is no IANA time zone")]
    [InlineData("", "westeurope", "", "ops:timezone= is no IANA time zone")]
    public void The_tag_decides_then_the_region_and_what_is_not_known_is_never_UTC(
        string? tag, string region, string zone, string? problem) => Assert.Equal(
            new(zone, problem), ResourceZone.Of(tag is null ? [] : [new("OPS:TimeZone", tag)], region));

    [Theory]
    [InlineData("Europe/Amsterdam", "westeurope", "West Europe")]
    [InlineData("America/New_York", "eastus", "eastus2")]
    [InlineData("", "eastus", "westeurope")]
    [InlineData("", "marscentral", "marswest")]
    [InlineData("")]
    public void Points_tell_the_zone_of_a_machine_that_is_gone_where_they_agree(string zone, params string[] regions) =>
        Assert.Equal(zone, ResourceZone.OfRegions(regions).Name);

    // EST has no summer time, so a window by it lies an hour off for half of the year; localtime is the server's own zone.
    [Theory]
    [InlineData("EST")]
    [InlineData("est")]
    [InlineData("MST")]
    [InlineData("localtime")]
    [InlineData("posixrules")]
    [InlineData("posix/Europe/Amsterdam")]
    [InlineData("right/Europe/Amsterdam")]
    [InlineData("W. Europe Standard Time")]
    public void Abbreviations_and_the_servers_own_zone_are_no_zones_in_tags_or_settings(string name)
    {
        Assert.Equal(new("", $"ops:timezone={name} is no IANA time zone"), ResourceZone.Of([new(ResourceZone.Tag, name)], "eastus"));
        Assert.Single(new ChangeWindow { TimeZone = name, From = new(1, 0), To = new(5, 0) }.Problems("night"));
        Freeze freeze = new("f", new(2026, 1, 1), new(2026, 1, 2), name, []);
        Assert.True(FreezePolicy.At([freeze], "UTC", null, DateTimeOffset.UnixEpoch).IsFrozen);
    }

    [Fact]
    public void The_windows_that_come_with_the_suite_name_no_zone() =>
        Assert.All(new GuardOptions().Windows.Values, window => Assert.Null(window.TimeZone));
}
