using OpsFunctions.Orchestrations.Machines.Sizes;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Sizes;

/// <summary>What changes with a size beside its figures. None of it forbids the change; with one price, fewer are better.</summary>
internal static class PlatformDifferences
{
    public static IReadOnlyList<string> Of(Size present, Size target)
    {
        var differences = new List<string>();
        if (target.IsBurstable && !present.IsBurstable)
            differences.Add("burstable: all its vCPUs only while credits last");
        if (present.IsBurstable && !target.IsBurstable)
            differences.Add("no longer burstable");
        if (SizeName.Read(present.Name) is { } before && SizeName.Read(target.Name) is { } after)
        {
            if (before.Maker != after.Maker)
                differences.Add($"{after.Maker} instead of {before.Maker} processor");
            if (before.Series != after.Series)
                differences.Add($"series {after.Series} instead of {before.Series}");
            if (before.Version != after.Version)
                differences.Add(Invariant($"hardware version {after.Version} instead of {before.Version}"));
        }
        if (target.TempDiskMiB < present.TempDiskMiB)
            differences.Add(Invariant($"temporary disk of {target.TempDiskMiB / 1024:0} instead of {present.TempDiskMiB / 1024:0} GiB"));
        if (target.NvmeDiskMiB < present.NvmeDiskMiB)
            differences.Add(Invariant($"local NVMe disks of {target.NvmeDiskMiB / 1024:0} instead of {present.NvmeDiskMiB / 1024:0} GiB"));
        if (present.AcceleratedNetworking && !target.AcceleratedNetworking)
            differences.Add("no accelerated networking");
        if (present.PremiumDisks && !target.PremiumDisks)
            differences.Add("no premium disks");
        return differences;
    }
}
