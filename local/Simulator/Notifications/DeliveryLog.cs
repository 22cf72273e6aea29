using System.Collections.Concurrent;

namespace OpsFunctions.Simulator.Notifications;

/// <summary>A message that somebody sent to a receiver outside Azure.</summary>
public sealed record RecordedDelivery(
    string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body, DateTimeOffset Time);

/// <summary>The messages that were taken, oldest first.</summary>
public sealed class DeliveryLog
{
    private readonly ConcurrentQueue<RecordedDelivery> _all = new();

    /// <summary>All of them.</summary>
    public IReadOnlyList<RecordedDelivery> All => [.. _all];

    internal void Add(RecordedDelivery delivery) => _all.Enqueue(delivery);
}
