using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Runbooks;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Runbooks;

/// <summary>How far a data disk grows while its machine runs.</summary>
public sealed class DiskGrowthTests
{
    [Theory]
    [InlineData("Premium_LRS", 100, 125)]
    [InlineData("Premium_LRS", 8, 12)]
    [InlineData("StandardSSD_LRS", 1_600, 2_000)]
    [InlineData("PremiumV2_LRS", 4_000, 4_095)]
    public void It_grows_by_a_quarter_and_four_at_least(string kind, long from, long to) =>
        Assert.Equal((to, null), DiskGrowth.Plan(new(kind, from, 1, null), new("grow-disk")));

    [Theory]
    [InlineData("Premium_LRS", 100, 2, null, "shared")]
    [InlineData("PremiumV2_LRS", 100, 1, 40.0, "copy")]
    [InlineData("UltraSSD_LRS", 100, 1, 99.0, "copy")]
    [InlineData("Premium_LRS", 2_000, 1, null, "2 TiB")]
    [InlineData("Premium_LRS", 4_095, 1, null, "the most")]
    [InlineData("Premium_LRS", 0, 1, null, "not known")]
    public void What_Azure_or_an_old_table_would_refuse_is_refused_before(
        string kind, long size, long shares, double? completion, string told) =>
        Assert.Contains(told, DiskGrowth.Plan(new(kind, size, shares, completion), new("grow-disk")).Problem, StringComparison.Ordinal);

    [Fact]
    public void Four_tebibytes_are_passed_only_by_the_new_kinds()
    {
        var choice = new ChosenRunbook("grow-disk", MostGiB: 8_000);

        Assert.Contains("4 TiB", DiskGrowth.Plan(new("Premium_LRS", 4_000, 1, null), choice).Problem, StringComparison.Ordinal);
        Assert.Null(DiskGrowth.Plan(new("PremiumV2_LRS", 4_000, 1, null), choice).Problem);
    }
}
