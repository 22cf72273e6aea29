using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Planning;

/// <summary>A machine with its disks and its recovery points, as the inventory saw them.</summary>
public sealed record ProtectedMachine
{
    /// <summary>Resource id; of one that the inventory does not show, made from what its points say.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Subscription { get; init; }

    /// <summary>Lower case; empty for one that the inventory does not show.</summary>
    public string Region { get; init; } = "";

    public string Size { get; init; } = "";

    /// <summary>Azure's own id of it, which another machine of the same name does not have.</summary>
    public string VmId { get; init; } = "";

    public bool IsRunning { get; init; }

    /// <summary>The inventory does not show it, only its points: that proves nothing yet.</summary>
    public bool IsAbsent { get; init; }

    public required PolicyChoice Choice { get; init; }

    /// <summary>Tag <c>ops:disks=independent</c>: its disks need not be of one moment.</summary>
    public bool HasIndependentDisks { get; init; }

    public string? Environment { get; init; }

    /// <summary>IANA name of its time zone; empty: not known, so that its windows stay closed.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>Why its time zone is not known; null: it is.</summary>
    public string? ZoneProblem { get; init; }

    /// <summary>Tags of it that contradict each other, a sentence each.</summary>
    public IReadOnlyList<string> TagProblems { get; init; } = [];

    public string? Owner { get; init; }

    /// <summary>The managed ones, the OS disk first.</summary>
    public IReadOnlyList<ProtectedDisk> Disks { get; init; } = [];

    /// <summary>Disks of which nothing can be taken, such as an ephemeral OS disk; in words.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>Roles of disks that the inventory does not show at the moment.</summary>
    public IReadOnlyList<string> Unseen { get; init; } = [];

    /// <summary>Restore point collections of the suite, by id.</summary>
    public IReadOnlyList<PointCollection> Collections { get; init; } = [];

    /// <summary>Ids of its points that are being copied, by whomever.</summary>
    public IReadOnlyList<string> BeingCopied { get; init; } = [];

    /// <summary>What the suite took of it, in order of moment and id.</summary>
    public IReadOnlyList<SeenPoint> Points { get; init; } = [];
}

/// <summary>A managed disk.</summary>
/// <param name="UniqueId">Azure's own id of it.</param>
/// <param name="Role"><c>os</c>, or <c>data</c> with its LUN.</param>
/// <param name="Sku"><c>Premium_LRS</c>.</param>
/// <param name="EncryptionSet">Id of its disk encryption set; null: the platform's key.</param>
public sealed record ProtectedDisk(string Id, string UniqueId, string Role, string Sku, long SizeGiB, string Caching, string? EncryptionSet)
{
    /// <summary>Snapshots of it there are, whoever took them.</summary>
    public int Snapshots { get; init; }

    /// <summary>Of these, taken in the last five minutes before the inventory.</summary>
    public int RecentSnapshots { get; init; }

    /// <summary>Of these, not complete.</summary>
    public int PendingSnapshots { get; init; }

    /// <summary>Its snapshots are copied in the background, and are none until that is done.</summary>
    public bool IsSlow =>
        Sku.StartsWith("PremiumV2", StringComparison.OrdinalIgnoreCase) || Sku.StartsWith("UltraSSD", StringComparison.OrdinalIgnoreCase);
}
