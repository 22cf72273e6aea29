namespace OpsFunctions.Simulator;

/// <summary>What a machine was built with beside its size: what another size must be able to carry on.</summary>
public sealed record MachinePlatform
{
    /// <summary>V1 or V2; fixed when the machine is created.</summary>
    public string HyperVGeneration { get; init; } = "V2";

    /// <summary>SCSI or NVMe; a resize does not change it.</summary>
    public string DiskController { get; init; } = "SCSI";

    /// <summary>Kind of the OS disk, for example Premium_LRS.</summary>
    public string OsDiskType { get; init; } = "Premium_LRS";

    /// <summary>Where an ephemeral OS disk lies: ResourceDisk or CacheDisk; null: the OS disk is managed.</summary>
    public string? EphemeralPlacement { get; init; }

    /// <summary>Kind of each data disk: Premium_LRS, StandardSSD_LRS, PremiumV2_LRS or UltraSSD_LRS.</summary>
    public IReadOnlyList<string> DataDiskTypes { get; init; } = [];

    /// <summary>How many network interfaces it has.</summary>
    public int NetworkInterfaces { get; init; } = 1;

    /// <summary>Its network interfaces are accelerated.</summary>
    public bool AcceleratedNetworking { get; init; }

    /// <summary>Temporary disk and caches are encrypted on the host.</summary>
    public bool EncryptionAtHost { get; init; }

    /// <summary>It may have ultra disks, whether or not it has one.</summary>
    public bool UltraDisksEnabled { get; init; }

    /// <summary>Resource id of its dedicated host; null: it is on shared ones.</summary>
    public string? DedicatedHost { get; init; }

    /// <summary>Resource id of its capacity reservation group; null: none.</summary>
    public string? CapacityReservationGroup { get; init; }

    /// <summary>Resource id of the scale set it belongs to; null: none.</summary>
    public string? ScaleSet { get; init; }
}
