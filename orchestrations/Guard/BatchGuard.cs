using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Guard.Stop;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>Many changes of one kind that want to begin together.</summary>
/// <param name="Claim">Name that is claimed for all of them: two batches of the same name never work at once.</param>
/// <param name="Subscription">Where they all lie.</param>
/// <param name="PlanHash">Hash of the plan; an approval of another one does not count.</param>
public sealed record GuardBatch(string Capability, string Owner, string Claim, string Subscription, string PlanHash)
{
    /// <summary>They delete, so that a lock against deletion stands against them, too.</summary>
    public bool Deletes { get; init; }

    /// <summary>They add something that protects and touch nothing that runs: freezes and windows do not hold them up.</summary>
    public bool IsProtective { get; init; }

    /// <summary>Name of the window they need.</summary>
    public string Window { get; init; } = "always";

    public ApprovalResult? Approval { get; init; }
}

/// <summary>One change of a batch.</summary>
/// <param name="ResourceId">What it is about: scope and exclusion are this resource's.</param>
/// <param name="Touches">Id of what it makes or deletes, whose locks count.</param>
/// <param name="TimeZone">IANA name of the resource's zone, by which windows and freezes go; empty: not known.</param>
public sealed record BatchTarget(string ResourceId, string Touches, Mode Mode, string? Environment, string TimeZone);

/// <summary>The guard's answers.</summary>
/// <param name="Decisions">One a target, in their order.</param>
/// <param name="Ticket">For those that were granted, until the first of their windows closes; null: none was.</param>
public sealed record BatchAnswer(IReadOnlyList<GuardDecision> Decisions, ChangeTicket? Ticket);

/// <summary>
/// Asks the guard about many changes at once: the same rules in the same order, with what holds for all of them read once. Breaker and
/// cooldown do not apply: a capability that works in batches bounds them itself.
/// </summary>
public sealed class BatchGuard(
    KillSwitch killSwitch, FreezeCalendar calendar, LockReader locks, Claims claims, GuardOptions options, GuardProfiles profiles,
    TimeProvider time)
{
    private const double UnreadSeconds = 120;

    // Whose windows close later than this from now counts as one whose windows close then.
    private static readonly TimeSpan LongestTicket = TimeSpan.FromDays(1);

    /// <summary>Decides, and claims where anything is granted. The same owner asking again gets the same again.</summary>
    /// <exception cref="Azure.RequestFailedException">Azure or the storage refused or throttled.</exception>
    internal async Task<BatchAnswer> AskAsync(GuardBatch batch, IReadOnlyList<BatchTarget> targets, CancellationToken ct)
    {
        var state = await killSwitch.ReadAsync(ct);
        if (state.IsUnread)
            throw new ThrottledException(UnreadSeconds, state.Reason);
        var frozen = await calendar.ReadAsync(ct);
        var held = await Outcome.OfAsync("locks", () => locks.OfSubscriptionAsync(batch.Capability, batch.Subscription, ct), ct);
        if (held.Kind == OutcomeKind.Throttled)
            throw new ThrottledException(held.RetryAfterSeconds, held.Reason);
        var now = time.GetUtcNow();
        var claimed = await claims.ReadAsync(batch.Claim, ct);
        var other = Claims.OfAnother(claimed.Claim, batch.Owner, now);
        var windows = targets.Select(target => target.TimeZone).Distinct(StringComparer.Ordinal)
            .ToDictionary(zone => zone, zone => Window(batch, zone, frozen, now), StringComparer.Ordinal);
        var decisions = targets.Select(target => Decide(batch, target, new(
            state, held.Value?.Where(one => ScopeRule.Holds(one.Scope, target.Touches)).Select(one => one.Lock).ToList(), held.Reason,
            batch.IsProtective ? new(false, null, "nothing that runs is touched") : frozen.At(target.TimeZone, target.Environment, now),
            windows[target.TimeZone], Breaker: null, claimed, other), now)).ToList();
        if (!decisions.Exists(decision => decision.Verdict == GuardVerdict.Granted))
            return new(decisions, null);
        if (await claims.TakeAsync(batch.Claim, batch.Owner, batch.Capability, ct) is { } quicker)
            return new(
                [.. targets.Select(target => new GuardDecision(
                    GuardVerdict.Later, GuardRule.Claim, $"{quicker.Owner} works on {batch.Claim}", now, quicker.ExpiresAt))], null);
        var end = decisions.Where(decision => decision.Verdict == GuardVerdict.Granted).Min(decision => EndOf(decision, now));
        var ticket = new ChangeTicket(batch.Capability, batch.Owner, batch.Claim, [batch.Claim], batch.PlanHash, now, end);
        return new([.. decisions.Select(decision => Ended(decision, end, now))], ticket);
    }

    private static DateTimeOffset EndOf(GuardDecision decision, DateTimeOffset now) =>
        decision.Until is { } until && until < now + LongestTicket ? until : now + LongestTicket;

    // One ticket has one end. Whose window closes later, as in another zone, has its turn when the first are done.
    private static GuardDecision Ended(GuardDecision decision, DateTimeOffset end, DateTimeOffset now) =>
        decision.Verdict != GuardVerdict.Granted || EndOf(decision, now) == end ? decision
        : new(GuardVerdict.Later, GuardRule.Window, "its turn is after those whose window closes sooner", now, now.AddMinutes(1));

    private WindowVerdict Window(GuardBatch batch, string timeZone, FreezeList frozen, DateTimeOffset now) =>
        batch.IsProtective ? new(true, null, null, "no window is needed")
        : options.Windows.TryGetValue(batch.Window, out var window) ? WindowPolicy.At(window, timeZone, frozen.Holidays, now)
        : new(IsOpen: false, null, null, $"there is no window '{Words.OneLine(batch.Window)}' in Guard:Windows");

    // What is touched lies beside the resource, or in an allowed scope itself: what a tag says leads nowhere else.
    private GuardDecision Decide(GuardBatch batch, BatchTarget target, GuardFacts facts, DateTimeOffset now)
    {
        var profile = profiles.Of(batch.Capability);
        var request = new GuardRequest(batch.Capability, batch.Owner, target.ResourceId, batch.Subscription, target.Mode, batch.PlanHash)
        {
            Deletes = batch.Deletes, Environment = target.Environment, SkipsCooldown = true, Approval = batch.Approval,
        };
        return ScopeRule.Holds(GroupOf(target.ResourceId), target.Touches)
            || profile.AllowedScopes.Any(scope => ScopeRule.Holds(scope, target.Touches))
            ? GuardPolicy.Decide(request, facts, profile, now)
            : new(
                GuardVerdict.Refused, GuardRule.Scope,
                $"it lies neither beside its machine nor in one of {GuardPolicy.Section(request)}:AllowedScopes", now, null);
    }

    private static string GroupOf(string resourceId) => ArmId.GroupOf(resourceId) ?? resourceId;
}
