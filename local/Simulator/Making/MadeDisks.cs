using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Making;

/// <summary>Disks that requests made; those of the fleet's machines come from the machines.</summary>
internal sealed class MadeDisks(TimeProvider time, TimeSpan resourceGraphLag)
{
    public Shelf<ManagedDisk> Shelf { get; } = new(time, resourceGraphLag);

    public Kept<ManagedDisk>? Find(string id) => Shelf.Find(id);

    public Kept<ManagedDisk> Keep(ManagedDisk disk, DateTimeOffset now, string caller) => Shelf.Keep(disk, disk.Id, disk.SubscriptionId, now, caller);

    public static void Attach(Kept<ManagedDisk> disk, string machine, DateTimeOffset at) => disk.Change(disk.Last with { ManagedBy = machine, AttachedAt = at }, at);

    public static void Detach(Kept<ManagedDisk> disk, DateTimeOffset at) => disk.Change(disk.Last with { ManagedBy = null }, at);

    /// <summary>What a snapshot can be taken of; null: there is no such disk.</summary>
    public DiskFacts? Facts(Fleet fleet, string id, DateTimeOffset at) => Shelf.FindStaying(id) is { } made ? DiskFacts.Of(made)
        : MachineDisk.Find(fleet, id, at) is { } disk ? DiskFacts.Of(disk) : null;
}
