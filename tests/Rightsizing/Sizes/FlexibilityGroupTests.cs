using OpsFunctions.Orchestrations.Rightsizing.Sizes;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing.Sizes;

/// <summary>Which sizes share a reservation, by Microsoft's published list.</summary>
public class FlexibilityGroupTests
{
    [Theory]
    [InlineData("standardDSv5Family", "Standard_D2s_v5", "Standard_D64s_v5")]
    [InlineData("standardDSv2Family", "Standard_DS1_v2", "Standard_DS5_v2")]
    [InlineData("standardDSv2Family", "Standard_DS11_v2", "Standard_DS15_v2")]
    [InlineData("standardDSv2Family", "Standard_DS11-1_v2", "Standard_DS14-8_v2")]
    [InlineData("standardDv2Family", "Standard_D11_v2", "Standard_D15_v2")]
    [InlineData("standardBSFamily", "Standard_B1s", "Standard_B2s")]
    [InlineData("standardBSFamily", "Standard_B1ms", "Standard_B20ms")]
    [InlineData("standardBsv2Family", "Standard_B2ts_v2", "Standard_B32s_v2")]
    [InlineData("standardESv5Family", "Standard_E4-2s_v5", "Standard_E96s_v5")]
    [InlineData("standardMSFamily", "Standard_M8-2ms", "Standard_M32ms")]
    [InlineData("standardMSFamily", "Standard_M64s", "Standard_M128")]
    [InlineData("standardMSFamily", "Standard_M64m", "Standard_M128-32ms")]
    [InlineData("standardMSFamily", "Standard_M32ls", "Standard_M64ls")]
    [InlineData("standardMSv2Family", "Standard_M208s_v2", "Standard_M416-208s_v2")]
    [InlineData("standardMSv2Family", "Standard_M208ms_v2", "Standard_M416s_8_v2")]
    [InlineData("Standard NCASv3_T4 Family", "Standard_NC4as_T4_v3", "Standard_NC64as_T4_v3")]
    public void Sizes_of_one_group_share_it(string family, string one, string other) => Assert.Equal(Of(one, family), Of(other, family));

    [Theory]
    [InlineData("standardDFamily", "Standard_D4", "Standard_D11")]
    [InlineData("standardDSFamily", "Standard_DS4", "Standard_DS11")]
    [InlineData("standardDv2Family", "Standard_D5_v2", "Standard_D11_v2")]
    [InlineData("standardDSv2Family", "Standard_DS2_v2", "Standard_DS12_v2")]
    [InlineData("standardBSFamily", "Standard_B2s", "Standard_B2ms")]
    [InlineData("standardMSFamily", "Standard_M16s", "Standard_M64s")]
    [InlineData("standardMSFamily", "Standard_M32ms", "Standard_M64ms")]
    [InlineData("standardMSFamily", "Standard_M32ts", "Standard_M32ls")]
    [InlineData("standardMSv2Family", "Standard_M416s_v2", "Standard_M416ms_v2")]
    [InlineData("standardMSMediumMemoryv2Family", "Standard_M64s_v2", "Standard_M64ms_v2")]
    public void One_family_may_hold_several_groups(string family, string one, string other) =>
        Assert.NotEqual(Of(one, family), Of(other, family));

    [Fact]
    public void Families_are_groups_apart() =>
        Assert.NotEqual(Of("Standard_D4s_v5", "standardDSv5Family"), Of("Standard_D4s_v4", "standardDSv4Family"));

    [Fact]
    public void A_size_whose_name_or_family_says_nothing_shares_with_no_other()
    {
        Assert.NotEqual(Of("Standard_X", ""), Of("Standard_Y", ""));
        Assert.NotEqual(Of("Custom", "f"), Of("Other", "f"));
    }

    private static string Of(string name, string family) =>
        FlexibilityGroup.Of(new() { Name = name, Family = family, Vcpus = 1, MemoryGiB = 1 });
}
