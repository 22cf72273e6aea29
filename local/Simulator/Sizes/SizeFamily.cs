namespace OpsFunctions.Simulator.Sizes;

/// <summary>What all sizes of a family have in common.</summary>
/// <param name="Key">Short name, for example Dsv5.</param>
/// <param name="Pattern">The sizes' name; {0} is the vCPU count (the step number in DSv2).</param>
/// <param name="QuotaName">The family's name in the size list and in quotas.</param>
/// <param name="Product">The product's name in the retail prices.</param>
/// <param name="Processor">Where machines can be moved by a restart alone: sizes that share hardware.</param>
public sealed record SizeFamily(string Key, string Pattern, string QuotaName, string Product, string Processor)
{
    /// <summary>x64 or Arm64.</summary>
    public string Architecture { get; init; } = "x64";

    /// <summary>V1,V2 or V2.</summary>
    public string HyperVGenerations { get; init; } = "V1,V2";

    /// <summary>SCSI, NVMe or both; empty where the list of sizes says nothing, which means SCSI.</summary>
    public string DiskControllers { get; init; } = "";

    /// <summary>Whether CPU beyond a baseline must be saved up for.</summary>
    public bool Burstable { get; init; }

    /// <summary>Trusted launch is not possible on it.</summary>
    public bool TrustedLaunchDisabled { get; init; }

    /// <summary>Takes premium disks.</summary>
    public bool PremiumDisks { get; init; } = true;

    /// <summary>Takes ultra disks; null: the list of sizes does not mention them.</summary>
    public bool? UltraDisks { get; init; } = true;

    /// <summary>Encrypts temporary disks and caches on the host.</summary>
    public bool EncryptionAtHost { get; init; } = true;

    /// <summary>From how many vCPUs on accelerated networking is there; null: never.</summary>
    public int? AcceleratedFromVcpus { get; init; } = 2;

    /// <summary>vCPUs that share a core.</summary>
    public int VcpusPerCore { get; init; } = 2;

    /// <summary>When the family ends, as Azure writes it (MM/dd/yyyy); null: not announced.</summary>
    public string? RetirementDate { get; init; }

    /// <summary>USD per vCPU and hour, Linux, pay-as-you-go, by region.</summary>
    public IReadOnlyDictionary<string, decimal> PricePerVcpu { get; init; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>USD per vCPU and hour that a Windows licence adds.</summary>
    public decimal WindowsPerVcpu { get; init; } = 0.046m;

    /// <summary>Part of the price that a spot machine pays, 0 to 1; 0: not sold as spot.</summary>
    public decimal SpotFraction { get; init; } = 0.2m;
}
