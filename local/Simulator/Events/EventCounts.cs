namespace OpsFunctions.Simulator.Events;

/// <summary>
/// What became of the events so far. An event counts once for each subscription that wanted it:
/// <c>Made = (Delivered - Doubled) + DeadLettered + Dropped</c> + those still on their way.
/// </summary>
/// <param name="Made">Events that a subscription wanted.</param>
/// <param name="Delivered">Messages put into queues.</param>
/// <param name="Doubled">Of these, messages of an event that had been delivered there before.</param>
/// <param name="DeadLettered">Events written to a container because they could not be delivered.</param>
/// <param name="Dropped">Events that could neither be delivered nor written, or whose subscription is gone.</param>
/// <param name="FailedAttempts">Deliveries that failed; most are tried again.</param>
public sealed record EventCounts(long Made, long Delivered, long Doubled, long DeadLettered, long Dropped, long FailedAttempts);
