using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;

namespace OpsFunctions.Orchestrations.Snapshots.Planning;

/// <summary>
/// What is to be copied to other regions. Pure. Azure copies incremental snapshots in the order of their creation, one at a time a disk; so
/// a lane of copies begins with the newest point there is, and from then on takes each that follows.
/// </summary>
public static class CopyPolicy
{
    /// <summary>
    /// How long an original is kept for a copy that has not come about; beyond it, a region that takes no copies would fill the disk's
    /// quota.
    /// </summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromDays(2);

    /// <summary>Copies under way and copies to be begun, in the order in which they must be.</summary>
    public static IReadOnlyList<CopyItem> Of(ProtectedMachine machine, SnapshotPolicy policy, DateTimeOffset now) =>
    [
        .. from target in policy.CopyTo
           from source in Originals(machine, policy, now).GroupBy(point => point.Source, StringComparer.Ordinal)
           from item in Lane(
               machine, policy, target, [.. source.OrderBy(point => point.CreatedAt).ThenBy(point => point.Id, StringComparer.Ordinal)])
           select item,
    ];

    /// <summary>Why originals are not copied to a region; null: they are.</summary>
    public static string? Hindrance(ProtectedMachine machine, CopyTarget target) =>
        string.Equals(machine.Region, target.Region, StringComparison.OrdinalIgnoreCase) ? $"it lies in {target.Region} itself"
        : machine.Disks.Any(disk => disk.EncryptionSet is not null)
            && machine.Points.Any(point => point is { Form: PointForm.RestorePoint, CopyOf: null })
                ? "restore points of disks with keys of their own are not copied"
        : target.DiskEncryptionSet.Length == 0 && machine.Disks.Any(disk => disk.EncryptionSet is not null)
            ? $"its disks have a key of their own, and CopyTo names no disk encryption set in {target.Region}"
        : null;

    /// <summary>What keeps an original until it has been copied, in words; null: nothing.</summary>
    public static string? Awaited(ProtectedMachine machine, SnapshotPolicy policy, SeenPoint point, DateTimeOffset now)
    {
        if (machine.BeingCopied.Contains(point.Id, StringComparer.OrdinalIgnoreCase))
            return "it is being copied";
        if (point.CopyOf is not null)
            return null;
        if (machine.Points.FirstOrDefault(copy => copy.State == PointState.Pending && Same(copy.CopyOf, point.Id)) is { } pending)
            return $"it is being copied to {pending.Region}";
        var newest = Originals(machine, policy, now).Where(one => one.Source == point.Source).Select(one => (DateTimeOffset?)one.CreatedAt)
            .Max();
        if (point.State != PointState.Complete || newest is null || newest - point.CreatedAt > Patience)
            return null;
        return policy.CopyTo.Where(target => Hindrance(machine, target) is null)
            .Where(target => Newest(Copies(machine, point.Source, target)) is { } copied && string.CompareOrdinal(point.Slot, copied) > 0)
            .Select(target => $"it is not copied to {target.Region} yet").FirstOrDefault();
    }

    private static IEnumerable<SeenPoint> Originals(ProtectedMachine machine, SnapshotPolicy policy, DateTimeOffset now) => machine.Points
        .Where(point => point.CopyOf is null && point.State == PointState.Complete && point.CreatedAt <= now
            && point.Policy == policy.Name);

    private static IEnumerable<CopyItem> Lane(
        ProtectedMachine machine, SnapshotPolicy policy, CopyTarget target, IReadOnlyList<SeenPoint> originals)
    {
        if (Hindrance(machine, target) is not null)
            yield break;
        var copies = Copies(machine, originals[0].Source, target);
        var newest = Newest(copies);
        foreach (var under in copies.Where(copy => copy.State == PointState.Pending).OrderBy(copy => copy.CreatedAt))
            yield return Item(machine, policy, target, under.CopyOf!, under.Form, under.Source, under.Slot, under.CreatedAt) with
            {
                IsUnderWay = true
            };
        // A copy that failed is passed over: its successor holds what it would have held.
        foreach (var original in newest is null
            ? originals.TakeLast(1)
            : originals.Where(one => string.CompareOrdinal(one.Slot, newest) > 0))
            yield return Item(machine, policy, target, original.Id, original.Form, original.Source, original.Slot, original.CreatedAt);
    }

    private static List<SeenPoint> Copies(ProtectedMachine machine, string source, CopyTarget target) =>
        [.. machine.Points.Where(point => point.CopyOf is not null && point.Source == source && Same(point.Region, target.Region))];

    // By their slots, which are in the order of time: a copied restore point tells no other moment.
    private static string? Newest(List<SeenPoint> copies) => copies.Select(copy => copy.Slot).Max(StringComparer.Ordinal);

    private static CopyItem Item(
        ProtectedMachine machine, SnapshotPolicy policy, CopyTarget target, string fromId, PointForm form, string source, string slot,
        DateTimeOffset createdAt)
    {
        var isPoint = form == PointForm.RestorePoint;
        var from = isPoint ? PointNames.CollectionId(machine.Id, policy.Name, source, copyTo: null) : null;
        var to = isPoint ? PointNames.CollectionId(machine.Id, policy.Name, source, target.Region) : null;
        var toId = isPoint
            ? PointNames.RestorePointId(to!, slot)
            : PointNames.SnapshotId(machine.Id, policy.Name, slot, source, target.Region);
        var set = machine.Disks.Any(disk => disk.EncryptionSet is not null && (isPoint || disk.UniqueId == source))
            ? target.DiskEncryptionSet
            : null;
        return new(machine.Id, fromId, toId, form, source, target.Region, createdAt, from, to, set)
        {
            Tags = new SortedDictionary<string, string>(PointNames.Tags(machine.Id, policy.Name, source), StringComparer.Ordinal)
            {
                [PointNames.SlotTag] = slot,
                [PointNames.TakenAtTag] = createdAt.UtcDateTime.ToString("O"),
                [PointNames.CopyOfTag] = ArmId.NameOf(fromId),
            },
        };
    }

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
