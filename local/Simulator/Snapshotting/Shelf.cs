using System.Collections.Concurrent;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>
/// Things by their ids: those there are, those that Resource Graph may still show, and all there ever were. What is being deleted is there
/// until its operation ends. Read by anybody, written by one at a time.
/// </summary>
internal sealed class Shelf<T>(TimeProvider time, TimeSpan resourceGraphLag)
{
    // Pages of one result show one moment, however long they take to be read.
    private static readonly TimeSpan LongestReading = TimeSpan.FromHours(1);

    private readonly Lock _changing = new();
    private readonly ConcurrentDictionary<string, Kept<T>> _present = new(StringComparer.OrdinalIgnoreCase);
    private readonly InOrderOfId<Kept<T>> _ordered = new();
    private readonly InOrderOfId<Kept<T>> _shown = new();
    private readonly PriorityQueue<Kept<T>, long> _leaving = new();
    private readonly Queue<Kept<T>> _deleted = new();
    private readonly List<Kept<T>> _history = [];
    private long _nextLeaves = long.MaxValue;

    /// <summary>In order of their ids.</summary>
    public IReadOnlyList<Kept<T>> All
    {
        get
        {
            LetGo();
            return _ordered.All;
        }
    }

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

    /// <summary>Also one that is being deleted.</summary>
    public Kept<T>? Find(string id)
    {
        LetGo();
        return _present.GetValueOrDefault(id);
    }

    /// <summary>Without one that is being deleted.</summary>
    public Kept<T>? FindStaying(string id) => Find(id) is { IsLeaving: false } entry ? entry : null;

    /// <summary>Those whose id begins so, in order of their ids.</summary>
    /// <param name="scope">As the fleet writes it, with a slash at the end.</param>
    public IReadOnlyList<Kept<T>> Under(string scope)
    {
        LetGo();
        return _ordered.Under(scope);
    }

    public Kept<T> Keep(T item, string id, string subscriptionId, DateTimeOffset now, string caller)
    {
        LetGo();
        Kept<T> entry;
        lock (_history)
        {
            entry = new Kept<T>(item, id, subscriptionId, now, caller, _history.Count);
            _history.Add(entry);
        }
        lock (_changing)
        {
            Forget(now);
            _present[id] = entry;
            _ordered.Add(id, entry.Nth, entry);
            _shown.Add(id, entry.Nth, entry);
        }
        return entry;
    }

    /// <param name="entry">What goes.</param>
    /// <param name="now">When that was asked for.</param>
    /// <param name="end">When it is gone.</param>
    /// <param name="caller">Who asked.</param>
    public void Remove(Kept<T> entry, DateTimeOffset now, DateTimeOffset end, string caller)
    {
        entry.End(end, caller);
        lock (_changing)
        {
            _leaving.Enqueue(entry, end.UtcTicks);
            Volatile.Write(ref _nextLeaves, _leaving.Peek().Until!.Value.UtcTicks);
            LetGo(now);
        }
    }

    private void LetGo()
    {
        if (Volatile.Read(ref _nextLeaves) is long.MaxValue)
            return;
        var now = time.GetUtcNow();
        if (now.UtcTicks < Volatile.Read(ref _nextLeaves))
            return;
        lock (_changing)
        {
            LetGo(now);
        }
    }

    private void LetGo(DateTimeOffset now)
    {
        while (_leaving.TryPeek(out var entry, out var ticks) && ticks <= now.UtcTicks)
        {
            _leaving.Dequeue();
            _present.TryRemove(new KeyValuePair<string, Kept<T>>(entry.Id, entry));
            _ordered.Remove(entry.Id, entry.Nth);
            _deleted.Enqueue(entry);
        }
        Volatile.Write(ref _nextLeaves, _leaving.TryPeek(out _, out var next) ? next : long.MaxValue);
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
