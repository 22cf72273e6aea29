namespace OpsFunctions.Simulator.Events.Delivering;

/// <summary>Counts what became of the events.</summary>
internal sealed class EventLedger
{
    private readonly Lock _lock = new();
    private readonly List<string> _delivered = [];
    private readonly HashSet<(string Subscription, string Event)> _seen = [];
    private EventCounts _counts = new(0, 0, 0, 0, 0, 0);

    public EventCounts Counts
    {
        get
        {
            lock (_lock)
                return _counts;
        }
    }

    public IReadOnlyList<string> Delivered
    {
        get
        {
            lock (_lock)
                return [.. _delivered];
        }
    }

    public void Made() => Change(static counts => counts with { Made = counts.Made + 1 });

    public void Failed() => Change(static counts => counts with { FailedAttempts = counts.FailedAttempts + 1 });

    public void DeadLettered() => Change(static counts => counts with { DeadLettered = counts.DeadLettered + 1 });

    public void Dropped() => Change(static counts => counts with { Dropped = counts.Dropped + 1 });

    public void WasDelivered(EventDelivery delivery)
    {
        lock (_lock)
        {
            _delivered.Add(delivery.Event.Id);
            var isSecond = !_seen.Add((delivery.Subscription.Id, delivery.Event.Id));
            _counts = _counts with { Delivered = _counts.Delivered + 1, Doubled = _counts.Doubled + (isSecond ? 1 : 0) };
        }
    }

    private void Change(Func<EventCounts, EventCounts> change)
    {
        lock (_lock)
            _counts = change(_counts);
    }
}
