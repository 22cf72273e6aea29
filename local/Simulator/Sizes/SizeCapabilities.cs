using System.Globalization;

namespace OpsFunctions.Simulator.Sizes;

/// <summary>A size's capabilities, named and written as the list of resource SKUs does.</summary>
internal static class SizeCapabilities
{
    public static IEnumerable<(string Name, string Value)> Of(VmSize size, string region)
    {
        var family = size.Family;
        var cached = Number(Math.Max(size.DiskIops, size.Vcpus * 2000));
        var cachedBytes = Number(size.DiskMBps * 1_000_000);
        // Only sizes that take premium disks have a cache, and without one no place for an ephemeral disk.
        var cache = size.TemporaryDiskGiB > 0 && family.PremiumDisks;
        yield return ("MaxResourceVolumeMB", Number(size.TemporaryDiskGiB * 1024.0));
        yield return ("OSVhdSizeMB", "1047552");
        yield return ("vCPUs", Number(size.Vcpus));
        yield return ("MemoryPreservingMaintenanceSupported", "True");
        yield return ("HyperVGenerations", family.HyperVGenerations);
        if (family.DiskControllers.Length > 0)
            yield return ("DiskControllerTypes", family.DiskControllers);
        if (cache || size.NvmeDiskGiB > 0)
            yield return ("SupportedEphemeralOSDiskPlacements", cache ? "ResourceDisk,CacheDisk" : "NvmeDisk");
        yield return ("MemoryGB", Number(size.MemoryGiB));
        yield return ("MaxDataDiskCount", Number(size.DataDisks));
        yield return ("CpuArchitectureType", family.Architecture);
        yield return ("LowPriorityCapable", Flag(family.SpotFraction > 0));
        yield return ("PremiumIO", Flag(family.PremiumDisks));
        yield return ("VMDeploymentTypes", "IaaS");
        yield return ("vCPUsAvailable", Number(size.Vcpus));
        yield return ("vCPUsPerCore", Number(family.VcpusPerCore));
        yield return ("CombinedTempDiskAndCachedIOPS", cached);
        yield return ("CombinedTempDiskAndCachedReadBytesPerSecond", cachedBytes);
        yield return ("CombinedTempDiskAndCachedWriteBytesPerSecond", cachedBytes);
        if (cache)
            yield return ("CachedDiskBytes", Number(size.Vcpus * 26843545600.0));
        if (size.NvmeDiskGiB > 0)
        {
            yield return ("NvmeDiskSizeInMiB", Number(size.NvmeDiskGiB * 1024.0));
            yield return ("NvmeSizePerDiskInMiB", Number(size.NvmeDiskGiB * 1024.0 / (size.Vcpus < 16
                ? 1
                : size.Vcpus < 64
                ? size.Vcpus / 8
                : 4)));
        }
        yield return ("UncachedDiskIOPS", Number(size.DiskIops));
        yield return ("UncachedDiskBytesPerSecond", Number(size.DiskMBps * 1_000_000));
        if (family.RetirementDate is { } retirement)
            yield return ("RetirementDateUtc", retirement);
        yield return ("EphemeralOSDiskSupported", Flag(cache || size.NvmeDiskGiB > 0));
        yield return ("EncryptionAtHostSupported", Flag(family.EncryptionAtHost));
        yield return ("CapacityReservationSupported", Flag(size.Reservable));
        if (family.TrustedLaunchDisabled)
            yield return ("TrustedLaunchDisabled", "True");
        yield return ("AcceleratedNetworkingEnabled", Flag(size.AcceleratedNetworking));
        yield return ("RdmaEnabled", "False");
        yield return ("MaxNetworkInterfaces", Number(size.NetworkInterfaces));
        // Of the whole region; where only zones have them, it is told with the zones.
        if (family.UltraDisks is false || SizeCatalogue.UltraDisksWithoutZone(size, region))
            yield return ("UltraSSDAvailable", Flag(family.UltraDisks is true));
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Flag(bool value) => value ? "True" : "False";
}
