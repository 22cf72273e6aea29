using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator;

/// <summary>A snapshot or restore point that there is or was, whatever Azure tells: for judging a run, nothing else may use it.</summary>
public sealed record PointTruth
{
    /// <summary>Resource id; one that was deleted and one that was made later may have the same.</summary>
    public required string Id { get; init; }

    /// <summary>Subscription, a GUID in lower case.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>Name of the region where it lies.</summary>
    public required string Region { get; init; }

    /// <summary>It holds the disks of a machine, not one disk.</summary>
    public bool IsRestorePoint { get; init; }

    /// <summary>What a restore point says of its consistency: CrashConsistent or ApplicationConsistent; null: a snapshot.</summary>
    public string? Consistency { get; init; }

    /// <summary>Unique id of the disk, or vmId of the machine; of a copy: that of what was copied.</summary>
    public required string Source { get; init; }

    /// <summary>Resource id of the disk or machine.</summary>
    public required string SourceId { get; init; }

    /// <summary>Resource id of what it is a copy of; null: it is none.</summary>
    public required string? CopyOf { get; init; }

    /// <summary>Its tags, of a restore point its collection's, as they are or were at last.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>When it says it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it was there, which somebody else's may lie about.</summary>
    public required DateTimeOffset ThereFrom { get; init; }

    /// <summary>Who had it made: an application's object id, or a person's name.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>From when on all its data is there; null: it never is, since its creation failed.</summary>
    public required DateTimeOffset? CompleteAt { get; init; }

    /// <summary>When it was deleted; null: it is there.</summary>
    public required DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Who had it deleted; null: it is there.</summary>
    public required string? DeletedBy { get; init; }

    /// <summary>The moment it holds of each disk, by the disk's unique id.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> Moments { get; init; }

    /// <summary>Whether it holds one moment of all its disks: that is what consistent means.</summary>
    public bool IsConsistent => Moments.Values.Distinct().Count() == 1;

    /// <summary>Whether it was there at that moment with all its data.</summary>
    public bool IsGoodAt(DateTimeOffset time) => ThereFrom <= time && CompleteAt <= time && !(DeletedAt <= time);

    internal static PointTruth Of(Kept<Snapshot> entry)
    {
        var last = entry.Last;
        return new PointTruth
        {
            Id = entry.Id,
            SubscriptionId = entry.SubscriptionId,
            Region = last.Region,
            Source = last.SourceUniqueId,
            SourceId = last.Disk,
            CopyOf = last.CopyOf,
            Tags = last.Tags,
            CreatedAt = last.CreatedAt,
            ThereFrom = entry.From,
            CreatedBy = entry.Caller,
            CompleteAt = last.HasFailed || last.CopyFailedAt is not null
                ? null
                : last.CompleteAt > entry.From
                ? last.CompleteAt
                : entry.From,
            DeletedAt = entry.Until,
            DeletedBy = entry.DeletedBy,
            Moments = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal) { [last.SourceUniqueId] = last.HoldsMoment },
        };
    }

    internal static PointTruth Of(Kept<RestorePoint> entry, IReadOnlyDictionary<string, string>? tags)
    {
        var last = entry.Last;
        return new PointTruth
        {
            Id = entry.Id,
            IsRestorePoint = true,
            Consistency = last.Consistency,
            SubscriptionId = entry.SubscriptionId,
            Region = last.Region,
            Source = MachineDocument.VmId(last.Machine),
            SourceId = last.Machine.Id,
            CopyOf = last.CopyOf,
            Tags = tags ?? new Dictionary<string, string>(StringComparer.Ordinal),
            CreatedAt = last.CreatedAt,
            ThereFrom = entry.From,
            CreatedBy = entry.Caller,
            CompleteAt = last.HasFailed || last.CopyFailedAt is not null ? null : last.CompleteAt,
            DeletedAt = entry.Until,
            DeletedBy = entry.DeletedBy,
            Moments = last.Moments,
        };
    }
}
