using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Making;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>Makes the snapshot of a disk that was asked for.</summary>
internal static class SnapshotMaker
{
    private const int MostMachines = 20_000;
    private const int MostDisks = 65;
    private const long TicksOfAllDisks = MostMachines * MostDisks;
    private const long MostTicksLate = 3 * TimeSpan.TicksPerSecond;

    public static string IdOf(string subscription, string group, string name) =>
        $"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/snapshots/{name}";

    /// <summary>Complete at once; what takes longer is up to the caller.</summary>
    public static Snapshot Of(DiskFacts disk, string id, SnapshotRequest wanted, DateTimeOffset at) => new()
    {
        Id = id,
        SubscriptionId = disk.SubscriptionId,
        Disk = disk.Id,
        SourceUniqueId = disk.UniqueId,
        Region = disk.Region,
        IsIncremental = wanted.IsIncremental,
        NetworkAccessPolicy = wanted.NetworkAccessPolicy,
        Sku = wanted.Sku,
        SizeGiB = disk.SizeGiB,
        OsType = disk.OsType,
        HyperVGeneration = disk.Generation,
        Tags = wanted.Tags,
        HasTags = wanted.HasTags,
        PublicNetworkAccess = wanted.PublicNetworkAccess,
        IsBackground = MachineDisk.IsSlow(disk.Kind),
        EncryptionSet = wanted.EncryptionSet,
        Security = disk.Security,
        CreatedAt = at,
        HoldsMoment = MomentOf(disk.Seat, id, at),
        CompleteAt = DateTimeOffset.MinValue,
    };

    // Snapshots are taken one by one. Every disk has a tick of its own in each eighth of a second, so that no two hold the same moment.
    public static DateTimeOffset MomentOf(long seat, string id, DateTimeOffset at)
    {
        var late = (long)(Noise.Unit(Noise.Mix(Noise.Of(id), at.UtcTicks)) * MostTicksLate);
        var round = ((at.UtcTicks + late) / TicksOfAllDisks) + 1;
        return new DateTimeOffset((round * TicksOfAllDisks) + seat, TimeSpan.Zero);
    }
}
