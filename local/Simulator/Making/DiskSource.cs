using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Restoring;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Making;

/// <summary>What a disk is made of: its size and system, and the moment it holds.</summary>
internal sealed record DiskSource(
    string Id, string UniqueId, int SizeGiB, string? OsType, string? Generation, string? EncryptionSet, string Region,
        string SubscriptionId, DateTimeOffset? Holds)
{
    public DiskSecurity? Security { get; init; }

    /// <summary>TrustedLaunch or ConfidentialVM, of the machine that a restore point was taken of; null: neither, or no point.</summary>
    public string? PointOf { get; init; }

    /// <summary>The source that the request names; or why it cannot be one.</summary>
    public static (DiskSource? Source, Outcome? Refusal) Find(SimulatedAzure azure, Exchange exchange, DiskRequest wanted)
    {
        var now = azure.Time.GetUtcNow();
        if (wanted.Source is not { } id)
            return (null, Outcome.Refused(400, "InvalidParameter", "Required parameter 'sourceResourceId' is missing (null)."));
        var (found, action) = Is(wanted.Option, "Restore")
            ? (OfPoint(azure, id, now), "Microsoft.Compute/restorePointCollections/restorePoints/diskRestorePoints/beginGetAccess/action")
            : id.Contains("/snapshots/", StringComparison.OrdinalIgnoreCase)
                ? (OfSnapshot(azure, id, now), "Microsoft.Compute/snapshots/beginGetAccess/action")
            : (OfDisk(azure, id, now), "Microsoft.Compute/disks/beginGetAccess/action");
        if (found.Source is not { } source)
            return found;
        return azure.Gate.Linked(exchange, action, source.Id) is { } forbidden ? (null, forbidden) : found;
    }

    private static (DiskSource? Source, Outcome? Refusal) OfSnapshot(SimulatedAzure azure, string id, DateTimeOffset now)
    {
        if (azure.Snapshots.Shelf.FindStaying(id)?.Last is not { } snapshot)
            return (null, SnapshotEndpoint.NotFound(id));
        if (snapshot.HasFailed || snapshot.CopyFailedAt is not null || snapshot.CompletionPercent(now) < 100)
            return (null,
                Outcome.Refused(
                409, "OperationNotAllowed",
                FormattableString.Invariant(
                $"Snapshot '{snapshot.Name}' cannot be used yet: its completionPercent is {snapshot.CompletionPercent(now)}.")));
        return (new DiskSource(
            snapshot.Id, snapshot.UniqueId, snapshot.SizeGiB, snapshot.OsType, snapshot.HyperVGeneration, snapshot.EncryptionSet,
                snapshot.Region, snapshot.SubscriptionId, snapshot.HoldsMoment) { Security = snapshot.Security }, null);
    }

    private static (DiskSource? Source, Outcome? Refusal) OfDisk(SimulatedAzure azure, string id, DateTimeOffset now) =>
        azure.Disks.Facts(azure.Fleet, id, now) is { } disk
        ? (new DiskSource(
            disk.Id, disk.UniqueId, disk.SizeGiB, disk.OsType, disk.Generation, disk.EncryptionSet, disk.Region, disk.SubscriptionId, now)
            {
                Security = disk.Security,
            },
            null)
        : (null, SnapshotEndpoint.NotFound(id));

    private static (DiskSource? Source, Outcome? Refusal) OfPoint(SimulatedAzure azure, string id, DateTimeOffset now)
    {
        var at = id.IndexOf("/diskRestorePoints/", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return (null,
                Outcome.Refused(400, "InvalidParameter", $"The source '{id}' of createOption 'Restore' is no disk restore point."));
        var entry = azure.RestorePoints.PointShelf.FindStaying(id[..at]);
        if (entry?.Last.Disks.FirstOrDefault(one => one.RestorePointId.Equals(id, StringComparison.OrdinalIgnoreCase)) is not { } disk)
            return (null, SnapshotEndpoint.NotFound(id));
        var point = entry.Last;
        if (point.HasFailed || point.IsPending(now))
            return (null,
                Outcome.Refused(
                409, "OperationNotAllowed", $"Restore point '{point.Name}' is not complete and no disk can be made of it."));
        return (new DiskSource(
            disk.RestorePointId, PointUniqueId(disk), disk.Disk.SizeGiB, disk.Disk.OsType, disk.Disk.OsType is null ? null
                : disk.Disk.Machine.Platform.HyperVGeneration,
            disk.Disk.Machine.DiskEncryptionSet, point.Region, point.SubscriptionId,
                point.Moments.TryGetValue(disk.Disk.UniqueId, out var moment) ? moment : null)
            {
                Security = DiskSecurity.Of(disk.Disk), PointOf = disk.Disk.Machine.SecurityType,
            }, null);
    }

    private static string PointUniqueId(PointDisk disk) => Loads.Noise.Id(Loads.Noise.Of(disk.RestorePointId), "point").ToString();

    private static bool Is(string? option, string name) => string.Equals(option, name, StringComparison.OrdinalIgnoreCase);
}
