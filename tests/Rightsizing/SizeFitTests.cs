using OpsFunctions.Orchestrations.Rightsizing;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing;

public class SizeFitTests
{
    private static readonly Need Small = new(1, 4, CpuFitPercent: 100, MemoryFitPercent: 100, SustainedVcpus: 0.2, DiskIops: 10, DiskMBps: 1);

    public static TheoryData<string, Size, Size> Unfit => new()
    {
        { "Arm64 instead of x64", D2 with { Architecture = "Arm64" }, D8 },
        { "temporary disk", D2 with { TempDiskMiB = 75_000 }, D8 },
        { "temporary disk", D2, D8 with { TempDiskMiB = 300_000 } },
        { "NVMe disk", D2 with { NvmeDiskMiB = 75_000 }, D8 },
        { "NVMe disk controller", D2 with { DiskControllers = "NVMe" }, D8 },
        { "no premium disks", D2 with { PremiumDisks = false }, D8 },
        { "vCPU", D2 with { Vcpus = 0.9 }, D8 },
        { "GiB", D2 with { MemoryGiB = 3.9 }, D8 },
        { "disk operations", D2 with { DiskIops = 9 }, D8 },
        { "MB/s", D2 with { DiskMBps = 0.9 }, D8 },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Each_constraint_excludes_with_its_own_reason(string reason, Size target, Size present) =>
        Assert.Contains(reason, SizeFit.Excludes(target, present, Small, floor: null), StringComparison.Ordinal);

    [Fact]
    public void A_size_that_does_not_tell_its_disk_limits_is_not_excluded_by_them() =>
        Assert.Null(SizeFit.Excludes(D2 with { DiskIops = null, DiskMBps = null }, D8, Small, floor: null));

    [Fact]
    public void A_machine_on_NVMe_may_stay_on_NVMe() =>
        Assert.Null(SizeFit.Excludes(D2 with { DiskControllers = "NVMe" }, D8 with { DiskControllers = "NVMe" }, Small, floor: null));
}
