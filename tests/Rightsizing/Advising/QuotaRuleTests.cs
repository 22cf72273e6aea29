using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Advising;

/// <summary>What a subscription's vCPU quota allows.</summary>
public class QuotaRuleTests
{
    private static readonly Size Da4 = D4 with { Name = "Standard_D4as_v5", Family = "a" };
    private static readonly Size Da8 = D8 with { Name = "Standard_D8as_v5", Family = "a" };
    private static readonly Size Da16 = D16 with { Name = "Standard_D16as_v5", Family = "a" };
    private static readonly Size Db8 = D8 with { Family = "b" };

    [Fact]
    public void Another_family_needs_all_vCPUs_of_the_target() =>
        Assert.Equal("family quota: 96 of 100 vCPU used, 8 more needed", Excludes(Db8, Da8, new VcpuQuota("a", 96, 100)));

    [Fact]
    public void What_just_fits_is_allowed() => Assert.Null(Excludes(Db8, Da8, new VcpuQuota("a", 92, 100)));

    [Fact]
    public void In_the_same_family_the_present_vCPUs_are_given_back() =>
        Assert.Equal("family quota: 96 of 100 vCPU used, 8 more needed", Excludes(Da8, Da16, new VcpuQuota("a", 96, 100)));

    [Fact]
    public void A_smaller_size_of_a_used_up_family_is_allowed() =>
        Assert.Null(Excludes(Da8, Da4, new VcpuQuota("a", 100, 100), new VcpuQuota("cores", 120, 100)));

    [Fact]
    public void The_regions_total_counts_what_is_needed_beyond_the_present_size() =>
        Assert.Equal(
            "regional quota: 95 of 100 vCPU used, 8 more needed",
            Excludes(Db8, Da16, new VcpuQuota("a", 0, 100), new VcpuQuota("cores", 95, 100)));

    [Fact]
    public void Spot_machines_count_against_the_low_priority_quota_only()
    {
        Assert.Equal(
            "spot quota: 99 of 100 vCPU used, 8 more needed",
            ExcludesSpot(
                Da8, Da16, new VcpuQuota("a", 0, 100), new VcpuQuota("cores", 0, 100), new VcpuQuota("lowPriorityCores", 99, 100)));
        Assert.Null(ExcludesSpot(
            Db8, Da16, new VcpuQuota("a", 100, 100), new VcpuQuota("cores", 100, 100), new VcpuQuota("lowPriorityCores", 0, 100)));
    }

    [Fact]
    public void A_constrained_size_counts_with_all_vCPUs_of_its_hardware() =>
        Assert.Equal(
            "family quota: 95 of 100 vCPU used, 16 more needed", Excludes(Db8, Da8 with { FullVcpus = 16 }, new VcpuQuota("a", 95, 100)));

    [Fact]
    public void A_constrained_present_size_gives_back_all_vCPUs_of_its_hardware() =>
        Assert.Null(Excludes(Da8 with { FullVcpus = 16 }, Da16, new VcpuQuota("a", 100, 100)));

    [Fact]
    public void Names_of_families_ignore_case() =>
        Assert.NotNull(Excludes(Db8, Da8 with { Family = "StandardDASv5Family" }, new VcpuQuota("standarddasv5family", 100, 100)));

    [Fact]
    public void A_quota_that_is_not_known_excludes_nothing()
    {
        Assert.Null(Excludes(Db8, Da8));
        Assert.Null(SizeRules.Quota(Of(Db8, Da8, isSpot: false) with { Quotas = null }));
    }

    [Fact]
    public void Two_lines_of_one_name_are_no_error() =>
        Assert.NotNull(Excludes(Db8, Da8, new VcpuQuota("a", 100, 100), new VcpuQuota("A", 0, 100)));

    [Fact]
    public void The_policy_takes_the_cheapest_size_that_the_quota_allows()
    {
        var offer = Offer(D8, D2 with { Family = "full" }, D4 with { Family = "free" });

        Assert.Equal("Standard_D2s_v5", Advise(Machine(), Demand(), offer).Target);
        Assert.Equal(
            "Standard_D4s_v5", Advise(Machine(), Demand(), offer with { Quotas = new([new("full", 9, 10), new("free", 0, 10)]) }).Target);
    }

    private static string? Excludes(Size present, Size target, params VcpuQuota[] lines) =>
        SizeRules.Quota(Of(present, target, isSpot: false) with { Quotas = new(lines) });

    private static string? ExcludesSpot(Size present, Size target, params VcpuQuota[] lines) =>
        SizeRules.Quota(Of(present, target, isSpot: true) with { Quotas = new(lines) });

    private static Candidate Of(Size present, Size target, bool isSpot) =>
        new(Machine() with { IsSpot = isSpot }, present, target, new(
            1, 4, 100, 100, 1, 1, 1, 1), Lack.None, null, Cases.Options, new DateOnly(2026, 6, 1));
}
