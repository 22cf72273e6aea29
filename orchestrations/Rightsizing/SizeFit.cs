using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>Whether a size can take the place of another. Each rule gives its own reason.</summary>
public static class SizeFit
{
    /// <summary>Why <paramref name="target"/> cannot take the place of <paramref name="present"/>; null where it can.</summary>
    public static string? Excludes(Size target, Size present, Need need, Size? floor)
    {
        if (!string.Equals(target.Architecture, present.Architecture, StringComparison.OrdinalIgnoreCase))
            return $"{target.Architecture} instead of {present.Architecture}";
        if (target.TempDiskMiB > 0 != present.TempDiskMiB > 0)
            return "a temporary disk would appear or go, which no plain resize does";
        if (target.NvmeDiskMiB > 0 != present.NvmeDiskMiB > 0)
            return "a local NVMe disk would appear or go";
        if (!IsScsi(target) && IsScsi(present))
            return "NVMe disk controller only";
        if (present.PremiumDisks && !target.PremiumDisks)
            return "no premium disks";
        if (floor is not null && (target.Vcpus < floor.Vcpus || target.MemoryGiB < floor.MemoryGiB))
            return $"below ops:floor {floor.Name}";
        return Capacity(target, present, need);
    }

    private static string? Capacity(Size target, Size present, Need need)
    {
        if (target.Vcpus < need.VcpusOfSize)
            return Invariant($"{target.Vcpus:0.##} vCPU, {need.VcpusOfSize:0.##} needed");
        var memory = need.MemoryOfSize ?? present.MemoryGiB;
        if (target.MemoryGiB < memory)
            return Invariant($"{target.MemoryGiB:0.#} GiB, {memory:0.#} needed");
        if (target.IsBurstable && BurstableBaseline.Of(target) is var baseline && !(baseline >= need.SustainedVcpus))
            return baseline is null
                ? "burstable, and its baseline is not known"
                : Invariant($"its credits would run out: {baseline:0.##} vCPU without credits, {need.SustainedVcpus:0.##} needed");
        if (target.DiskIops < need.DiskIops)
            return Invariant($"{target.DiskIops:0} disk operations a second, {need.DiskIops:0} needed");
        return target.DiskMBps < need.DiskMBps
            ? Invariant($"{target.DiskMBps:0} MB/s to disk, {need.DiskMBps:0} needed")
            : null;
    }

    private static bool IsScsi(Size size) => size.DiskControllers.Contains("SCSI", StringComparison.OrdinalIgnoreCase);
}
