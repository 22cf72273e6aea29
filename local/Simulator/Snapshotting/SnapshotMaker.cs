namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>Makes the snapshot of a disk that was asked for.</summary>
internal static class SnapshotMaker
{
    public static string IdOf(string subscription, string group, string name) => $"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/snapshots/{name}";

    /// <summary>Complete at once; what takes longer is up to the caller.</summary>
    public static Snapshot Of(MachineDisk disk, string id, SnapshotRequest wanted, DateTimeOffset at) => new()
    {
        Id = id,
        SubscriptionId = disk.Machine.SubscriptionId,
        Disk = disk.Id,
        SourceUniqueId = disk.UniqueId,
        Region = disk.Machine.Region,
        IsIncremental = wanted.IsIncremental,
        NetworkAccessPolicy = wanted.NetworkAccessPolicy,
        Sku = wanted.Sku,
        SizeGiB = disk.SizeGiB,
        OsType = disk.OsType,
        HyperVGeneration = disk.OsType is null ? null : disk.Machine.Platform.HyperVGeneration,
        Tags = wanted.Tags,
        CreatedAt = at,
        CompleteAt = DateTimeOffset.MinValue,
    };
}
