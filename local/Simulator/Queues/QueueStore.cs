using System.Text;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Queues;

/// <summary>The queues of all accounts, in memory, on Azure's time. One lock: every operation is short.</summary>
internal sealed class QueueStore(TimeProvider time)
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Bytes of a message's text, in UTF-8.</summary>
    public const int LargestMessage = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, StoredQueue> _queues = new(StringComparer.Ordinal);
    // Kept when a queue is deleted: no id comes twice.
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    // Documented: at least so long its name is not free again.
    private static readonly TimeSpan BeingDeleted = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, DateTimeOffset> _gone = new(StringComparer.Ordinal);

    public QueueWatchers Watchers { get; } = new();

    /// <summary>201; 204 where it is there with the same metadata; 409 with other metadata; 0 while the one before is being
    /// deleted.</summary>
    public int Create(string account, string queue, IReadOnlyDictionary<string, string> metadata)
    {
        var key = Key(account, queue);
        lock (_lock)
        {
            if (_queues.TryGetValue(key, out var present))
                return IsSame(present.Metadata, metadata) ? 204 : 409;
            if (_gone.TryGetValue(key, out var at) && time.GetUtcNow() < at + BeingDeleted)
                return 0;
            _queues[key] = new StoredQueue(Noise.Of(key)) { Metadata = metadata };
        }
        Watchers.Tell(key);
        return 201;
    }

    public bool Delete(string account, string queue)
    {
        lock (_lock)
        {
            if (!_queues.Remove(Key(account, queue)))
                return false;
            _gone[Key(account, queue)] = time.GetUtcNow();
            return true;
        }
    }

    public bool SetMetadata(string account, string queue, IReadOnlyDictionary<string, string> metadata)
    {
        lock (_lock)
        {
            if (Find(account, queue) is not { } found)
                return false;
            found.Metadata = metadata;
            return true;
        }
    }

    /// <summary>Metadata and number of messages; null: no such queue.</summary>
    public (IReadOnlyDictionary<string, string> Metadata, int Count)? Describe(string account, string queue)
    {
        lock (_lock)
            return Find(account, queue) is { } found ? (found.Metadata, found.Count) : null;
    }

    /// <summary>Names and metadata of an account's queues, in order of name.</summary>
    public IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Metadata)> List(string account)
    {
        lock (_lock)
        {
            return
            [
                .. _queues.Where(one => one.Key.StartsWith(account + "/", StringComparison.Ordinal))
                    .Select(one => (one.Key[(account.Length + 1)..], one.Value.Metadata)),
            ];
        }
    }

    /// <param name="account">Whose queue.</param>
    /// <param name="queue">Where to.</param>
    /// <param name="text">What.</param>
    /// <param name="delay">How long it cannot be seen; null: not at all.</param>
    /// <param name="life">How long it is kept; null: seven days; <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</param>
    public MessageOutcome Put(string account, string queue, string text, TimeSpan? delay = null, TimeSpan? life = null)
    {
        if (Encoding.UTF8.GetByteCount(text) > LargestMessage)
            return QueueRefusal.TooLarge;
        var key = Key(account, queue);
        StoredMessage message;
        lock (_lock)
        {
            if (Find(account, queue) is not { } found)
                return QueueRefusal.NoQueue;
            var now = time.GetUtcNow().UtcTicks;
            var number = _numbers[key] = _numbers.GetValueOrDefault(key) + 1;
            var expires = life == Timeout.InfiniteTimeSpan ? StoredQueue.Never : now + (life ?? Longest).Ticks;
            message = found.Put(number, text, now, expires, now + (delay ?? TimeSpan.Zero).Ticks);
        }
        Watchers.Tell(key);
        return message;
    }

    /// <summary>Null: no such queue.</summary>
    public IReadOnlyList<StoredMessage>? Get(string account, string queue, int most, TimeSpan hidden)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow().UtcTicks;
            return Find(account, queue)?.Get(most, now, now + hidden.Ticks);
        }
    }

    /// <summary>Null: no such queue.</summary>
    public IReadOnlyList<StoredMessage>? Peek(string account, string queue, int most)
    {
        lock (_lock)
            return Find(account, queue)?.Peek(most, time.GetUtcNow().UtcTicks);
    }

    public MessageOutcome Update(string account, string queue, string id, string receipt, string? text, TimeSpan hidden)
    {
        if (text is not null && Encoding.UTF8.GetByteCount(text) > LargestMessage)
            return QueueRefusal.TooLarge;
        MessageOutcome outcome;
        lock (_lock)
        {
            if (Find(account, queue) is not { } found)
                return QueueRefusal.NoQueue;
            outcome = found.Update(id, receipt, text, time.GetUtcNow().UtcTicks + hidden.Ticks);
        }
        if (outcome.Refusal is null)
            Watchers.Tell(Key(account, queue));
        return outcome;
    }

    public MessageOutcome Delete(string account, string queue, string id, string receipt)
    {
        lock (_lock)
            return Find(account, queue)?.Delete(id, receipt) ?? QueueRefusal.NoQueue;
    }

    public bool Clear(string account, string queue)
    {
        lock (_lock)
        {
            var found = Find(account, queue);
            found?.Clear();
            return found is not null;
        }
    }

    /// <summary>In the order in which they are given out; none where there is no such queue.</summary>
    public IReadOnlyList<StoredMessage> Messages(string account, string queue)
    {
        lock (_lock)
            return [.. Find(account, queue)?.Messages ?? []];
    }

    /// <summary>The first that is or becomes visible; null: none.</summary>
    public StoredMessage? First(string account, string queue)
    {
        lock (_lock)
            return Find(account, queue)?.First;
    }

    public static string Key(string account, string queue) => $"{account}/{queue}";

    private StoredQueue? Find(string account, string queue)
    {
        var found = _queues.GetValueOrDefault(Key(account, queue));
        found?.Expire(time.GetUtcNow().UtcTicks);
        return found;
    }

    private static bool IsSame(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) => a.Count == b.Count
        && a.All(pair => b.TryGetValue(pair.Key, out var value) && string.Equals(value, pair.Value, StringComparison.Ordinal));
}
