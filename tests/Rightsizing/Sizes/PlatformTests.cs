using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using OpsFunctions.Orchestrations.Rightsizing.Sizes;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Sizes;

/// <summary>What a size's name says, and what changes from one size to another.</summary>
public class PlatformTests
{
    [Theory]
    [InlineData("Standard_D4s_v5", "D", "Intel", 5)]
    [InlineData("Standard_D4as_v5", "D", "AMD", 5)]
    [InlineData("Standard_D4ps_v5", "D", "Arm", 5)]
    [InlineData("Standard_D4pls_v6", "D", "Arm", 6)]
    [InlineData("Standard_DS3_v2", "D", "Intel", 2)]
    [InlineData("Standard_DS12-1_v2", "D", "Intel", 2)]
    [InlineData("Standard_E4-2as_v5", "E", "AMD", 5)]
    [InlineData("Standard_B2ms", "B", "Intel", 1)]
    [InlineData("Standard_M128s", "M", "Intel", 1)]
    [InlineData("Standard_NC24ads_A100_v4", "NC", "AMD", 4)]
    [InlineData("Standard_EC4as_cc_v5", "EC", "AMD", 5)]
    [InlineData("Basic_A1", "A", "Intel", 1)]
    public void A_name_says_series_maker_and_version(string name, string series, string maker, int version) =>
        Assert.Equal(new SizeName(series, maker, version), SizeName.Read(name));

    [Theory]
    [InlineData("")]
    [InlineData("Standard_")]
    [InlineData("Standard_4D")]
    [InlineData("Something else\n")]
    public void A_name_that_follows_no_convention_says_nothing(string name) => Assert.Null(SizeName.Read(name));

    [Fact]
    public void The_same_platform_in_another_size_has_no_difference() => Assert.Empty(PlatformDifferences.Of(D8, D2));

    [Fact]
    public void Every_difference_of_platform_is_named()
    {
        var present = D8 with { TempDiskMiB = 307_200, NvmeDiskMiB = 1024 * 500 };
        var target = Size("Standard_B8as_v2", 8, 32, 0.3) with
        {
            TempDiskMiB = 102_400, NvmeDiskMiB = 1024 * 100, AcceleratedNetworking = false, PremiumDisks = false
        };

        Assert.Equal(
            [
                "burstable: all its vCPUs only while credits last",
                "AMD instead of Intel processor",
                "series B instead of D",
                "hardware version 2 instead of 5",
                "temporary disk of 100 instead of 300 GiB",
                "local NVMe disks of 100 instead of 500 GiB",
                "no accelerated networking",
                "no premium disks",
            ],
            PlatformDifferences.Of(present, target));
        Assert.Contains("no longer burstable", PlatformDifferences.Of(target, present));
    }

    [Theory]
    [InlineData("Standard_D2s_v5", 2, 12_500)]
    [InlineData("Standard_D32as_v5", 32, 16_000)]
    [InlineData("Standard_E48s_v5", 48, 24_000)]
    [InlineData("Standard_D64s_v6", 64, 30_000)]
    [InlineData("Standard_D2s_v4", 2, 5_000)]
    [InlineData("Standard_F4s_v2", 4, 10_000)]
    [InlineData("Standard_D4s_v3", 4, 2_000)]
    [InlineData("Standard_DS1_v2", 1, 750)]
    [InlineData("Standard_B8s_v2", 8, 6_250)]
    [InlineData("Standard_B2ms", 2, 640)]
    [InlineData("Standard_B8ms", 8, 2_000)]
    [InlineData("Standard_M8ms", 8, 2_000)]
    [InlineData("Standard_A1_v2", 1, 250)]
    [InlineData("Standard_D2as_v4", 2, 2_000)]
    [InlineData("Standard_D16as_v4", 16, 10_000)]
    [InlineData("Standard_D64as_v4", 64, 30_000)]
    [InlineData("Standard_F48s_v2", 48, 21_000)]
    [InlineData("Standard_F64s_v2", 64, 28_000)]
    [InlineData("Standard_F72s_v2", 72, 30_000)]
    [InlineData("Standard_D64s_v3", 64, 30_000)]
    [InlineData("Standard_M208ms_v2", 208, 16_000)]
    public void Bandwidth_is_the_lower_edge_of_what_is_published(string name, double vcpus, double mbps) =>
        Assert.Equal(mbps, NetworkBandwidth.Mbps(Size(name, vcpus, vcpus * 4, 0.1)));

    [Theory]
    [InlineData(0.99, 0)]
    [InlineData(1.0, 1)]
    [InlineData(1.3, 2)]
    [InlineData(1.6, 3)]
    [InlineData(1.8, 4)]
    public void Risk_rises_with_how_full_the_size_would_be(double vcpus, int risk) =>
        Assert.Equal(risk, RiskScale.Of(new Need(vcpus, null, 65, 80, 0, null, null, null), D2).Cpu);

    [Fact]
    public void The_risk_of_a_burstable_size_counts_its_credits() =>
        Assert.Equal(4, RiskScale.Of(new Need(0.1, null, 65, 80, 0.79, null, null, null), B2).Cpu);

    [Fact]
    public void What_is_not_known_is_no_risk_since_it_does_not_shrink() =>
        Assert.Equal(new Risk(0, 0, 0, 0), RiskScale.Of(new Need(0.1, null, 65, 80, 0, null, null, null), D2));
}
