using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator;

/// <summary>A snapshot of a managed disk.</summary>
public sealed record Snapshot
{
    /// <summary>Resource id.</summary>
    public required string Id { get; init; }

    /// <summary>Resource id of the disk.</summary>
    public required string Disk { get; init; }

    /// <summary>Which disk that was: another one of the same name has another.</summary>
    public required string SourceUniqueId { get; init; }

    /// <summary>Name of its region.</summary>
    public required string Region { get; init; }

    /// <summary>Only what changed since the one before.</summary>
    public bool IsIncremental { get; init; }

    /// <summary>AllowAll, AllowPrivate or DenyAll.</summary>
    public string NetworkAccessPolicy { get; init; } = "AllowAll";

    /// <summary>For example Standard_LRS.</summary>
    public string Sku { get; init; } = "Standard_LRS";

    /// <summary>Size of the disk in GiB.</summary>
    public required int SizeGiB { get; init; }

    /// <summary>Windows or Linux; null: a data disk.</summary>
    public string? OsType { get; init; }

    /// <summary>V1 or V2; null: a data disk.</summary>
    public string? HyperVGeneration { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>When it was asked for, which is what it tells about itself.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// The moment of the disk that it really holds: up to four seconds later, and never that of another disk's snapshot, even if both
    /// were asked for at once. Azure tells it nowhere.
    /// </summary>
    public required DateTimeOffset HoldsMoment { get; init; }

    /// <summary>From when on all its data is copied and it can be used.</summary>
    public required DateTimeOffset CompleteAt { get; init; }

    /// <summary>Resource id of the snapshot, in another region, that this is a copy of; null: it was taken of the disk.</summary>
    public string? CopyOf { get; init; }

    /// <summary>Unique id of that snapshot.</summary>
    public string? CopyOfUniqueId { get; init; }

    /// <summary>When it lost its source while its data was being copied, so that it never is complete; null: it did not.</summary>
    public DateTimeOffset? CopyFailedAt { get; init; }

    /// <summary>Resource id of the disk encryption set with whose key it is encrypted; null: with the platform's.</summary>
    public string? EncryptionSet { get; init; }

    /// <summary>
    /// Its data follows in the background, as of premium v2 and ultra disks: only then, and of copies, Azure tells how far it is.
    /// </summary>
    internal bool IsBackground { get; init; }

    /// <summary>Tags were sent, be they none.</summary>
    internal bool HasTags { get; init; }

    /// <summary>What its disk is beyond data.</summary>
    internal Making.DiskSecurity? Security { get; init; }

    internal string PublicNetworkAccess { get; init; } = "Enabled";

    internal DateTimeOffset? CopyOfCreatedAt { get; init; }

    /// <summary>The operation that made it.</summary>
    internal Operations.LongOperation? Operation { get; init; }

    /// <summary>Its creation failed, or is going to fail: it never becomes one.</summary>
    public bool HasFailed => Operation?.Error is not null;

    /// <summary>Whether its data is still being copied at that moment.</summary>
    internal bool IsPending(DateTimeOffset time) => time < CompleteAt && !(CopyFailedAt <= time) && !(HasFailed && Operation!.End <= time);

    /// <summary>Its name.</summary>
    public string Name => Id[(Id.LastIndexOf('/') + 1)..];

    /// <summary>Subscription, a GUID in lower case.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>No other resource ever has the same, not even one of the same name.</summary>
    public string UniqueId => Noise.Id(Noise.Of(Id), InstanceView.Time(CreatedAt)).ToString();

    /// <summary>How much is copied at that moment, 0 to 100.</summary>
    public double CompletionPercent(DateTimeOffset time) => CopyFailedAt < time ? CompletionPercent(CopyFailedAt.Value)
        : CopyOf is not null && HasFailed && Operation!.End < time ? CompletionPercent(Operation.End)
        : time >= CompleteAt ? 100
        : Math.Clamp(Math.Round((time - CreatedAt) / (CompleteAt - CreatedAt) * 100, 1), 0, 99.9);
}
