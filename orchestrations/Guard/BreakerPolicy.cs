using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>
/// Stops the next change when too many are under way or have failed: <c>failed + in flight</c> against a share of the machines, of the
/// subscription and of all. Pure. Like SSM Automation's error threshold, but what is in flight counts as if it could still fail.
/// </summary>
public static class BreakerPolicy
{
    // A change that is put back takes up to a day and its own hours; a place must not fall free under it.
    private const int LongestChangeHours = 48;

    /// <summary>At most this many: the share rounded down, and one where that is none.</summary>
    public static int Limit(int machines, int percent) => Math.Max(1, (int)((long)machines * percent / 100));

    /// <summary>What still counts: a failure for so many hours, and a change nobody ended at least as long as one may take.</summary>
    public static BreakerState Current(BreakerState state, int hours, DateTimeOffset now) => new(
        [.. state.InFlight.Where(entry => LongAfter(entry.At, hours) > now)],
        [.. state.Failed.Where(entry => entry.At.AddHours(hours) > now)])
    {
        UnknownAt = state.UnknownAt is { } unknown && LongAfter(unknown, hours) > now ? unknown : null,
    };

    /// <returns>Null: there is a place; else why not, and when there may be one.</returns>
    public static BreakerRefusal? Check(BreakerState state, GuardRequest request, GuardProfile profile, DateTimeOffset now)
    {
        var current = Current(state, profile.BreakerHours, now);
        if (current.UnknownAt is { } unknown)
            return new(
                IsOpen: true, $"state/{BreakerState.NameOf(request.Capability)}.json.gz could not be read: what failed is not known",
                LongAfter(unknown, profile.BreakerHours));
        return Check(current, "all machines", request.FleetSize, _ => true, request, profile, now)
            ?? Check(current, $"subscription {request.Subscription}", request.SubscriptionSize,
                entry => string.Equals(entry.Subscription, request.Subscription, StringComparison.OrdinalIgnoreCase), request, profile,
                now);
    }

    private static DateTimeOffset LongAfter(DateTimeOffset moment, int hours) => moment.AddHours(Math.Max(hours, LongestChangeHours));

    private static BreakerRefusal? Check(
        BreakerState current, string of, int machines, Func<BreakerEntry, bool> counts, GuardRequest request, GuardProfile profile,
        DateTimeOffset now)
    {
        var limit = Limit(machines, profile.BreakerPercent);
        var inFlight = current.InFlight.Where(counts).Count(entry => entry.Owner != request.Owner);
        var failed = current.Failed.Where(counts).ToList();
        if (inFlight + failed.Count < limit)
            return null;
        var reason = Invariant(
            $"{failed.Count} failed and {inFlight} under way of {of}; at most {limit} ({profile.BreakerPercent} % of {machines})");
        return failed.Count >= limit
            ? new(IsOpen: true, $"the breaker is open: {reason}", failed.Select(entry => entry.At.AddHours(profile.BreakerHours)).Order()
                .ElementAt(failed.Count - limit))
            : new(IsOpen: false, reason, now.AddMinutes(10));
    }
}

/// <summary>Why there is no place.</summary>
/// <param name="IsOpen">Failures alone reach the limit; else somebody may soon be done.</param>
public sealed record BreakerRefusal(bool IsOpen, string Reason, DateTimeOffset RetryAt);
