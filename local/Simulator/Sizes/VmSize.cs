namespace OpsFunctions.Simulator.Sizes;

/// <summary>
/// What one machine size offers. Memory in GiB, temporary disk in GiB (0: none), uncached disk in IOPS and MB/s (10^6 bytes),
/// network in Mb/s. Figures: the published size tables.
/// </summary>
public sealed record VmSize(
    string Name, SizeFamily Family, int Vcpus, double MemoryGiB, int TemporaryDiskGiB,
    int DiskIops, double DiskMBps, int NetworkMbps, int DataDisks, int NetworkInterfaces)
{
    /// <summary>Temporary disk as local NVMe, in GiB; 0: none.</summary>
    public int NvmeDiskGiB { get; init; }

    /// <summary>Whether its network interfaces can be accelerated.</summary>
    public bool AcceleratedNetworking => Vcpus >= Family.AcceleratedFromVcpus;

    /// <summary>Whether capacity can be reserved for it, and whether a dedicated host can hold it.</summary>
    public bool Reservable => !Family.Burstable && Family.PremiumDisks;

    /// <summary>CPU a burstable size may use for ever, in percent of all its vCPUs; null for the others.</summary>
    public double? BaselinePercent { get; init; }

    /// <summary>The name without its tier: D4s_v5.</summary>
    public string ShortName => Name["Standard_".Length..];
}
