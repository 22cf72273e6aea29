namespace OpsFunctions.Orchestrations.Fleet;

/// <summary>A virtual machine as the inventory knows it.</summary>
public sealed record Machine
{
    /// <summary>Resource id, as Azure writes it.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Subscription { get; init; }

    public required string ResourceGroup { get; init; }

    /// <summary>Region, lower case: <c>westeurope</c>.</summary>
    public required string Region { get; init; }

    /// <summary>Present size: <c>Standard_D4s_v5</c>.</summary>
    public required string Size { get; init; }

    public bool IsWindows { get; init; }

    /// <summary>Licence the owner brings: <c>Windows_Server</c> is Azure Hybrid Benefit; null where none.</summary>
    public string? LicenseType { get; init; }

    /// <summary>Spot or low priority: its price moves by the hour.</summary>
    public bool IsSpot { get; init; }

    /// <summary>
    /// Stopped and not deallocated, from inside or by Azure's power off, as it was last seen: it keeps its place and is paid for as if it
    /// ran (Microsoft Learn, states and billing of virtual machines). False where Azure does not say.
    /// </summary>
    [MayBeMissing]
    public bool IsStopped { get; init; }

    /// <summary>What it is built on; another size must be able to carry the same.</summary>
    public MachineHardware Hardware { get; init; } = new();

    /// <summary>Tags as Azure gives them; names ignore case.</summary>
    public IDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What a machine is built on.</summary>
public sealed record MachineHardware
{
    /// <summary>Availability zones it stands in; empty for none.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    public int DataDisks { get; init; }

    public int NetworkInterfaces { get; init; } = 1;

    /// <summary><c>V1</c> or <c>V2</c>; null where Azure does not say, as for a machine that is off.</summary>
    public string? Generation { get; init; }

    /// <summary><c>SCSI</c> or <c>NVMe</c>; null where Azure does not say.</summary>
    public string? DiskController { get; init; }

    /// <summary>It has premium disks; true where the kind of a disk is not known.</summary>
    public bool PremiumDisks { get; init; } = true;

    public bool PremiumV2Disks { get; init; }

    public bool UltraDisks { get; init; }

    public bool EncryptionAtHost { get; init; }

    /// <summary>One of its network interfaces uses accelerated networking; true where one of them could not be seen.</summary>
    public bool AcceleratedNetworking { get; init; }

    /// <summary>Its OS disk lies on the host and does not survive a deallocation.</summary>
    public bool EphemeralOsDisk { get; init; }

    /// <summary>Resource id of the dedicated host it stands on, or of the group that picks one; null for none.</summary>
    public string? DedicatedHost { get; init; }

    /// <summary>Resource id of its capacity reservation group; null for none.</summary>
    public string? CapacityReservationGroup { get; init; }

    /// <summary>Resource id of the scale set it belongs to; null for none.</summary>
    public string? ScaleSet { get; init; }

    /// <summary>Resource id of the availability set it belongs to; null for none.</summary>
    public string? AvailabilitySet { get; init; }
}

/// <summary>Machines that are assessed together: at most 50 of one subscription and region, as one metrics call takes.</summary>
/// <param name="Subscription">Subscription id.</param>
/// <param name="Region">Region, lower case.</param>
/// <param name="Count">How many machines the group holds.</param>
public sealed record MachineGroup(string Subscription, string Region, int Count);
