using OpsFunctions.Simulator.Restoring;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator;

/// <summary>The restore points there are, and their collections. For those there were see <see cref="Snapshots.History"/>.</summary>
public sealed class RestorePoints
{
    private readonly Shelf<RestorePointCollection> _collections;
    private readonly Shelf<RestorePoint> _points;
    private readonly Dictionary<Machine, MachinePoints> _ofMachines = [];

    internal RestorePoints(TimeProvider time, TimeSpan resourceGraphLag) =>
        (_collections, _points) = (new(time, resourceGraphLag), new(time, resourceGraphLag));

    /// <summary>In order of their ids.</summary>
    public IReadOnlyList<RestorePointCollection> Collections => [.. _collections.All.Select(static one => one.Last)];

    /// <summary>In order of their ids.</summary>
    public IReadOnlyList<RestorePoint> All => [.. _points.All.Select(static one => one.Last)];

    internal IEnumerable<PointTruth> History
    {
        get
        {
            // A point has no tags of its own; its collection may be gone, and another have its id.
            var collections = _collections.History.ToLookup(one => one.Id, StringComparer.OrdinalIgnoreCase);
            return _points.History.Select(point => PointTruth.Of(
                point, collections[point.Last.Collection].LastOrDefault(one => one.Exists(point.From))?.Last.Tags));
        }
    }

    internal Shelf<RestorePointCollection> CollectionShelf => _collections;

    internal Shelf<RestorePoint> PointShelf => _points;

    /// <summary>What there is of one machine, and what was tried.</summary>
    internal MachinePoints Of(Machine machine) => _ofMachines.TryGetValue(machine, out var found) ? found : _ofMachines[machine] = new();

    internal IReadOnlyList<Kept<RestorePoint>> In(RestorePointCollection collection) => _points.Under(collection.Id + "/restorePoints/");

    internal void Keep(RestorePoint point, DateTimeOffset now, string caller) =>
        Of(point.Machine).Present.Add(_points.Keep(point, point.Id, point.SubscriptionId, now, caller));

    internal void Remove(Kept<RestorePoint> entry, DateTimeOffset now, DateTimeOffset end, string caller)
    {
        _points.Remove(entry, now, end, caller);
        var present = Of(entry.Last.Machine).Present;
        present.Remove(entry);
        foreach (var copy in present.Where(one => entry.Id.Equals(one.Last.CopyOf, StringComparison.OrdinalIgnoreCase)
            && one.Last.IsPending(now)))
            copy.Change(copy.Last with { CopyFailedAt = now }, now);
    }

    /// <summary>With all its points, as Azure does.</summary>
    internal void Remove(Kept<RestorePointCollection> entry, DateTimeOffset now, DateTimeOffset end, string caller)
    {
        foreach (var point in In(entry.Last).Where(static one => !one.IsLeaving).ToList())
            Remove(point, now, end, caller);
        _collections.Remove(entry, now, end, caller);
    }
}
