using System.Xml;

namespace OpsFunctions.Simulator.Queues;

/// <summary>A message in a queue, for judging.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">As it was sent.</param>
/// <param name="DequeueCount">How often it was got.</param>
/// <param name="Inserted">When it was put.</param>
/// <param name="NextVisible">From when on it can be got.</param>
/// <param name="Expires">From when on it is gone.</param>
public sealed record QueuedMessage(
    string Id, string Text, int DequeueCount, DateTimeOffset Inserted, DateTimeOffset NextVisible, DateTimeOffset Expires);

/// <summary>The storage queues of all accounts, without a call. Clients reach them at {account}.queue.core.windows.net.</summary>
public sealed class SimulatedQueues
{
    private readonly QueueStore _store;

    internal SimulatedQueues(QueueStore store) => _store = store;

    /// <summary>When the first message is or becomes visible, which may be past; null: the queue is empty, or there is none.</summary>
    public DateTimeOffset? NextVisible(string account, string queue) =>
        _store.First(account, queue) is { } first ? Moment(first.Visible) : null;

    /// <summary>
    /// Calls back after each change that may make a message visible earlier than was known (put, updated, queue created), on the thread
    /// that made the change and with no lock held, until it is disposed of. The queue need not exist.
    /// </summary>
    /// <param name="account">Name of the storage account.</param>
    /// <param name="queue">Name of the queue.</param>
    /// <param name="changed">Throws nothing.</param>
    public IDisposable Watch(string account, string queue, Action changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        return _store.Watchers.Add(QueueStore.Key(account, queue), changed);
    }

    /// <summary>How many messages are in it, also those that cannot be seen now; 0 where there is no such queue.</summary>
    public int Count(string account, string queue) => _store.Describe(account, queue)?.Count ?? 0;

    /// <summary>Creates the queue where it is missing.</summary>
    public void Create(string account, string queue)
    {
        if (QueueNames.Refusal(queue) is { } refusal)
            throw new ArgumentException(refusal.Message, nameof(queue));
        if (_store.Describe(account, queue) is null)
            _store.Create(account, queue, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Puts a message of any text as it is, and creates the queue where it is missing.</summary>
    /// <exception cref="ArgumentException">No queue can have that name, or no message that text: over 64 KB, or not for XML.</exception>
    public void Put(string account, string queue, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            XmlConvert.VerifyXmlChars(text);
        }
        catch (XmlException e)
        {
            throw new ArgumentException("A message travels in XML, which has no such character.", nameof(text), e);
        }
        Create(account, queue);
        if (_store.Put(account, queue, text).Refusal is { } refusal)
            throw new ArgumentException(refusal.Message, nameof(text));
    }

    /// <summary>What is in it now, in the order in which it is given out; none where there is no such queue.</summary>
    public IReadOnlyList<QueuedMessage> Messages(string account, string queue) =>
    [
        .. _store.Messages(account, queue).Select(one => new QueuedMessage(
            one.Id, one.Text, one.Dequeued, Moment(one.Inserted), Moment(one.Visible), Moment(one.Expires))),
    ];

    private static DateTimeOffset Moment(long ticks) => new(ticks, TimeSpan.Zero);
}
