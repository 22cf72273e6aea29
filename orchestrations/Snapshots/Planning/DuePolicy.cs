using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots.Planning;

/// <summary>What is due of a machine.</summary>
/// <param name="Slot">Null: it has no policy.</param>
/// <param name="Note">Why something that is due is not taken, or nothing is due.</param>
public sealed record Due(Slot? Slot, IReadOnlyList<TakeItem> Items, string Note);

/// <summary>What of a machine is to be taken now. Pure; a slot whose points are there is done, whoever's run took them.</summary>
public static class DuePolicy
{
    // Azure's limits: 500 snapshots a disk and 500 restore points a machine; 7 snapshots of a disk in 5 minutes; 3 pending of a disk.
    internal const int MostOfSource = 500;
    internal const int MostRecent = 7;
    internal const int MostPending = 3;

    public static Due Of(ProtectedMachine machine, SnapshotPolicy policy, ConsistencyDecision consistency, DateTimeOffset now)
    {
        var slot = Slots.At(policy.Every, policy.SlotHour, now);
        if (machine.IsAbsent)
            return new(slot, [], "the inventory does not show the machine");
        if (machine.Disks.Count == 0 && machine.Unseen.Count == 0)
            return new(slot, [], "it has no managed disk of which a point could be taken");
        var notes = new List<string>();
        if (consistency.Form == PointForm.Snapshot)
            notes.AddRange(machine.Unseen.Select(role => $"the inventory does not show disk {role}: the next run takes it"));
        var items = (consistency.Form == PointForm.RestorePoint
                ? [RestorePoint(machine, policy, consistency, slot)]
                : machine.Disks.Select(disk => Snapshot(machine, disk, policy, consistency, slot)))
            .Where(item => !machine.Points.Any(point => IsOf(point, item) && point.State != PointState.Failed))
            .Where(item => Hindrance(machine, item, now) is not { } hindrance || Note(notes, hindrance))
            .ToList();
        return new(slot, items, items.Count > 0 || notes.Count > 0 ? string.Join("; ", notes) : $"the slot {slot.Id} is taken");
    }

    // Azure wants an hour, or three, between them; a run that begins some seconds earlier in its hour than the one before is no reason to
    // leave one out.
    private static TimeSpan Apart(Consistency mode) => TimeSpan.FromMinutes(mode == Consistency.Application ? 175 : 55);

    private static bool Note(List<string> notes, string hindrance)
    {
        notes.Add(hindrance);
        return false;
    }

    private static string? Hindrance(ProtectedMachine machine, TakeItem item, DateTimeOffset now)
    {
        if (item.Form == PointForm.RestorePoint
            && machine.Points.Any(point => point is { Form: PointForm.RestorePoint, CopyOf: null }
                && point.CreatedAt + Apart(item.Mode) > now && point.CreatedAt <= now))
            return Invariant(
                $"its last restore point is younger than {Apart(item.Mode).TotalMinutes:0} minutes, and Azure does not take them closer: the next run takes it");
        if (item.Form == PointForm.RestorePoint)
            return machine.Points.Count(point => point.Form == PointForm.RestorePoint && point.CopyOf is null
                && point.Source == item.Source) is >= MostOfSource - 1 and var points
                ? Invariant(
                    $"it has {points} restore points, and Azure allows {MostOfSource}: its policy keeps too many, or none are deleted")
                : null;
        var disk = machine.Disks.First(one => one.UniqueId == item.Source);
        return disk switch
        {
            { Snapshots: >= MostOfSource - 1 } => Invariant(
                $"disk {disk.Role} has {disk.Snapshots} snapshots, and Azure allows {MostOfSource}: its policy keeps too many, none are deleted, or others take them, too"),
            { RecentSnapshots: >= MostRecent - 1 } => Invariant(
                $"disk {disk.Role} had {disk.RecentSnapshots} snapshots in five minutes, and Azure allows {MostRecent}: the next run takes it"),
            { IsSlow: true, PendingSnapshots: >= MostPending } => Invariant(
                $"disk {disk.Role} has {disk.PendingSnapshots} snapshots that are not complete, and Azure allows {MostPending}: the next run takes it"),
            _ => null,
        };
    }

    private static TakeItem Snapshot(
        ProtectedMachine machine, ProtectedDisk disk, SnapshotPolicy policy, ConsistencyDecision consistency, Slot slot) => new(
        machine.Id, PointNames.SnapshotId(machine.Id, policy.Name, slot.Id, disk.UniqueId, copyTo: null), PointForm.Snapshot, disk.Id,
        disk.UniqueId, machine.Region, slot.Id, Consistency.None, Collection: null, disk.EncryptionSet, disk.IsSlow)
    {
        Tags = new SortedDictionary<string, string>(PointNames.Tags(machine.Id, policy.Name, disk.UniqueId), StringComparer.Ordinal)
        {
            [PointNames.SlotTag] = slot.Id,
            [PointNames.DiskTag] = disk.Role,
            [PointNames.SetTag] = PointNames.Set(machine.Id, policy.Name, slot.Id),
            [PointNames.ConsistencyTag] = consistency.Claim.ToString().ToLowerInvariant(),
        },
    };

    private static TakeItem RestorePoint(ProtectedMachine machine, SnapshotPolicy policy, ConsistencyDecision consistency, Slot slot)
    {
        var collection = PointNames.CollectionId(machine.Id, policy.Name, machine.VmId, copyTo: null);
        var failed = machine.Points.Count(point => point is { Form: PointForm.RestorePoint, CopyOf: null, State: PointState.Failed }
            && point.Slot == slot.Id && point.Policy == policy.Name && point.Source == machine.VmId);
        return new(
            machine.Id, PointNames.RestorePointId(collection, slot.Id, failed), PointForm.RestorePoint, machine.Id, machine.VmId,
            machine.Region, slot.Id, consistency.Mode, collection, EncryptionSet: null, machine.Disks.Any(disk => disk.IsSlow))
        {
            Tags = new SortedDictionary<string, string>(PointNames.Tags(machine.Id, policy.Name, machine.VmId), StringComparer.Ordinal),
        };
    }

    private static bool IsOf(SeenPoint point, TakeItem item) =>
        Same(point.Id, item.PointId)
            || (point is { Form: PointForm.RestorePoint, CopyOf: null } && item.Form == PointForm.RestorePoint && point.Slot == item.Slot
                && point.Id.StartsWith(item.Collection + "/", StringComparison.OrdinalIgnoreCase));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
