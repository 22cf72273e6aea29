using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Queues;

/// <summary>
/// One queue. Messages lie in order of the moment they become visible, so that getting some of a hundred thousand costs no scan.
/// Its store's lock is held in every call.
/// </summary>
internal sealed class StoredQueue(ulong seed)
{
    public static readonly long Never = DateTimeOffset.MaxValue.UtcTicks;

    private readonly Dictionary<string, StoredMessage> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<StoredMessage> _byVisible = new(StoredMessage.ByVisible);
    private readonly SortedSet<StoredMessage> _byExpiry = new(StoredMessage.ByExpiry);

    public IReadOnlyDictionary<string, string> Metadata { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Messages, also those that cannot be seen now.</summary>
    public int Count => _byId.Count;

    /// <summary>In the order in which they are given out.</summary>
    public IEnumerable<StoredMessage> Messages => _byVisible;

    /// <summary>The one that is given out next, now or later.</summary>
    public StoredMessage? First => _byVisible.Min;

    /// <summary>Takes away what has expired.</summary>
    public void Expire(long now)
    {
        while (_byExpiry.Min is { } first && first.Expires <= now)
            Take(first);
    }

    public StoredMessage Put(long number, string text, long now, long expires, long visible)
    {
        var id = Noise.Id(Noise.Mix(seed, number), "message").ToString();
        var message = new StoredMessage(id, number, text, now, expires, visible);
        return Keep(message with { PopReceipt = Receipt(message) });
    }

    /// <summary>The first visible ones, which cannot be seen again before that moment.</summary>
    public IReadOnlyList<StoredMessage> Get(int most, long now, long until)
    {
        var got = new List<StoredMessage>(most);
        while (got.Count < most && _byVisible.Min is { } first && first.Visible <= now)
        {
            Take(first);
            got.Add(Renew(first with { Visible = until, Dequeued = first.Dequeued + 1 }));
            // What is visible again at once is not given out twice.
            if (until <= now)
                break;
        }
        return got;
    }

    public IReadOnlyList<StoredMessage> Peek(int most, long now) => [.. _byVisible.TakeWhile(message => message.Visible <= now).Take(most)];

    public MessageOutcome Update(string id, string receipt, string? text, long visible)
    {
        var found = Find(id, receipt);
        if (found.Message is not { } message)
            return found;
        if (visible > message.Expires)
            return QueueRefusal.Range;
        Take(message);
        return Renew(message with { Text = text ?? message.Text, Visible = visible });
    }

    public MessageOutcome Delete(string id, string receipt)
    {
        var found = Find(id, receipt);
        if (found.Message is { } message)
            Take(message);
        return found;
    }

    public void Clear()
    {
        _byId.Clear();
        _byVisible.Clear();
        _byExpiry.Clear();
    }

    private MessageOutcome Find(string id, string receipt)
    {
        if (!_byId.TryGetValue(id, out var message))
            return QueueRefusal.NoMessage;
        return string.Equals(message.PopReceipt, receipt, StringComparison.Ordinal) ? message : QueueRefusal.WrongReceipt;
    }

    private StoredMessage Renew(StoredMessage message)
    {
        var renewed = message with { Receipts = message.Receipts + 1 };
        return Keep(renewed with { PopReceipt = Receipt(renewed) });
    }

    private string Receipt(StoredMessage message) =>
        Convert.ToBase64String(Noise.Id(Noise.Mix(Noise.Mix(seed, message.Number), message.Receipts), "receipt").ToByteArray());

    private StoredMessage Keep(StoredMessage message)
    {
        _byId[message.Id] = message;
        _byVisible.Add(message);
        if (message.Expires != Never)
            _byExpiry.Add(message);
        return message;
    }

    private void Take(StoredMessage message)
    {
        _byId.Remove(message.Id);
        _byVisible.Remove(message);
        _byExpiry.Remove(message);
    }
}
