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
        Of(entry.Last.SourceUniqueId).Present.Remove(entry);
        _deleted.Enqueue(entry);
        Forget(now);
    }

    private void Forget(DateTimeOffset now)
    {
        while (_deleted.TryPeek(out var entry) && entry.Until + _shownAfterDeletion < now)
        {
            _deleted.Dequeue();
            _shown.Remove(entry.Id, entry.Nth);
        }
    }
}
