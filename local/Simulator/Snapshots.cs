using OpsFunctions.Simulator.Operations;
using System.Collections.Concurrent;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator;

/// <summary>The snapshots there are, and the truth about all that protects disks.</summary>
public sealed class Snapshots
{
    private readonly Shelf<Snapshot> _all;
    private readonly RestorePoints _restorePoints;
    private readonly Dictionary<string, DiskSnapshots> _ofDisks = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Subscription, string Region), List<Kept<Snapshot>>> _copying = [];
    private readonly ConcurrentQueue<LimitHit> _limitsHit = new();
    private readonly SharedTexts _texts = new();

    internal Snapshots(RestorePoints restorePoints, TimeProvider time, TimeSpan resourceGraphLag) =>
        (_restorePoints, _all) = (restorePoints, new Shelf<Snapshot>(time, resourceGraphLag));

    /// <summary>In order of their ids.</summary>
    public IReadOnlyList<Snapshot> All => [.. _all.All.Select(static one => one.Last)];

    /// <summary>All snapshots and restore points there ever were, in order of their making; gathered anew with every call.</summary>
    public IReadOnlyList<PointTruth> History =>
        [.. _all.History.Select(PointTruth.Of).Concat(_restorePoints.History).OrderBy(static one => one.ThereFrom)];

    /// <summary>
    /// Calls that were refused since a limit was reached, oldest first, those for restore points included. Who plans well reaches none.
    /// </summary>
    public IReadOnlyList<LimitHit> LimitsHit => [.. _limitsHit];

    internal Shelf<Snapshot> Shelf => _all;

    internal Kept<Snapshot>? Find(string id) => _all.Find(id);

    /// <summary>Those of one disk, by its unique id.</summary>
    internal DiskSnapshots Of(string sourceUniqueId) =>
        _ofDisks.TryGetValue(sourceUniqueId, out var found) ? found : _ofDisks[sourceUniqueId] = new();

    internal void Keep(Snapshot snapshot, DateTimeOffset now, string caller)
    {
        snapshot = _texts.Of(snapshot);
        var entry = _all.Keep(snapshot, snapshot.Id, snapshot.SubscriptionId, now, caller);
        Of(snapshot.SourceUniqueId).Present.Add(entry);
        if (snapshot.CopyOf is not null)
            CopiesInto(snapshot.SubscriptionId, snapshot.Region).Add(entry);
    }

    /// <summary>From now on it is nobody's source; it shows until the end.</summary>
    internal void Remove(Kept<Snapshot> entry, DateTimeOffset now, DateTimeOffset end, string caller)
    {
        _all.Remove(entry, now, end, caller);
        var ofDisk = Of(entry.Last.SourceUniqueId);
        ofDisk.Present.Remove(entry);
        // Documented: without its source a copy cannot be finished.
        foreach (var copy in ofDisk.Copies.Where(one => one.Last.CopyOfUniqueId == entry.Last.UniqueId && one.Last.IsPending(now)))
            copy.Change(copy.Last with { CopyFailedAt = now }, now);
    }

    /// <summary>How many copies into that region are under way.</summary>
    internal int CopyingInto(string subscription, string region, DateTimeOffset now)
    {
        var copies = CopiesInto(subscription, region);
        copies.RemoveAll(one => one.Until is not null || !one.Last.IsPending(now));
        return copies.Count;
    }

    /// <summary>The refusal of a call since a limit was reached, which is noted.</summary>
    internal Outcome Refused(ProtectionLimit limit, string target, DateTimeOffset now, string message)
    {
        _limitsHit.Enqueue(new LimitHit(limit, target, now, message));
        return Outcome.Refused(409, "OperationNotAllowed", message);
    }

    private List<Kept<Snapshot>> CopiesInto(string subscription, string region) =>
        _copying.TryGetValue((subscription, region), out var found) ? found : _copying[(subscription, region)] = [];
}
