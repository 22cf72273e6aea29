using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Events.Delivering;

/// <summary>Delivers events at least once: later, again, or not at all where nothing else is left.</summary>
internal sealed class EventDeliveries(
    EventTopics topics, EventCourier courier, EventLedger ledger, DueWork work, TimeProvider time, EventGridOptions options)
{
    private static readonly TimeSpan BetweenLetters = TimeSpan.FromMinutes(30);

    public void Begin(GridEvent happened, EventSubscription subscription)
    {
        ledger.Made();
        var draw = Noise.Mix(happened.Key ^ Noise.Of(happened.Id) ^ subscription.Seed);
        Begin(happened, subscription, draw, isCopy: false);
        if (Noise.Unit(Noise.Mix(draw, 1)) < options.Doubled)
            Begin(happened, subscription, Noise.Mix(draw, 2), isCopy: true);
    }

    private void Begin(GridEvent happened, EventSubscription subscription, ulong draw, bool isCopy)
    {
        var now = time.GetUtcNow();
        var delivery = new EventDelivery(happened, subscription, now, draw, isCopy);
        var wait = Between(options.ShortestLatency, options.LongestLatency, Noise.Mix(draw, 3));
        if (Noise.Unit(Noise.Mix(draw, 4)) < options.Late)
            wait += Between(options.ShortestDelay, options.LongestDelay, Noise.Mix(draw, 5));
        work.Add(now + wait, draw, () => Try(delivery));
    }

    private void Try(EventDelivery delivery)
    {
        var (now, subscription) = (time.GetUtcNow(), delivery.Subscription);
        if (topics.Subscription(subscription.Id) is null)
        {
            Drop(delivery);
            return;
        }
        // Documented: the time to live is looked at when the next attempt is due.
        if (now >= delivery.Published + subscription.TimeToLive)
        {
            GiveUp(delivery, "TimeToLiveExceeded");
            return;
        }
        delivery.Attempts++;
        delivery.LastAttempt = now;
        var status = courier.Send(delivery, out var hasArrived);
        if (hasArrived)
            ledger.WasDelivered(delivery);
        if (status is >= 200 and <= 204)
            return;
        ledger.Failed();
        delivery.Outcome = RetrySchedule.OutcomeOf(status);
        if (RetrySchedule.IsFinal(status, options.RetriesForbidden))
            GiveUp(delivery, "UndeliverableDueToClientError");
        else if (delivery.Attempts >= subscription.MostAttempts)
            GiveUp(delivery, "MaxDeliveryAttemptsExceeded");
        else
            work.Add(now + RetrySchedule.Wait(delivery.Attempts, status), delivery.Draw, () => Try(delivery));
    }

    private void GiveUp(EventDelivery delivery, string reason)
    {
        delivery.Reason = reason;
        if (delivery.IsCopy || delivery.Subscription.DeadLetters is not { } place)
        {
            Drop(delivery);
            return;
        }
        var first = time.GetUtcNow() + RetrySchedule.BeforeDeadLetter;
        work.Add(first, delivery.Draw, () => Bury(delivery, place, first + RetrySchedule.ContainerPatience));
    }

    private void Bury(EventDelivery delivery, EventPlace place, DateTimeOffset until)
    {
        var status = courier.Bury(delivery, place);
        if (status is >= 200 and <= 204)
            ledger.DeadLettered();
        else if (status == 404 || time.GetUtcNow() + BetweenLetters > until)
            Drop(delivery);
        else
            work.Add(time.GetUtcNow() + BetweenLetters, delivery.Draw, () => Bury(delivery, place, until));
    }

    private void Drop(EventDelivery delivery)
    {
        if (!delivery.IsCopy)
            ledger.Dropped();
    }

    private static TimeSpan Between(TimeSpan from, TimeSpan to, ulong draw) => from + ((to - from) * Noise.Unit(draw));
}
