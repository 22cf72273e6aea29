using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Stop;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>
/// Whether a change may begin now: the first rule that stands against it decides. Pure. What a person decided or what does not pass by
/// itself within a plan's life refuses; what passes by itself says when to ask again.
/// </summary>
public static class GuardPolicy
{
    // When somebody else is done is not known.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(10);

    private static readonly IReadOnlyList<Func<GuardRequest, GuardFacts, GuardProfile, DateTimeOffset, GuardDecision?>> Rules =
        [KillSwitch, Scope, Exclusion, Lock, Freeze, Window, Breaker, Cooldown, Claim, Approval];

    public static GuardDecision Decide(GuardRequest request, GuardFacts facts, GuardProfile profile, DateTimeOffset now) =>
        Against(request, facts, profile, now)
        ?? new(GuardVerdict.Granted, GuardRule.All, request.Preview ? "nothing that lasts stands against it" : Words(facts), now, null)
        {
            // A freeze that begins in the middle stops forward steps as the window's end does.
            Until = request.Preview ? null : new[] { facts.Window.ClosesAt, facts.Freeze.NextFrom }.Min(),
        };

    private static GuardDecision? Against(GuardRequest request, GuardFacts facts, GuardProfile profile, DateTimeOffset now)
    {
        var decision = Rules.Select(rule => rule(request, facts, profile, now)).FirstOrDefault(one => one is not null);
        var end = (request.PlannedAt ?? now).AddHours(profile.LongestWaitHours);
        return decision is { Verdict: GuardVerdict.Later, RetryAt: { } again } && again > end
            ? Refused(decision.Rule, Invariant($"{decision.Reason}; it may wait {profile.LongestWaitHours} hours at most"), now)
            : decision;
    }

    private static GuardDecision? KillSwitch(GuardRequest request, GuardFacts facts, GuardProfile profile, DateTimeOffset now) =>
        facts.KillSwitch is { Level: not KillSwitchLevel.Off } thrown
            ? Refused(GuardRule.KillSwitch, thrown.InWords, now)
            : null;

    private static GuardDecision? Scope(GuardRequest request, GuardFacts facts, GuardProfile profile, DateTimeOffset now) =>
        profile.AllowedScopes.Any(scope => ScopeRule.Holds(scope, request.ResourceId)) ? null
        : Refused(GuardRule.Scope, profile.AllowedScopes.Count == 0
            ? $"{Section(request)}:AllowedScopes is empty: nothing may be changed"
            : $"it lies in none of {Section(request)}:AllowedScopes", now);

    private static GuardDecision? Exclusion(GuardRequest request, GuardFacts facts, GuardProfile profile, DateTimeOffset now) =>
        request.Exclusion is { } reason ? Refused(GuardRule.Exclusion, reason, now)
        : request.Mode < Mode.Approve
            ? Refused(GuardRule.Exclusion, $"{request.Capability} may only {(request.Mode == Mode.Off ? "look away" : "report")} here", now)
        : null;

    private static GuardDecision? Lock(GuardRequest request, GuardFacts facts, GuardProfile profile, DateTimeOffset now)
    {
        if (facts.Locks is null)
            return Refused(GuardRule.Lock, $"its locks could not be read: {facts.LocksProblem}", now);
        // A lock that only forbids deleting stands against nothing else.
        var held = facts.Locks.FirstOrDefault(one => request.Deletes
            || !string.Equals(one.Level, "CanNotDelete", StringComparison.OrdinalIgnoreCase));
        return held is null ? null : Refused(GuardRule.Lock, $"lock {held.Name} ({held.Level})", now);
    }

    private static GuardDecision? Freeze(GuardRequest request, GuardFacts facts, GuardProfile profile, DateTimeOffset now) =>
        // Closed as long as the calendar cannot be read: it may be readable again in a moment.
        request.Preview || !facts.Freeze.IsFrozen
            ? null
            : Later(GuardRule.Freeze, facts.Freeze.Reason, now, facts.Freeze.Until ?? now + Soon);

    private static GuardDecision? Window(GuardRequest request, GuardFacts facts, GuardProfile profile, DateTimeOffset now) =>
        facts.Window.IsOpen || (request.Preview && facts.Window.OpensAt is not null) ? null
        : facts.Window.OpensAt is { } opens ? Later(GuardRule.Window, facts.Window.Reason, now, opens)
        : Refused(GuardRule.Window, facts.Window.Reason, now);

    private static GuardDecision? Breaker(GuardRequest request, GuardFacts facts, GuardProfile profile, DateTimeOffset now) =>
        request.Preview || facts.Breaker is not { } refusal
            ? null
            : Later(GuardRule.Breaker, refusal.Reason, now, refusal.RetryAt) with { IsBreakerOpen = refusal.IsOpen };

    private static GuardDecision? Cooldown(GuardRequest request, GuardFacts facts, GuardProfile profile, DateTimeOffset now) =>
        !request.SkipsCooldown && facts.Resource.ChangedAt is { } changed && changed.AddHours(profile.CooldownHours) is var until
            && until > now
            ? Refused(
                GuardRule.Cooldown,
                Invariant(
                    $"{facts.Resource.ChangedBy} changed it on {changed.UtcDateTime:yyyy-MM-dd HH:mm} UTC; left alone until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC"), now)
            : null;

    private static GuardDecision? Claim(GuardRequest request, GuardFacts facts, GuardProfile profile, DateTimeOffset now) =>
        !request.Preview && facts.OtherClaim is { } claim
            ? Later(
                GuardRule.Claim,
                Invariant($"{claim.Capability} works on it or its group ({claim.Owner}) since {claim.Since.UtcDateTime:HH:mm} UTC"), now,
                now + Soon)
            : null;

    private static GuardDecision? Approval(GuardRequest request, GuardFacts facts, GuardProfile profile, DateTimeOffset now) =>
        request.Preview || request.Mode > Mode.Approve || request.Approval?.Outcome == ApprovalOutcome.Approved ? null
        : Refused(GuardRule.Approval, request.Approval?.Reason ?? "nobody approved it", now);

    private static GuardDecision Refused(GuardRule rule, string reason, DateTimeOffset now) =>
        new(GuardVerdict.Refused, rule, reason, now, null);

    private static GuardDecision Later(GuardRule rule, string reason, DateTimeOffset now, DateTimeOffset at) =>
        new(GuardVerdict.Later, rule, reason, now, at > now ? at : now.AddMinutes(1));

    /// <summary>Where the profile of who asks stands in the settings.</summary>
    internal static string Section(GuardRequest request) => $"{Capability.TitleOf(request.Capability)}:{GuardOptions.Section}";

    private static string Words(GuardFacts facts) => $"nothing stands against it; {facts.Window.Reason}";
}
