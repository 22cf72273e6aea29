using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Machines.Sizes;

/// <summary>A virtual machine size as a region offers it, with its price. Units in the names' suffix.</summary>
public sealed record Size
{
    public required string Name { get; init; }

    public string Family { get; init; } = "";

    /// <summary>vCPUs the machine gets (<c>vCPUsAvailable</c> where a constrained size says fewer than <c>vCPUs</c>).</summary>
    public required double Vcpus { get; init; }

    /// <summary>vCPUs of the hardware, constrained or not; null where the service does not say.</summary>
    public double? FullVcpus { get; init; }

    public required double MemoryGiB { get; init; }

    /// <summary>Uncached disk operations a second; null where the service does not say.</summary>
    public double? DiskIops { get; init; }

    /// <summary>Uncached disk throughput in MB/s (10^6 bytes); null where the service does not say.</summary>
    public double? DiskMBps { get; init; }

    /// <summary>Temporary SCSI disk in MiB; 0 for none.</summary>
    public double TempDiskMiB { get; init; }

    /// <summary>Local NVMe disks in MiB; 0 for none.</summary>
    public double NvmeDiskMiB { get; init; }

    /// <summary><c>x64</c> or <c>Arm64</c>.</summary>
    public string Architecture { get; init; } = "x64";

    public bool PremiumDisks { get; init; }

    /// <summary>Disk controllers, comma separated as the service writes them: <c>SCSI</c>, <c>SCSI, NVMe</c>, <c>NVMe</c>.</summary>
    public string DiskControllers { get; init; } = "SCSI";

    public int Gpus { get; init; }

    /// <summary>RDMA network, as for clusters of computing machines.</summary>
    public bool Rdma { get; init; }

    /// <summary>Kind of confidential computing; null for none.</summary>
    public string? Confidential { get; init; }

    /// <summary>Data disks it takes; null where the service does not say.</summary>
    public int? MaxDataDisks { get; init; }

    /// <summary>Network interfaces it takes; null where the service does not say.</summary>
    public int? MaxNetworkInterfaces { get; init; }

    /// <summary>Generations it boots, comma separated: <c>V1,V2</c>.</summary>
    public string Generations { get; init; } = "V1,V2";

    public bool AcceleratedNetworking { get; init; } = true;

    public bool EncryptionAtHost { get; init; } = true;

    /// <summary>Zones in which it takes Ultra disks.</summary>
    public IReadOnlyList<string> UltraZones { get; init; } = [];

    /// <summary>It takes Ultra disks on a machine that stands in no zone.</summary>
    public bool UltraWithoutZone { get; init; }

    /// <summary>Azure offers on-demand capacity reservations of it.</summary>
    public bool CanBeReserved { get; init; }

    /// <summary>Sold as spot.</summary>
    public bool SpotCapable { get; init; } = true;

    /// <summary>Zones in which this subscription can have it.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>The day Azure ends it; null where none is announced.</summary>
    public DateOnly? Retires { get; init; }

    /// <summary>Why this subscription cannot have the size here; null where it can.</summary>
    public string? Restriction { get; init; }

    /// <summary>Pay-as-you-go price, USD an hour; null where none is published.</summary>
    public double? LinuxPerHour { get; init; }

    /// <summary>The same with the Windows licence.</summary>
    public double? WindowsPerHour { get; init; }

    /// <summary>Spot price of the day, USD an hour; null where none is published.</summary>
    public double? LinuxSpotPerHour { get; init; }

    /// <summary>The same with the Windows licence.</summary>
    public double? WindowsSpotPerHour { get; init; }

    /// <summary>A burstable size lives on credits: its vCPUs are not there all day.</summary>
    public bool IsBurstable => IsBurstableName(Name);

    public static bool IsBurstableName(string name) => name.StartsWith("Standard_B", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a region offers to a subscription.</summary>
/// <param name="Subscription">Subscription id.</param>
/// <param name="Region">Region, lower case.</param>
/// <param name="Sizes">Sizes with prices, ordered by name.</param>
/// <param name="Problem">Why sizes or prices could not be read; null where they could.</param>
public sealed record Offer(string Subscription, string Region, IReadOnlyList<Size> Sizes, string? Problem)
{
    /// <summary>Sizes as offered, with the prices of their region put to them.</summary>
    public static Offer Of(string subscription, string region, IEnumerable<Size> sizes, IEnumerable<Arm.SizePrice> prices)
    {
        var bySize = prices.ToDictionary(price => price.Size, StringComparer.OrdinalIgnoreCase);
        return new(subscription, region, [.. sizes.Select(size => bySize.TryGetValue(size.Name, out var price)
            ? size with
            {
                LinuxPerHour = price.Linux, WindowsPerHour = price.Windows, LinuxSpotPerHour = price.LinuxSpot,
                WindowsSpotPerHour = price.WindowsSpot,
            }
            : size)], null)
        {
            PriceDoubts = [.. prices.Where(price => price.Ambiguities.Count > 0)
                .Select(price => new PriceDoubt(price.Size, string.Join("; ", price.Ambiguities)))],
        };
    }

    /// <summary>Sizes of which the price list names several prices that differ: none is taken.</summary>
    public IReadOnlyList<PriceDoubt> PriceDoubts { get; init; } = [];

    /// <summary>What the subscription uses of its vCPU quota; null where that is not known.</summary>
    public VcpuQuotas? Quotas { get; init; }

    /// <summary>Why the quota is not known; null where it is.</summary>
    public string? QuotaProblem { get; init; }

    public Size? Find(string name) => Sizes.FirstOrDefault(size => string.Equals(size.Name, name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A size whose price is not known, since the list names several that differ.</summary>
/// <param name="Size">Name of the size.</param>
/// <param name="Words">Which prices, such as <c>Linux: 0.1 or 0.2 USD an hour</c>.</param>
public sealed record PriceDoubt(string Size, string Words);
