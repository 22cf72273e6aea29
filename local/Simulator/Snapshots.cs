using System.Collections.Concurrent;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator;

/// <summary>The snapshots there are.</summary>
public sealed class Snapshots
{
    // Pages of one result show one moment, however long they take to be read.
    private static readonly TimeSpan LongestReading = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, SnapshotEntry> _present = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DiskSnapshots> _ofDisks = new(StringComparer.Ordinal);
    private readonly InOrderOfId<SnapshotEntry> _ordered = new();
    private readonly InOrderOfId<SnapshotEntry> _shown = new();
    private readonly Queue<SnapshotEntry> _deleted = new();
    private readonly TimeSpan _shownAfterDeletion;
    private readonly List<SnapshotEntry> _history = [];
    private readonly Dictionary<(string Subscription, string Region), List<SnapshotEntry>> _copying = [];
    private readonly ConcurrentQueue<LimitHit> _limitsHit = new();

    internal Snapshots(TimeSpan resourceGraphLag) => _shownAfterDeletion = resourceGraphLag + LongestReading;

    /// <summary>In order of their ids.</summary>
    public IReadOnlyList<Snapshot> All => [.. _ordered.All.Select(static one => one.Last)];

    /// <summary>All there ever were, in order of their making; made anew with every call.</summary>
    public IReadOnlyList<PointTruth> History
    {
        get
        {
            lock (_history)
            {
                return [.. _history.Select(PointTruth.Of)];
            }
        }
    }

    /// <summary>Calls that were refused since a limit was reached, oldest first. Who plans well reaches none.</summary>
    public IReadOnlyList<LimitHit> LimitsHit => [.. _limitsHit];

    /// <summary>Those there are and those that Resource Graph may still show, in order of their ids.</summary>
    internal IReadOnlyList<SnapshotEntry> Shown => _shown.All;

    internal SnapshotEntry? Find(string id) => _present.GetValueOrDefault(id);

    /// <summary>Those of a subscription or a resource group, in order of their ids.</summary>
    /// <param name="scope">Its id as the fleet writes it, with a slash at the end.</param>
    internal IReadOnlyList<SnapshotEntry> Under(string scope) => _ordered.Under(scope);

    /// <summary>Those of one disk, by its unique id.</summary>
    internal DiskSnapshots Of(string sourceUniqueId) => _ofDisks.TryGetValue(sourceUniqueId, out var found) ? found : _ofDisks[sourceUniqueId] = new();

    internal SnapshotEntry Keep(Snapshot snapshot, DateTimeOffset now, string caller)
    {
        Forget(now);
        var entry = new SnapshotEntry(snapshot, now, caller, _history.Count);
        _present[entry.Id] = entry;
        _ordered.Add(entry.Id, entry.Nth, entry);
        _shown.Add(entry.Id, entry.Nth, entry);
        Of(snapshot.SourceUniqueId).Present.Add(entry);
        if (snapshot.CopyOf is not null)
            CopiesInto(snapshot.SubscriptionId, snapshot.Region).Add(entry);
        lock (_history)
        {
            _history.Add(entry);
        }
        return entry;
    }

    internal void Remove(SnapshotEntry entry, DateTimeOffset now, string caller)
    {
        entry.End(now, caller);
        _present.TryRemove(entry.Id, out _);
        _ordered.Remove(entry.Id, entry.Nth);
        var ofDisk = Of(entry.Last.SourceUniqueId);
        ofDisk.Present.Remove(entry);
        // Documented: without its source a copy cannot be finished.
        foreach (var copy in ofDisk.Copies.Where(one => one.Last.CopyOfUniqueId == entry.Last.UniqueId && one.Last.IsPending(now)))
            copy.Change(copy.Last with { CopyFailedAt = now }, now);
        _deleted.Enqueue(entry);
        Forget(now);
    }

    /// <summary>How many copies into that region are under way.</summary>
    internal int CopyingInto(string subscription, string region, DateTimeOffset now)
    {
        var copies = CopiesInto(subscription, region);
        copies.RemoveAll(one => one.Until is not null || !one.Last.IsPending(now));
        return copies.Count;
    }

    internal void Hit(LimitHit hit) => _limitsHit.Enqueue(hit);

    private List<SnapshotEntry> CopiesInto(string subscription, string region) =>
        _copying.TryGetValue((subscription, region), out var found) ? found : _copying[(subscription, region)] = [];

    private void Forget(DateTimeOffset now)
    {
        while (_deleted.TryPeek(out var entry) && entry.Until + _shownAfterDeletion < now)
        {
            _deleted.Dequeue();
            _shown.Remove(entry.Id, entry.Nth);
        }
    }
}
