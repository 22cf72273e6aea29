namespace OpsFunctions.Simulator.Events.Delivering;

/// <summary>An event on its way to one subscription.</summary>
internal sealed class EventDelivery(GridEvent happened, EventSubscription subscription, DateTimeOffset published, ulong draw, bool isCopy)
{
    public GridEvent Event => happened;

    public EventSubscription Subscription => subscription;

    public DateTimeOffset Published { get; } = published;

    /// <summary>A hash of event and subscription; it settles the order of what is due at one moment.</summary>
    public ulong Draw => draw;

    /// <summary>The second delivery of the same event, of which nobody misses anything if it fails.</summary>
    public bool IsCopy => isCopy;

    public int Attempts { get; set; }

    public DateTimeOffset LastAttempt { get; set; }

    /// <summary>How the last attempt ended, in Event Grid's words.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>Why it is given up.</summary>
    public string Reason { get; set; } = "";
}
