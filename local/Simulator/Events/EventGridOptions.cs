namespace OpsFunctions.Simulator.Events;

/// <summary>How Event Grid behaves where its documents leave it open. What is drawn is a hash of event and subscription.</summary>
public sealed record EventGridOptions
{
    /// <summary>From an event to its first delivery, at least. Default: 1 s.</summary>
    public TimeSpan ShortestLatency { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From an event to its first delivery, at most, unless it is late. Default: 5 s.</summary>
    public TimeSpan LongestLatency { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Share of the events that are delivered twice, from 0 to 1. Default: 0.</summary>
    public double Doubled { get; init; }

    /// <summary>Share of the deliveries that are late, from 0 to 1, so that order is not kept. Default: 0.</summary>
    public double Late { get; init; }

    /// <summary>How late, at least. Default: 1 min.</summary>
    public TimeSpan ShortestDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How late, at most. Default: 20 min.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>How events stand in a queue where the subscription does not say; reports differ. Default: plain text.</summary>
    public EventEncoding Encoding { get; init; }

    /// <summary>
    /// True: a source has one system topic, whatever its type; false: one of each type. Default: false. The documents do not say which.
    /// </summary>
    public bool OneTopicPerSource { get; init; }

    /// <summary>True: a delivery refused with 403 is tried again, as older documents say. Default: false, as newer ones do.</summary>
    public bool RetriesForbidden { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">One of them is out of its range.</exception>
    internal void Check()
    {
        Times(ShortestLatency, LongestLatency);
        Times(ShortestDelay, LongestDelay);
        Share(Doubled);
        Share(Late);
    }

    private static void Times(TimeSpan shortest, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shortest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, shortest);
    }

    private static void Share(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
    }
}

/// <summary>How an event stands in a queue.</summary>
public enum EventEncoding
{
    /// <summary>JSON as it is.</summary>
    PlainText,

    /// <summary>Base64 of the JSON in UTF-8.</summary>
    Base64,
}

/// <summary>The form of an event.</summary>
public enum EventSchema
{
    /// <summary>Event Grid's own.</summary>
    EventGrid,

    /// <summary>CloudEvents 1.0.</summary>
    CloudEvents,
}
