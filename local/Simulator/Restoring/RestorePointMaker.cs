using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Restoring;

/// <summary>Makes restore points, with what they really hold.</summary>
internal static class RestorePointMaker
{
    public static RestorePoint Of(
        RestorePointCollection collection, string id, string consistency, IReadOnlyList<MachineDisk> disks, DateTimeOffset now) => new()
    {
        Id = id,
        SubscriptionId = collection.SubscriptionId,
        Region = collection.Region,
        Machine = collection.Machine,
        Consistency = consistency,
        CreatedAt = now,
        MachineAt = now,
        Disks = Named(id, disks),
        Moments = Moments(collection.Machine, id, consistency, disks, now),
        CompleteAt = now,
    };

    /// <summary>Recorded: a copy tells the time of its source.</summary>
    public static RestorePoint Copy(RestorePoint source, RestorePointCollection collection, string id, DateTimeOffset now) => source with
    {
        Id = id, SubscriptionId = collection.SubscriptionId, Region = collection.Region, CopyOf = source.Id, Disks = [.. Named(
            id, source.Disks.Select(one => one.Disk)).Zip(source.Disks, (copy, one) => copy with { CopyOfId = one.RestorePointId })],
    };

    /// <summary>A copy takes 5 to 60 minutes more than its operation, premium v2 and ultra disks 5 to 45.</summary>
    public static DateTimeOffset CompleteAt(RestorePoint point, LongOperation operation)
    {
        var draw = Noise.Unit(Noise.Of(operation.Id));
        if (point.CopyOf is not null)
            return operation.End.AddMinutes(5 + Math.Floor(56 * draw));
        return point.Disks.Any(one => MachineDisk.IsSlow(one.Disk.Kind)) ? operation.End.AddMinutes(5 + (40 * draw)) : operation.End;
    }

    // Documented: no promise with read/write host caching, nor for several data disks on Intel v6 (AMD v7 is not in the list of sizes).
    private static bool IsConsistent(Machine machine, string consistency, IReadOnlyList<MachineDisk> disks, DateTimeOffset now) =>
        consistency == RestorePoint.Application
        || (!disks.Any(static disk => disk is { Lun: not null, Caching: "ReadWrite" })
            && (machine.SizeAt(now).Family.Processor != "intel6" || disks.Count(static disk => disk.Lun is not null) < 2));

    private static Dictionary<string, DateTimeOffset> Moments(
        Machine machine, string id, string consistency, IReadOnlyList<MachineDisk> disks, DateTimeOffset now)
    {
        var isConsistent = IsConsistent(machine, consistency, disks, now);
        return disks.ToDictionary(disk => disk.UniqueId, disk => SnapshotMaker.MomentOf(DiskFacts.Of(isConsistent ? disks[0] : disk)
            .Seat, id, now), StringComparer.Ordinal);
    }

    private static List<PointDisk> Named(string id, IEnumerable<MachineDisk> disks) =>
        [.. disks.Select(disk => new PointDisk(disk, $"{id}/diskRestorePoints/{disk.Name}_{Noise.Id(Noise.Of(id), disk.UniqueId)}"))];
}
