namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>A machine of the application, as far as rebuilding it is concerned.</summary>
/// <param name="Id">Resource id, as Azure writes it.</param>
/// <param name="VmId">Azure's own id of it, by which its restore points go.</param>
public sealed record SourceMachine(string Id, string Name, string Region, string Size, bool IsWindows, string VmId)
{
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary><c>TrustedLaunch</c>, <c>ConfidentialVM</c>; null: standard.</summary>
    public string? SecurityType { get; init; }

    public bool SecureBoot { get; init; }

    public bool Vtpm { get; init; }

    public bool EncryptionAtHost { get; init; }

    /// <summary><c>NVMe</c>; null: SCSI.</summary>
    public string? DiskController { get; init; }

    public bool UltraEnabled { get; init; }

    /// <summary>Marketplace plan it was bought under; null: none.</summary>
    public MarketplacePlan? Plan { get; init; }

    /// <summary>The plan that a clone has to be made with: its own, else that of its OS disk; null: none.</summary>
    internal MarketplacePlan? BoughtUnder => Plan ?? Disks[0].Plan;

    /// <summary>Kind of its managed identity; null: none.</summary>
    public string? Identity { get; init; }

    /// <summary>Names of its extensions.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>That of the system first, then by number.</summary>
    public IReadOnlyList<SourceDisk> Disks { get; init; } = [];

    public IReadOnlyList<SourceCard> Cards { get; init; } = [];

    /// <summary>What could not be read of it, in words.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];
}

/// <summary>What a marketplace image was bought under.</summary>
public sealed record MarketplacePlan(string Publisher, string Product, string Name);

/// <summary>A disk of such a machine.</summary>
/// <param name="Lun">Null: that of the system.</param>
/// <param name="Id">Null: no managed disk.</param>
/// <param name="UniqueId">Azure's own id of it, by which its snapshots go.</param>
public sealed record SourceDisk(int? Lun, string? Id, string UniqueId, string Sku, long SizeGiB, string Caching)
{
    /// <summary>Its role in names: <c>os</c>, <c>data0</c>.</summary>
    public string Role => Lun is { } lun ? FormattableString.Invariant($"data{lun}") : "os";

    public bool IsEphemeral { get; init; }

    public bool WriteAccelerator { get; init; }

    /// <summary>Customer's key; null: the platform's.</summary>
    public string? EncryptionSet { get; init; }

    /// <summary>Encrypted from inside (Azure Disk Encryption).</summary>
    public bool IsEncryptedInside { get; init; }

    public int MaxShares { get; init; } = 1;

    /// <summary>512 or 4096; null: not said.</summary>
    public int? SectorSize { get; init; }

    public string? SecurityType { get; init; }

    public string? Generation { get; init; }

    public MarketplacePlan? Plan { get; init; }

    public bool IsPremiumV2OrUltra => Sku is "PremiumV2_LRS" or "UltraSSD_LRS";
}

/// <summary>A network interface of such a machine.</summary>
/// <param name="Address">Its private address; null: none.</param>
/// <param name="SubnetId">Null: none could be read.</param>
public sealed record SourceCard(string Id, string? Address, string? SubnetId)
{
    public bool IsPrimary { get; init; }

    /// <summary>Load balancers' pools it is in.</summary>
    public IReadOnlyList<string> Pools { get; init; } = [];

    public bool HasPublicAddress { get; init; }

    public bool IsAccelerated { get; init; }
}

/// <summary>A subnet of the source.</summary>
/// <param name="DnsServers">Of its network; empty: Azure's.</param>
/// <param name="PrivateEndpoints">How many lie in it.</param>
public sealed record SourceSubnet(string Id, string Prefix, IReadOnlyList<string> DnsServers, int PrivateEndpoints);
