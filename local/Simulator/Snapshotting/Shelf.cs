using System.Collections.Concurrent;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>
/// Things by their ids: those there are, those that Resource Graph may still show, and all there ever were. Read by anybody, written by
/// one at a time.
/// </summary>
internal sealed class Shelf<T>(TimeSpan resourceGraphLag)
{
    // Pages of one result show one moment, however long they take to be read.
    private static readonly TimeSpan LongestReading = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Kept<T>> _present = new(StringComparer.OrdinalIgnoreCase);
    private readonly InOrderOfId<Kept<T>> _ordered = new();
    private readonly InOrderOfId<Kept<T>> _shown = new();
    private readonly Queue<Kept<T>> _deleted = new();
    private readonly List<Kept<T>> _history = [];

    /// <summary>In order of their ids.</summary>
    public IReadOnlyList<Kept<T>> All => _ordered.All;

    /// <summary>Those there are and those that Resource Graph may still show, in order of their ids.</summary>
    public IReadOnlyList<Kept<T>> Shown => _shown.All;

    /// <summary>In order of their making.</summary>
    public IReadOnlyList<Kept<T>> History
    {
        get
        {
            lock (_history)
            {
                return [.. _history];
            }
        }
    }

    public Kept<T>? Find(string id) => _present.GetValueOrDefault(id);

    /// <summary>Those whose id begins so, in order of their ids.</summary>
    /// <param name="scope">As the fleet writes it, with a slash at the end.</param>
    public IReadOnlyList<Kept<T>> Under(string scope) => _ordered.Under(scope);

    public Kept<T> Keep(T item, string id, string subscriptionId, DateTimeOffset now, string caller)
    {
        Forget(now);
        Kept<T> entry;
        lock (_history)
        {
            entry = new Kept<T>(item, id, subscriptionId, now, caller, _history.Count);
            _history.Add(entry);
        }
        _present[id] = entry;
        _ordered.Add(id, entry.Nth, entry);
        _shown.Add(id, entry.Nth, entry);
        return entry;
    }

    public void Remove(Kept<T> entry, DateTimeOffset now, string caller)
    {
        entry.End(now, caller);
        _present.TryRemove(entry.Id, out _);
        _ordered.Remove(entry.Id, entry.Nth);
        _deleted.Enqueue(entry);
        Forget(now);
    }

    private void Forget(DateTimeOffset now)
    {
        while (_deleted.TryPeek(out var entry) && entry.Until + resourceGraphLag + LongestReading < now)
        {
            _deleted.Dequeue();
            _shown.Remove(entry.Id, entry.Nth);
        }
    }
}
