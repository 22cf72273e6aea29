using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Advising;

/// <summary>Each constraint on a target, by name.</summary>
public class SizeRulesTests
{
    private static readonly Need Small = new(
        1, 4, CpuFitPercent: 100, MemoryFitPercent: 100, SustainedVcpus: 0.2, DiskIops: 10, DiskMBps: 1, NetworkMbps: 10);

    public static TheoryData<string, Func<Candidate, string?>, Candidate> Excluded => new()
    {
        { "not offered to this subscription", SizeRules.Offered, Of(D2 with { Restriction = "NotAvailableForSubscription" }) },
        { "not offered in zone 3", SizeRules.Zone, Of(D2 with { Zones = ["1", "2"] }, hardware: new() { Zones = ["3"] }) },
        { "Azure ends it on 2027-06-01", SizeRules.Retirement, Of(D2 with { Retires = new DateOnly(2027, 6, 1) }) },
        { "Arm64 instead of x64", SizeRules.Architecture, Of(D2 with { Architecture = "Arm64" }) },
        { "1 GPUs instead of 0", SizeRules.Gpus, Of(D2 with { Gpus = 1 }) },
        { "0 GPUs instead of 1", SizeRules.Gpus, Of(D2, D8 with { Gpus = 1 }) },
        { "no RDMA", SizeRules.Rdma, Of(D2, D8 with { Rdma = true }) },
        { "none instead of SNP", SizeRules.Confidential, Of(D2, D8 with { Confidential = "SNP" }) },
        { "generation V1", SizeRules.Generation, Of(D2 with { Generations = "V2" }, hardware: new() { Generation = "V1" }) },
        { "generation V1", SizeRules.Generation, Of(D2 with { Generations = "V2" }, D8 with { Generations = "V1,V2" }) },
        { "temporary disk", SizeRules.TempDisk, Of(D2 with { TempDiskMiB = 75_000 }) },
        { "temporary disk", SizeRules.TempDisk, Of(D2, D8 with { TempDiskMiB = 300_000 }) },
        { "NVMe disk would", SizeRules.NvmeDisk, Of(D2 with { NvmeDiskMiB = 75_000 }) },
        { "no SCSI disk controller", SizeRules.DiskController, Of(D2 with { DiskControllers = "NVMe" }) },
        { "no NVMe disk controller", SizeRules.DiskController, Of(D2, D8 with { DiskControllers = "NVMe" }) },
        { "takes an unknown number of data disks, it has 1", SizeRules.DataDisks, Of(D2 with { MaxDataDisks = null }, hardware: new()
        {
            DataDisks = 1
        }) },
        { "takes an unknown number of network interfaces, it has 2", SizeRules.NetworkInterfaces, Of(D2 with
        {
            MaxNetworkInterfaces = null
        }, hardware: new() { NetworkInterfaces = 2 }) },
        { "an unknown number of disk operations a second, 10 needed", SizeRules.DiskOperations, Of(D2 with { DiskIops = null }) },
        { "an unknown number of MB/s to disk, 1 needed", SizeRules.DiskThroughput, Of(D2 with { DiskMBps = null }) },
        { "takes 4 data disks, it has 5", SizeRules.DataDisks, Of(D2 with { MaxDataDisks = 4 }, hardware: new() { DataDisks = 5 }) },
        { "takes 2 network interfaces, it has 3", SizeRules.NetworkInterfaces, Of(D2 with { MaxNetworkInterfaces = 2 }, hardware: new()
        {
            NetworkInterfaces = 3
        }) },
        { "no premium disks", SizeRules.PremiumDisks, Of(D2 with { PremiumDisks = false }) },
        { "no Premium v2 disks", SizeRules.PremiumV2Disks, Of(D2 with { PremiumDisks = false }, hardware: new()
        {
            PremiumV2Disks = true
        }) },
        { "no Ultra disks", SizeRules.UltraDisks, Of(D2 with { UltraZones = ["1"] }, hardware: new()
        {
            UltraDisks = true, Zones = ["2"]
        }) },
        { "no Ultra disks", SizeRules.UltraDisks, Of(D2 with { UltraZones = ["1"] }, hardware: new() { UltraDisks = true }) },
        { "no Ultra disks", SizeRules.UltraDisks, Of(D2 with { UltraWithoutZone = true }, hardware: new()
        {
            UltraDisks = true, Zones = ["2"]
        }) },
        { "no accelerated networking", SizeRules.AcceleratedNetworking, Of(D2 with { AcceleratedNetworking = false }, hardware: new()
        {
            AcceleratedNetworking = true
        }) },
        { "no encryption at host", SizeRules.EncryptionAtHost, Of(D2 with { EncryptionAtHost = false }, hardware: new()
        {
            EncryptionAtHost = true
        }) },
        { "not sold as spot", SizeRules.Spot, Spot(Of(D2 with { SpotCapable = false })) },
        { "is not allowed", SizeRules.AllowedFamily, Of(D2 with { Family = "a" }) with { Options = new() { AllowedFamilies = ["b"] } } },
        { "leaves a, for which there is a commitment", SizeRules.Commitment, Of(D2 with { Family = "b" }, D8 with { Family = "a" }) with
        {
            Options = Committed
        } },
        { "family quota: 96 of 100 vCPU used, 8 more needed", SizeRules.Quota, Of(D8 with { Family = "a" }, D16 with { Family = "b" }) with
        {
            Quotas = Quota("a", 96, 100)
        } },
        { "below ops:floor", SizeRules.Floor, Of(D2) with { Floor = D4 } },
        { "below ops:floor", SizeRules.Floor, Of(Cases.B2) with { Floor = D2 } },
        { "no larger, and CPU is cut off", SizeRules.Larger, Of(D8 with { Name = "other" }) with { Lack = new(Cpu: true, false, false) } },
        { "no larger, and memory is full", SizeRules.Larger, Of(D8 with { Name = "other" }) with
        {
            Lack = new(false, false, Memory: true)
        } },
        { "no larger, and its credits run out", SizeRules.Larger, Of(D4) with { Lack = new(false, Credits: true, false) } },
        { "burstable, and its credits run out", SizeRules.Larger, Of(B2, D2) with { Lack = new(false, Credits: true, false) } },
        { "vCPU", SizeRules.Cpu, Of(D2 with { Vcpus = 0.9 }) },
        { "GiB", SizeRules.Memory, Of(D2 with { MemoryGiB = 3.9 }) },
        { "GiB", SizeRules.Memory, Of(D2) with { Need = Small with { MemoryGiB = null } } },
        { "credits would run out", SizeRules.Credits, Of(B2) with { Need = Small with { SustainedVcpus = 0.81 } } },
        { "baseline is not known", SizeRules.Credits, Of(B2 with { Name = "Standard_B2xx" }) },
        { "disk operations", SizeRules.DiskOperations, Of(D2 with { DiskIops = 9 }) },
        { "disk operations", SizeRules.DiskOperations, Of(D2) with { Need = Small with { DiskIops = null } } },
        { "MB/s", SizeRules.DiskThroughput, Of(D2 with { DiskMBps = 0.9 }) },
        { "MB/s", SizeRules.DiskThroughput, Of(D2) with { Need = Small with { DiskMBps = null } } },
        { "12500 Mb/s of network, 12501 needed", SizeRules.Network, Of(D2) with { Need = Small with { NetworkMbps = 12_501 } } },
        { "Mb/s of network", SizeRules.Network, Of(B2) with { Need = Small with { NetworkMbps = null } } },
    };

    [Theory]
    [MemberData(nameof(Excluded))]
    public void Each_constraint_excludes_with_its_own_reason(string reason, Func<Candidate, string?> rule, Candidate candidate)
    {
        Assert.Contains(reason, rule(candidate), StringComparison.Ordinal);
        Assert.NotNull(SizeRules.Excludes(candidate));
    }

    [Fact]
    public void A_size_that_meets_every_constraint_is_not_excluded() => Assert.Null(SizeRules.Excludes(Of(D2)));

    public static TheoryData<Candidate> Allowed => new()
    {
        Of(D2 with { MaxDataDisks = null, MaxNetworkInterfaces = null }),
        Of(D2 with { DiskIops = null, DiskMBps = null }, D8 with { DiskIops = null, DiskMBps = null }) with
        {
            Need = Small with { DiskIops = null, DiskMBps = null }
        },
        Of(D2 with { AcceleratedNetworking = false }, D8 with { AcceleratedNetworking = false }, new() { AcceleratedNetworking = true }),
        Of(D2 with { DiskControllers = "NVMe" }, D8 with { DiskControllers = "NVMe" }),
        Of(D2 with { DiskControllers = "SCSI, NVMe" }, hardware: new() { DiskController = "NVMe" }),
        Of(D2 with { Retires = new DateOnly(2027, 6, 2) }),
        Of(D2 with { PremiumDisks = false }, hardware: new() { PremiumDisks = false }),
        Of(D2 with { Generations = "V2" }, hardware: new() { Generation = "V2" }),
        Of(D2 with { UltraZones = ["1"], Zones = ["1"] }, hardware: new() { UltraDisks = true, Zones = ["1"] }),
        Of(D2 with { UltraWithoutZone = true }, hardware: new() { UltraDisks = true }),
        Of(D2 with { SpotCapable = false }),
        Of(D2 with { Family = "A" }, D8 with { Family = "a" }) with { Options = Committed },
        Of(D2 with { Family = "a" }, D8 with { Family = "b" }) with { Options = Committed },
        Spot(Of(D2)),
        Of(B2) with { Need = Small with { SustainedVcpus = 0.8 } },
        Of(D8 with { Name = "other" }) with { Lack = new(false, Credits: true, false) },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void What_a_machine_does_not_need_excludes_nothing(Candidate candidate) => Assert.Null(SizeRules.Excludes(candidate));

    [Fact]
    public void Every_constraint_has_a_case_here()
    {
        var tried = Excluded.Select(row => row.Data.Item2.Method).ToHashSet();

        Assert.All(SizeRules.All, rule => Assert.Contains(rule.Excludes.Method, tried));
    }

    [Fact]
    public void Every_constraint_is_known_by_its_own_name() =>
        Assert.All(SizeRules.All, rule => Assert.Equal(rule.Excludes.Method.Name, rule.Name));

    private static RightsizingOptions Committed => new() { CommittedFamilies = ["a"] };

    private static VcpuQuotas Quota(string name, long used, long limit) => new([new(name, used, limit)]);

    private static Candidate Spot(Candidate of) => of with { Machine = of.Machine with { IsSpot = true } };

    private static Candidate Of(Size target, Size? present = null, MachineHardware? hardware = null) => new(
        Machine() with { Hardware = hardware ?? new() }, present ?? D8, target, Small, Lack.None, null, Cases.Options,
        new DateOnly(2026, 6, 1));
}
