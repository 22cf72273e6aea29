using OpsFunctions.Orchestrations.Arm;
using Xunit;

namespace OpsFunctions.Tests.Arm;

public class ArmIdTests
{
    private const string Group = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/Web";
    private const string Machine = Group + "/providers/Microsoft.Compute/virtualMachines/Web-1";
    private const string Point = Group + "/providers/Microsoft.Compute/restorePointCollections/c/restorePoints/p";

    [Theory]
    [InlineData(Machine, "Web-1")]
    [InlineData(Point, "p")]
    [InlineData("/SUBSCRIPTIONS/S/resourcegroups/WEB/PROVIDERS/microsoft.compute/VIRTUALMACHINES/WEB-1", "WEB-1")]
    [InlineData("/machines/web-1", "web-1")]
    [InlineData("web-1", "web-1")]
    [InlineData("", "")]
    public void A_name_is_what_lies_behind_the_last_slash(string id, string name) => Assert.Equal(name, ArmId.NameOf(id));

    [Fact]
    public void Parts_keep_the_casing_they_are_written_in()
    {
        var loud = Machine.ToUpperInvariant();

        Assert.Equal(("11111111-1111-1111-1111-111111111111", "WEB"), (ArmId.SubscriptionOf(loud), ArmId.GroupNameOf(loud)));
        Assert.Equal(Group.ToUpperInvariant(), ArmId.GroupOf(loud));
    }

    [Fact]
    public void What_lies_above_a_part_is_cut_before_its_first_occurrence()
    {
        Assert.Equal(Point[..^"/restorePoints/p".Length], ArmId.Above(Point, "RestorePoints"));
        Assert.Null(ArmId.Above(Machine, "restorePoints"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("web-1")]
    [InlineData("/machines")]
    public void A_text_that_is_no_id_has_no_subscription_and_no_group(string text)
    {
        Assert.Null(ArmId.SubscriptionOf(text));
        Assert.Null(ArmId.GroupNameOf(text));
        Assert.Null(ArmId.GroupOf(text));
    }
}
