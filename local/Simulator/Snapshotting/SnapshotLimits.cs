using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>How many snapshots and copies there may be. Each refusal is counted.</summary>
internal sealed class SnapshotLimits(SimulatedAzure azure)
{
    private const int MostOfDisk = 500;
    private const int MostInFiveMinutes = 7;
    private const int MostPending = 3;
    private const int MostIntoRegion = 100;

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    /// <summary>Null: one more may be taken of the disk.</summary>
    public Outcome? Refusal(DiskFacts disk, bool isIncremental)
    {
        var of = azure.Snapshots.Of(disk.UniqueId);
        if (MachineDisk.IsSlow(disk.Kind) && of.Taken.Count(one => one.Last.IsPending(Now)) >= MostPending)
            return azure.Snapshots.Refused(
                ProtectionLimit.PendingSnapshots, disk.Id, Now,
                $"Disk '{disk.Name}' has {MostPending} snapshots whose background copy is not complete yet.");
        if (!isIncremental)
            return null;
        if (of.Taken.Count(static one => one.Last.IsIncremental) >= MostOfDisk)
            return azure.Snapshots.Refused(
                ProtectionLimit.SnapshotsOfDisk, disk.Id, Now,
                $"Disk '{disk.Name}' has reached the limit of {MostOfDisk} incremental snapshots.");
        return of.Recent(Now) >= MostInFiveMinutes
            ? azure.Snapshots.Refused(
                ProtectionLimit.SnapshotsInFiveMinutes, disk.Id, Now,
                $"Up to {MostInFiveMinutes} incremental snapshots can be created of disk '{disk.Name}' every five minutes.")
            : null;
    }

    /// <summary>Null: the snapshot may be copied there now.</summary>
    public Outcome? Refusal(Snapshot source, string subscription, string region)
    {
        var copies = azure.Snapshots.Of(source.SourceUniqueId).Copies.Where(one => one.Last.Region == region && !one.Last.HasFailed
            && one.Last.CopyFailedAt is null).ToList();
        if (copies.Find(one => one.Last.IsPending(Now)) is { } pending)
            return azure.Snapshots.Refused(
                ProtectionLimit.CopiesOfDisk, source.Disk, Now,
                $"Snapshot '{pending.Last.Name}' of the same disk is still being copied to '{region}'. Only one incremental snapshot of a disk can be copied at a time.");
        if (copies.Find(one => one.Last.CopyOfCreatedAt > source.CreatedAt) is { } later)
            return azure.Snapshots.Refused(
                ProtectionLimit.OrderOfCopies, source.Disk, Now,
                $"Snapshot '{source.Name}' is older than the one that '{later.Last.Name}' is a copy of. Snapshots must be copied in the order they were created.");
        return azure.Snapshots.CopyingInto(subscription, region, Now) >= MostIntoRegion
            ? azure.Snapshots.Refused(
                ProtectionLimit.CopiesIntoRegion, $"/subscriptions/{subscription}", Now,
                $"Up to {MostIntoRegion} incremental snapshots can be copied in parallel to '{region}' in subscription '{subscription}'.")
            : null;
    }
}
