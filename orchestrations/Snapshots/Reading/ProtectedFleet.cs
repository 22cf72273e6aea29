using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Planning;

namespace OpsFunctions.Orchestrations.Snapshots.Reading;

/// <summary>Puts machines, disks and points together. Pure.</summary>
internal static class ProtectedFleet
{
    /// <param name="recentFrom">From when on a snapshot counts against Azure's limit of seven.</param>
    /// <returns>Machines in order of subscription and id; those that only their points tell of are among them.</returns>
    public static IReadOnlyList<ProtectedMachine> Of(
        IReadOnlyList<(ProtectedMachine Machine, IReadOnlyList<HungDisk> Disks)> machines, IReadOnlyDictionary<string, DiskRow> disks,
        IReadOnlyList<SnapshotRow> snapshots, IReadOnlyList<CollectionRow> collections, DateTimeOffset recentFrom)
    {
        var byDisk = snapshots.Where(snapshot => !snapshot.IsCopy).ToLookup(snapshot => snapshot.DiskUniqueId, StringComparer.Ordinal);
        // Whose disk it is of, Azure tells; the tag, which more people may write, only where nobody has that disk any more.
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (machine, hung) in machines)
        {
            var owner = Key(machine.Subscription, PointNames.MachineKey(machine.Id));
            owners[machine.VmId] = owner;
            foreach (var disk in hung)
                if (disk.Id is not null && disks.TryGetValue(disk.Id, out var row))
                    owners[row.UniqueId] = owner;
        }
        var own = snapshots.Where(snapshot => snapshot.Own is not null)
            .ToLookup(snapshot => owners.GetValueOrDefault(snapshot.Own!.Source)
                ?? Key(snapshot.Subscription, snapshot.MachineKey), StringComparer.OrdinalIgnoreCase);
        var collected = collections.ToLookup(one => owners.GetValueOrDefault(one.Collection.Source)
            ?? Key(one.Subscription, one.MachineKey), StringComparer.OrdinalIgnoreCase);
        var copying = snapshots.Select(snapshot => snapshot.CopyingFrom).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var present = machines.Select(one => Key(one.Machine.Subscription, PointNames.MachineKey(one.Machine.Id)))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var absent = own.Select(one => one.Key).Concat(collected.Select(one => one.Key)).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(key => !present.Contains(key)).Select(Absent).OfType<ProtectedMachine>();
        return
        [
            .. machines.Select(one => WithDisks(one.Machine, one.Disks, disks, byDisk, recentFrom)).Concat(absent)
                .Select(machine => WithPoints(machine, own, collected, copying))
                .OrderBy(machine => machine.Subscription, StringComparer.Ordinal)
                .ThenBy(machine => machine.Id, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static ProtectedMachine WithPoints(
        ProtectedMachine machine, ILookup<string, SnapshotRow> own, ILookup<string, CollectionRow> collected, HashSet<string> copying)
    {
        var key = Key(machine.Subscription, PointNames.MachineKey(machine.Id));
        if (machine.IsAbsent)
        {
            // Nobody tells its tags and its region any more; its points lie where it lay.
            var zone = ResourceZone.OfRegions(RegionsOf([.. own[key]], [.. collected[key]]));
            machine = machine with { TimeZone = zone.Name, ZoneProblem = zone.Problem };
        }
        return machine with
        {
            Points = [.. own[key].Select(snapshot => snapshot.Own!).OrderBy(point => point.CreatedAt)
                .ThenBy(point => point.Id, StringComparer.Ordinal)],
            BeingCopied = [.. own[key].Select(snapshot => snapshot.Id).Where(copying.Contains)],
            Collections = [.. collected[key].Select(one => one.Collection).OrderBy(one => one.Id, StringComparer.Ordinal)],
        };
    }

    // Those of its copies only where no original is left.
    private static List<string> RegionsOf(List<SnapshotRow> own, List<CollectionRow> collected)
    {
        List<string> originals =
        [
            .. own.Where(snapshot => !snapshot.IsCopy).Select(snapshot => snapshot.Own!.Region),
            .. collected.Where(one => !one.Collection.IsCopy).Select(one => one.Collection.Region),
        ];
        return originals.Count > 0
            ? originals
            : [.. own.Select(snapshot => snapshot.Own!.Region), .. collected.Select(one => one.Collection.Region)];
    }

    private static ProtectedMachine WithDisks(
        ProtectedMachine machine, IReadOnlyList<HungDisk> hung, IReadOnlyDictionary<string, DiskRow> disks,
        ILookup<string, SnapshotRow> byDisk, DateTimeOffset recentFrom)
    {
        var (taken, left, unseen) = (new List<ProtectedDisk>(), new List<string>(), new List<string>());
        foreach (var disk in hung)
        {
            if (disk.IsEphemeral)
                left.Add($"disk {disk.Role} lies on the host, and nothing can be taken of it");
            else if (disk.Id is null)
                left.Add($"disk {disk.Role} is no managed disk");
            else if (!disks.TryGetValue(disk.Id, out var row))
                // Its own figures lag behind the machine's, or may not be read.
                unseen.Add(disk.Role);
            else
            {
                var others = byDisk[row.UniqueId];
                taken.Add(new(row.Id, row.UniqueId, disk.Role, row.Sku, row.SizeGiB, disk.Caching, row.EncryptionSet)
                {
                    Snapshots = others.Count(), RecentSnapshots = others.Count(one => one.CreatedAt >= recentFrom),
                    PendingSnapshots = others.Count(one => one.State == PointState.Pending),
                });
            }
        }
        return machine with { Disks = taken, Left = left, Unseen = unseen };
    }

    // Its policy is that of its points; what was chosen for it, nobody tells any more.
    private static ProtectedMachine? Absent(string key) =>
        key.Split(' ') is [var subscription, var machine] && PointNames.MachineId(subscription, machine) is { } id
        ? new()
        {
            Id = id, Name = ArmId.NameOf(id), Subscription = subscription.ToLowerInvariant(), IsAbsent = true,
            Choice = new(null, "the inventory does not show it", null)
        }
        : null;

    private static string Key(string subscription, string machineKey) => $"{subscription} {machineKey}";
}
