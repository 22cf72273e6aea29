using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>Picks what a machine is rebuilt from. Pure.</summary>
internal static class PointPicker
{
    /// <summary>
    /// The newest set that has every disk, in the target region and not newer than wanted; of two as new, the restore point. Restore points
    /// come without what each is made of, which is asked for afterwards.
    /// </summary>
    /// <param name="before">Not newer than that; null: the newest of all.</param>
    /// <param name="takesRestorePoints">False where they cannot leave their subscription.</param>
    /// <returns>Null: there is none.</returns>
    public static PickedPoint? Pick(
        SourceMachine machine, IReadOnlyList<SeenPoint> points, string region, DateTimeOffset? before, bool takesRestorePoints)
    {
        var usable = points.Where(point => point.State == PointState.Complete && !point.IsContradictory && !point.IsRetired
            && string.Equals(point.Region, region, StringComparison.OrdinalIgnoreCase)
            && !(point.CreatedAt > before)).ToList();
        var sets = Snapshots(machine, usable);
        return (takesRestorePoints ? sets.Concat(RestorePoints(machine, usable)) : sets)
            .OrderByDescending(set => set.Oldest).ThenByDescending(set => set.Form == PointForm.RestorePoint)
            .FirstOrDefault();
    }

    private static IEnumerable<PickedPoint> RestorePoints(SourceMachine machine, IEnumerable<SeenPoint> usable) => usable
        .Where(point => point.Form == PointForm.RestorePoint && Is(point.Source, machine.VmId))
        .Select(point => new PickedPoint(PointForm.RestorePoint, point.CreatedAt, point.CreatedAt, [
            .. machine.Disks.Select(disk => new PickedDisk(disk.Role, point.Source, point.Id, ""))])
        {
            RestorePoint = point.Id,
        });

    // A slot of a policy is a set: what was taken in another one is of another time.
    private static IEnumerable<PickedPoint> Snapshots(SourceMachine machine, IEnumerable<SeenPoint> usable)
    {
        foreach (var slot in usable.Where(point => point.Form == PointForm.Snapshot).GroupBy(point => (point.Policy, point.Slot)))
        {
            var found = machine.Disks.Select(disk => (disk.Role, Point: slot
                .Where(point => Is(point.Source, disk.UniqueId)).MaxBy(point => point.CreatedAt))).ToList();
            if (found.Count == 0 || found.Exists(one => one.Point is null))
                continue;
            yield return new(
                PointForm.Snapshot, found.Min(one => one.Point!.CreatedAt), found.Max(one => one.Point!.CreatedAt),
                [.. found.Select(one => new PickedDisk(one.Role, one.Point!.Source, one.Point.Id, one.Point.Id))]);
        }
    }

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
