namespace OpsFunctions.FunctionsHost.Queues;

/// <summary>
/// Tells when a queue has something to look at, in place of polling: in simulated time a poll a minute would be most of a month's work.
/// </summary>
public interface IQueueWatch
{
    /// <summary>Calls back after each change that may make a message visible earlier than was known, until it is disposed of.</summary>
    /// <param name="queue">The queue's address: <c>https://{account}.queue.core.windows.net/{queue}</c>.</param>
    /// <param name="changed">Returns at once and throws nothing.</param>
    IDisposable Watch(Uri queue, Action changed);

    /// <summary>When the first message is visible, which may be past; null where the queue is empty or there is no such queue.</summary>
    DateTimeOffset? NextVisible(Uri queue);
}
