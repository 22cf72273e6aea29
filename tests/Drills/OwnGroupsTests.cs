using OpsFunctions.Orchestrations.Fleet;
using Xunit;

namespace OpsFunctions.Tests.Drills;

/// <summary>What lies in a drill's group is no part of the fleet.</summary>
public class OwnGroupsTests
{
    private const string Own = $"/subscriptions/{Cases.Place}/resourceGroups/drill-by-hand";

    [Theory]
    [InlineData("ops-drill-shop", true)]
    [InlineData("OPS-DRILL-shop", true)]
    [InlineData("my-ops-drill-shop", false)]
    [InlineData("ops-drill", false)]
    [InlineData("shop", false)]
    public void A_group_whose_name_begins_as_a_drills_is_the_suites(string group, bool holds) =>
        Assert.Equal(
            holds, OwnScope.None.Holds($"/subscriptions/{Cases.Place}/resourceGroups/{group}/providers/Microsoft.Compute/disks/x"));

    [Theory]
    [InlineData(Own + "/providers/Microsoft.Compute/virtualMachines/x", true)]
    [InlineData(Own + "/PROVIDERS/Microsoft.Compute/virtualMachines/x/extensions/y", true)]
    [InlineData(Own + "-2/providers/Microsoft.Compute/virtualMachines/x", false)]
    [InlineData("/subscriptions/x/resourceGroups/drill-by-hand/providers/Microsoft.Compute/virtualMachines/x", false)]
    [InlineData("", false)]
    public void A_group_that_is_listed_is_the_suites_in_its_subscription_alone(string id, bool holds) =>
        Assert.Equal(holds, new OwnScope([Own.ToUpperInvariant()]).Holds(id));
}
