using System.Globalization;

namespace OpsFunctions.Simulator.Sizes;

/// <summary>A size's capabilities, named and written as the list of resource SKUs does.</summary>
internal static class SizeCapabilities
{
    public static IEnumerable<(string Name, string Value)> Of(VmSize size)
    {
        var family = size.Family;
        var cached = Number(Math.Max(size.DiskIops, size.Vcpus * 2000));
        var cachedBytes = Number(size.DiskMBps * 1_000_000);
        var temporary = size.TemporaryDiskGiB > 0;
        yield return ("MaxResourceVolumeMB", Number(size.TemporaryDiskGiB * 1024.0));
        yield return ("OSVhdSizeMB", "1047552");
        yield return ("vCPUs", Number(size.Vcpus));
        yield return ("MemoryPreservingMaintenanceSupported", "True");
        yield return ("HyperVGenerations", family.HyperVGenerations);
        if (family.DiskControllers.Length > 0)
            yield return ("DiskControllerTypes", family.DiskControllers);
        if (temporary)
            yield return ("SupportedEphemeralOSDiskPlacements", "ResourceDisk,CacheDisk");
        yield return ("MemoryGB", Number(size.MemoryGiB));
        yield return ("MaxDataDiskCount", Number(size.DataDisks));
        yield return ("CpuArchitectureType", family.Architecture);
        yield return ("LowPriorityCapable", Flag(family.SpotFraction > 0));
        yield return ("PremiumIO", "True");
        yield return ("VMDeploymentTypes", "IaaS");
        yield return ("vCPUsAvailable", Number(size.Vcpus));
        yield return ("vCPUsPerCore", Number(family.VcpusPerCore));
        yield return ("CombinedTempDiskAndCachedIOPS", cached);
        yield return ("CombinedTempDiskAndCachedReadBytesPerSecond", cachedBytes);
        yield return ("CombinedTempDiskAndCachedWriteBytesPerSecond", cachedBytes);
        if (temporary)
            yield return ("CachedDiskBytes", Number(size.Vcpus * 26843545600.0));
        yield return ("UncachedDiskIOPS", Number(size.DiskIops));
        yield return ("UncachedDiskBytesPerSecond", Number(size.DiskMBps * 1_000_000));
        if (family.RetirementDate is { } retirement)
            yield return ("RetirementDateUtc", retirement);
        yield return ("EphemeralOSDiskSupported", Flag(temporary));
        yield return ("EncryptionAtHostSupported", "True");
        yield return ("CapacityReservationSupported", Flag(!family.Burstable));
        if (family.TrustedLaunchDisabled)
            yield return ("TrustedLaunchDisabled", "True");
        yield return ("AcceleratedNetworkingEnabled", Flag(size.Vcpus > 1));
        yield return ("RdmaEnabled", "False");
        yield return ("MaxNetworkInterfaces", Number(size.NetworkInterfaces));
        yield return ("UltraSSDAvailable", Flag(!family.Burstable));
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Flag(bool value) => value ? "True" : "False";
}
