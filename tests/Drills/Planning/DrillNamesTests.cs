using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Fleet;
using Xunit;

namespace OpsFunctions.Tests.Drills.Planning;

public class DrillNamesTests
{
    [Fact]
    public void A_group_bears_the_drills_id() =>
        Assert.Equal("ops-drill-shop-20260601-060000", DrillNames.Group("drills-shop-20260601-060000"));

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(81)]
    [InlineData(200)]
    public void A_groups_name_is_never_longer_than_Azure_takes(int length)
    {
        var name = DrillNames.Group("drills-" + new string('a', length));

        Assert.StartsWith(OwnGroups.Prefix, name, StringComparison.Ordinal);
        Assert.InRange(name.Length, OwnGroups.Prefix.Length + 1, 90);
    }

    [Fact]
    public void Long_ids_that_begin_alike_have_groups_of_their_own() => Assert.NotEqual(
        DrillNames.Group("drills-" + new string('a', 100) + "1"), DrillNames.Group("drills-" + new string('a', 100) + "2"));

    [Theory]
    [InlineData(1, "web", "m01-web")]
    [InlineData(7, "WEB.corp", "m07-web-corp")]
    [InlineData(100, "web", "m100-web")]
    [InlineData(2, "web--", "m02-web")]
    [InlineData(2, "_web", "m02-web")]
    [InlineData(2, "日本", "m02")]
    [InlineData(2, "a/../b", "m02-a----b")]
    public void A_machines_parts_begin_with_its_number_and_what_can_be_read_of_its_name(int number, string name, string key) =>
        Assert.Equal(key, DrillNames.Key(number, name));

    [Fact]
    public void A_long_name_is_cut() => Assert.InRange(DrillNames.Key(100, new string('a', 64)).Length, 5, 45);

    [Fact]
    public void Machines_of_one_name_are_told_apart_by_their_number() =>
        Assert.NotEqual(DrillNames.Key(1, "web"), DrillNames.Key(2, "web"));
}
