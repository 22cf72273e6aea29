using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Guard.Stop;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>Asks the guard, and gives back what it granted.</summary>
public sealed class GuardActivities(
    KillSwitch killSwitch, FreezeCalendar calendar, LockReader locks, Breaker breaker, Claims claims, GuardOptions options,
    GuardProfiles profiles, TimeProvider time)
{
    // When somebody else is done is not known; seconds.
    private const double Soon = 120;

    /// <summary>Decides whether a change may begin now. What is granted to an owner is granted to him again.</summary>
    [Function(nameof(AskGuard))]
    public Task<Outcome<GuardAnswer>> AskGuard([ActivityTrigger] GuardRequest request, CancellationToken ct) =>
        Outcome.OfAsync("guard", async () =>
    {
        var facts = await ReadAsync(request, ct);
        var decision = GuardPolicy.Decide(request, facts, profiles.Of(request.Capability), time.GetUtcNow());
        if (request.Preview)
            return new GuardAnswer(decision, null);
        if (decision.Verdict != GuardVerdict.Granted)
        {
            // Granted by an execution whose answer was lost: nobody knows of it, so nobody would give it back.
            if (facts.Resource.Claim?.Owner == request.Owner)
                await GiveBackAsync(request, ct);
            return new GuardAnswer(decision, null);
        }
        return await TakeAsync(request, facts, decision, ct);
    }, ct);

    /// <summary>Gives claims and the place in the breaker back; twice is as once.</summary>
    [Function(nameof(EndChange))]
    public Task<Outcome<bool>> EndChange([ActivityTrigger] ChangeEnd end, CancellationToken ct) =>
        Outcome.OfAsync("end of a change", async () =>
    {
        await breaker.LeaveAsync(end.Ticket.Capability, end.Ticket.Owner, end.HasFailed, ct);
        foreach (var claim in end.Ticket.Claims)
        {
            // Only the resource itself was changed, not its group.
            var changedBy = end.HasChanged && claim == end.Ticket.ResourceId ? end.Ticket.Capability : null;
            await claims.ReleaseAsync(claim, end.Ticket.Owner, changedBy, ct);
        }
        return true;
    }, ct);

    /// <summary>
    /// Claims what is to be taken back. It counts as under way, so that forward changes wait for it, but waits for nothing but another's
    /// claim.
    /// </summary>
    [Function(nameof(ClaimForUndo))]
    public Task<Outcome<ChangeTicket>> ClaimForUndo([ActivityTrigger] GuardRequest request, CancellationToken ct) =>
        Outcome.OfAsync("claim", async () =>
    {
        // First: who cannot begin takes no place in the breaker.
        var (taken, other) = await ClaimAsync(request, ct);
        if (other is not null)
            throw new ThrottledException(Soon, $"{other.Capability} works on it ({other.Owner})");
        await breaker.EnterAsync(request, ct, isUndo: true);
        return new ChangeTicket(
            request.Capability, request.Owner, request.ResourceId, taken, request.PlanHash, time.GetUtcNow(), DateTimeOffset.MaxValue);
    }, ct);

    /// <summary>Whether the resource's window is open, for an undo that may wait.</summary>
    [Function(nameof(ReadWindow))]
    public Task<Outcome<WindowVerdict>> ReadWindow([ActivityTrigger] GuardRequest request, CancellationToken ct) =>
        Outcome.OfAsync("change window", async () =>
        WindowOf(request, (await calendar.ReadAsync(ct)).Holidays, time.GetUtcNow()), ct);

    private async Task<GuardFacts> ReadAsync(GuardRequest request, CancellationToken ct)
    {
        var state = await killSwitch.ReadAsync(ct);
        if (state.IsUnread)
            throw new ThrottledException(Soon, state.Reason);
        var now = time.GetUtcNow();
        var frozen = await calendar.ReadAsync(ct);
        var held = await Outcome.OfAsync("locks", () => locks.OfAsync(request.Capability, request.ResourceId, ct), ct);
        if (held.Kind == OutcomeKind.Throttled)
            throw new ThrottledException(held.RetryAfterSeconds, held.Reason);
        var resource = await claims.ReadAsync(request.ResourceId, ct);
        var other = Claims.OfAnother(resource.Claim, request.Owner, now);
        foreach (var group in request.Groups)
            other ??= Claims.OfAnother((await claims.ReadAsync(group, ct)).Claim, request.Owner, now);
        return new(
            state,
            held.Value, held.Reason,
            frozen.At(request.TimeZone, request.Environment, now),
            WindowOf(request, frozen.Holidays, now),
            BreakerPolicy.Check(await breaker.ReadAsync(request.Capability, ct), request, profiles.Of(request.Capability), now),
            resource, other);
    }

    // The documents decide, not what was read before: of two who were both let through one gets the last place.
    private async Task<GuardAnswer> TakeAsync(GuardRequest request, GuardFacts facts, GuardDecision decision, CancellationToken ct)
    {
        if (await breaker.EnterAsync(request, ct) is { } full)
            return new(GuardPolicy.Decide(request, facts with { Breaker = full }, profiles.Of(request.Capability), time.GetUtcNow()), null);
        var (taken, other) = await ClaimAsync(request, ct);
        if (other is not null)
        {
            await breaker.LeaveAsync(request.Capability, request.Owner, hasFailed: false, ct);
            return new(
                GuardPolicy.Decide(request, facts with { OtherClaim = other }, profiles.Of(request.Capability), time.GetUtcNow()), null);
        }
        var now = time.GetUtcNow();
        return new(
            decision,
            new(request.Capability, request.Owner, request.ResourceId, taken, request.PlanHash, now, decision.Until
                ?? DateTimeOffset.MaxValue));
    }

    // In one order, so that two who share groups do not hold one each; all or none.
    private async Task<(IReadOnlyList<string> Taken, Claim? Other)> ClaimAsync(GuardRequest request, CancellationToken ct)
    {
        List<string> taken = [];
        foreach (var id in request.Groups.Prepend(request.ResourceId).Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase))
        {
            if (await claims.TakeAsync(id, request.Owner, request.Capability, ct) is not { } other)
            {
                taken.Add(id);
                continue;
            }
            foreach (var back in taken)
                await claims.ReleaseAsync(back, request.Owner, changedBy: null, ct);
            return ([], other);
        }
        return (taken, null);
    }

    private async Task GiveBackAsync(GuardRequest request, CancellationToken ct)
    {
        await breaker.LeaveAsync(request.Capability, request.Owner, hasFailed: false, ct);
        foreach (var id in request.Groups.Append(request.ResourceId))
            await claims.ReleaseAsync(id, request.Owner, changedBy: null, ct);
    }

    private WindowVerdict WindowOf(GuardRequest request, IReadOnlyList<DateOnly> holidays, DateTimeOffset now)
    {
        var profile = profiles.Of(request.Capability);
        var name = request.Window ?? (request.IsProduction ? profile.ProductionWindow : profile.OtherWindow);
        return options.Windows.TryGetValue(name, out var window)
            ? WindowPolicy.At(window, request.TimeZone, [.. holidays], now)
            : new(IsOpen: false, null, null, $"there is no window '{Words.OneLine(name)}' in Guard:Windows");
    }
}

/// <summary>How a change ended.</summary>
/// <param name="HasChanged">The resource is not as it was: its cooldown begins.</param>
/// <param name="HasFailed">It counts against the breaker.</param>
public sealed record ChangeEnd(ChangeTicket Ticket, bool HasChanged, bool HasFailed)
{
    /// <summary>The end of a change that was never granted: gives back what was taken of it, if anything was.</summary>
    public static ChangeEnd Of(GuardRequest request) => new(
        new(request.Capability, request.Owner, request.ResourceId, [request.ResourceId, .. request.Groups], request.PlanHash,
            DateTimeOffset.MinValue, DateTimeOffset.MinValue),
        HasChanged: false, HasFailed: false);
}
