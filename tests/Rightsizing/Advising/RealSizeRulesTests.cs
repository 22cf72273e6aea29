using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using OpsFunctions.Tests.Machines.Sizes;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Advising;

/// <summary>
/// The constraints on real sizes, as Azure listed them. No recorded size has an RDMA network, and the confidential one does not
/// say that it is: those two are tried on made-up sizes only.
/// </summary>
public class RealSizeRulesTests
{
    private static readonly Need Small = new(
        1, 0.5, CpuFitPercent: 100, MemoryFitPercent: 100, SustainedVcpus: 0.05, DiskIops: 10, DiskMBps: 1, NetworkMbps: 10);

    public static TheoryData<string, Func<Candidate, string?>, string, string, Func<Candidate, Candidate>?> Excluded => new()
    {
        { "restricted", SizeRules.Offered, "Standard_D2_v2", "Standard_A0@westcentralus", null },
        { "not offered in zone 1", SizeRules.Zone, "Standard_D2_v5", "Standard_D2as_v6", Hardware(new() { Zones = ["1"] }) },
        { "not offered in zone 2", SizeRules.Zone, "Standard_F16s_v2", "Standard_DC8s_v3", Hardware(new() { Zones = ["2"] }) },
        { "Azure ends it on 2024-09-03", SizeRules.Retirement, "Standard_D2_v2", "Standard_A0", null },
        { "Arm64 instead of x64", SizeRules.Architecture, "Standard_F16s_v2", "Standard_D16plds_v5", null },
        { "x64 instead of Arm64", SizeRules.Architecture, "Standard_D16plds_v5", "Standard_F16s_v2", null },
        { "0 GPUs instead of 1", SizeRules.Gpus, "Standard_NC16as_T4_v3", "Standard_F16s_v2", null },
        { "1 GPUs instead of 0", SizeRules.Gpus, "Standard_F16s_v2", "Standard_NC6s_v3", null },
        { "generation V1", SizeRules.Generation, "Standard_F16s_v2", "Standard_NC24ads_A100_v4", Hardware(new() { Generation = "V1" }) },
        { "generation V2", SizeRules.Generation, "Standard_D4s_v3", "Standard_D2_v3", Hardware(new() { Generation = "V2" }) },
        { "generation V1", SizeRules.Generation, "Standard_D2_v2", "Standard_D2as_v6", null },
        { "temporary disk", SizeRules.TempDisk, "Standard_D2_v3", "Standard_D2_v5", null },
        { "temporary disk", SizeRules.TempDisk, "Standard_D2_v5", "Standard_D2s_v3", null },
        { "NVMe disk would", SizeRules.NvmeDisk, "Standard_D2as_v6", "Standard_D128ds_v6", null },
        { "NVMe disk would", SizeRules.NvmeDisk, "Standard_NC24ads_A100_v4", "Standard_NC16as_T4_v3", null },
        { "no SCSI disk controller", SizeRules.DiskController, "Standard_D2_v5", "Standard_D2as_v6", null },
        { "no NVMe disk controller", SizeRules.DiskController, "Standard_D2as_v6", "Standard_D2_v5", null },
        { "takes 4 data disks, it has 5", SizeRules.DataDisks, "Standard_D4s_v3", "Standard_D2s_v3", Hardware(new() { DataDisks = 5 }) },
        { "takes 2 network interfaces, it has 3", SizeRules.NetworkInterfaces, "Standard_D64s_v3", "Standard_D4s_v3", Hardware(new()
        {
            NetworkInterfaces = 3
        }) },
        { "no premium disks", SizeRules.PremiumDisks, "Standard_D2s_v3", "Standard_D2_v3", null },
        { "no Premium v2 disks", SizeRules.PremiumV2Disks, "Standard_D4s_v3", "Standard_E4d_v5", Hardware(new()
        {
            PremiumV2Disks = true
        }) },
        { "no Ultra disks", SizeRules.UltraDisks, "Standard_D2s_v3", "Standard_DS2_v2", Hardware(new() { UltraDisks = true }) },
        { "no Ultra disks", SizeRules.UltraDisks, "Standard_D2as_v6", "Standard_D128ds_v6", Hardware(new() { UltraDisks = true }) },
        { "no Ultra disks", SizeRules.UltraDisks, "Standard_D4s_v3", "Standard_D2s_v3@westcentralus", Hardware(new()
        {
            UltraDisks = true
        }) },
        { "no accelerated networking", SizeRules.AcceleratedNetworking, "Standard_B20ms", "Standard_B1s", Hardware(new()
        {
            AcceleratedNetworking = true
        }) },
        { "no encryption at host", SizeRules.EncryptionAtHost, "Standard_D2s_v3", "Standard_D2_v3", Hardware(new()
        {
            EncryptionAtHost = true
        }) },
        { "not sold as spot", SizeRules.Spot, "Standard_D2s_v3", "Standard_B1s", candidate => candidate with
        {
            Machine = candidate.Machine with { IsSpot = true }
        } },
        { "family standardDSv3Family is not allowed", SizeRules.AllowedFamily, "Standard_DS2_v2", "Standard_D2s_v3",
            candidate => candidate with { Options = new() { AllowedFamilies = ["standardDSv2Family"] } } },
        { "standardBSFamily High Memory", SizeRules.Commitment, "Standard_B20ms", "Standard_B1s", candidate => candidate with
        {
            Options = new() { CommittedFamilies = ["standardBSFamily"] }
        } },
        { "family quota: 96 of 100 vCPU used, 8 more needed", SizeRules.Quota, "Standard_D64s_v3", "Standard_M8-2ms",
            candidate => candidate with { Quotas = new([new("standardMSFamily", 96, 100)]) } },
        { "below ops:floor Standard_D4s_v3", SizeRules.Floor, "Standard_D64s_v3", "Standard_D2s_v3", candidate => candidate with
        {
            Floor = RealSizes.Of(RealSizes.South, "Standard_D4s_v3")
        } },
        { "no larger, and CPU is cut off", SizeRules.Larger, "Standard_D4s_v3", "Standard_D2s_v3", candidate => candidate with
        {
            Lack = new(Cpu: true, false, false)
        } },
        { "about 640 Mb/s of network, 700 needed", SizeRules.Network, "Standard_D4s_v3", "Standard_B1s", candidate => candidate with
        {
            Need = Small with { NetworkMbps = 700 }
        } },
        { "2 vCPU, 4 needed", SizeRules.Cpu, "Standard_D64s_v3", "Standard_M8-2ms", candidate => candidate with
        {
            Need = Small with { Vcpus = 4 }
        } },
        { "7 GiB, 8 needed", SizeRules.Memory, "Standard_D4s_v3", "Standard_DS2_v2", candidate => candidate with
        {
            Need = Small with { MemoryGiB = 8 }
        } },
        { "credits would run out: 0.1 vCPU", SizeRules.Credits, "Standard_D2s_v3", "Standard_B1s", candidate => candidate with
        {
            Need = Small with { SustainedVcpus = 0.2 }
        } },
        { "4320 disk operations a second, 6400 needed", SizeRules.DiskOperations, "Standard_D4s_v3", "Standard_B20ms",
            candidate => candidate with { Need = Small with { DiskIops = 6400 } } },
        { "50 MB/s to disk, 96 needed", SizeRules.DiskThroughput, "Standard_D4s_v3", "Standard_B20ms", candidate => candidate with
        {
            Need = Small with { DiskMBps = 96 }
        } },
    };

    [Theory]
    [MemberData(nameof(Excluded))]
    public void Each_constraint_excludes_a_real_size_with_its_own_reason(
        string reason, Func<Candidate, string?> rule, string present, string target, Func<Candidate, Candidate>? shape)
    {
        var candidate = Of(present, target);

        Assert.Contains(reason, rule(shape is null ? candidate : shape(candidate)) ?? "nothing excludes it", StringComparison.Ordinal);
    }

    public static TheoryData<string, string, Func<Candidate, Candidate>?> Allowed => new()
    {
        { "Standard_D64s_v3", "Standard_D4s_v3", null },
        { "Standard_D4s_v3", "Standard_D2s_v3", Hardware(new()
        {
            UltraDisks = true, DataDisks = 4, NetworkInterfaces = 2, EncryptionAtHost = true, AcceleratedNetworking = true,
            Generation = "V1", Zones = []
        }) },
        { "Standard_D4s_v3", "Standard_DS2_v2", Hardware(new() { Zones = ["3"], PremiumV2Disks = true }) },
        { "Standard_D2s_v3", "Standard_B1s", null },
        { "Standard_NC16as_T4_v3", "Standard_NC6s_v3", null },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_real_size_that_carries_what_the_machine_has_is_not_excluded(
        string present, string target, Func<Candidate, Candidate>? shape)
    {
        var candidate = Of(present, target);

        Assert.Null(SizeRules.Excludes(shape is null ? candidate : shape(candidate)));
    }

    [Fact]
    public void Every_constraint_but_two_has_a_case_here() => Assert.Equal(
        [nameof(SizeRules.Rdma), nameof(SizeRules.Confidential)],
        SizeRules.All.Select(rule => rule.Excludes.Method).Except(Excluded.Select(row => row.Data.Item2.Method))
            .Select(method => method.Name));

    private static Func<Candidate, Candidate> Hardware(MachineHardware hardware) =>
        candidate => candidate with { Machine = candidate.Machine with { Hardware = hardware } };

    private static Candidate Of(string present, string target) =>
        new(Machine(present), Read(present), Read(target), Small, Lack.None, null, Cases.Options, new DateOnly(2026, 6, 1));

    private static Size Read(string size) =>
        size.Split('@') is [var name, var region] ? RealSizes.Of(region, name) : RealSizes.Of(RealSizes.South, size);
}
