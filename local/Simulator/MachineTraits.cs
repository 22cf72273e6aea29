namespace OpsFunctions.Simulator;

/// <summary>
/// What matters to whoever rebuilds a machine of the fleet, beyond what was drawn for it. What is not set is as it was. It shows in the
/// machine's document, in its disks, in snapshots and restore points taken from then on.
/// </summary>
public sealed record MachineTraits
{
    /// <summary>TrustedLaunch or ConfidentialVM; null: neither.</summary>
    public string? SecurityType { get; init; }

    /// <summary>Marketplace plan; its terms are accepted in the machine's own subscription. Null: none.</summary>
    public (string Publisher, string Product, string Name)? Plan { get; init; }

    /// <summary>Azure Disk Encryption from inside, with a key vault.</summary>
    public bool HasAdeExtension { get; init; }

    /// <summary>SystemAssigned, UserAssigned, or both with a comma between; null: none.</summary>
    public string? Identity { get; init; }

    /// <summary>Ids of its user-assigned identities. Default: none.</summary>
    public IReadOnlyList<string> UserIdentities { get; init; } = [];

    /// <summary>Id of the disk encryption set of its disks; null: as drawn.</summary>
    public string? EncryptionSet { get; init; }

    /// <summary>How many machines its data disks can be attached to; null: one.</summary>
    public int? MaxShares { get; init; }

    /// <summary>Logical sectors of its premium v2 and ultra disks in bytes, 512 or 4096; null: nothing is said.</summary>
    public int? SectorBytes { get; init; }

    /// <summary>Where its identity is.</summary>
    internal string? TenantId { get; init; }
}
