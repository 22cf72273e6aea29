using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Settings;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Drills.Measuring;

/// <summary>What a drill proved. Pure.</summary>
internal static class VerdictPolicy
{
    // What stopped the drill and says nothing of the recovery: rights, quota, policies and people's switches of the place it is built in.
    private static readonly HashSet<string> OfThePlace = new(StringComparer.OrdinalIgnoreCase)
    {
        "AuthorizationFailed", "LinkedAuthorizationFailed", "RequestDisallowedByPolicy", "QuotaExceeded", "OperationNotAllowed",
        "MissingSubscriptionRegistration", "KillSwitch", "ClaimLost", "TicketExpired", "Stopped", "TooManyRequests", "Unreadable",
        "Unexpected",
        "Damaged", "ScopeLocked", "MarketplacePurchaseEligibilityFailed", "SkuNotAvailable", "SubscriptionNotFound", "TimedOut",
        "UnknownOperation",
    };

    public static Judgement Judge(DrillFacts facts)
    {
        var measures = facts.Machines.Count > 0 ? Measures.Of(facts) : null;
        var (verdict, causes) = Decide(facts, measures);
        return new(verdict, causes, measures);
    }

    private static (Verdict Verdict, IReadOnlyList<string> Causes) Decide(DrillFacts facts, DrillMeasures? measures)
    {
        var breaches = Proofs(facts).SelectMany(proof => proof.Breaches.Select(breach => $"not isolated {proof.When}: {breach}")).ToList();
        if (facts.Stop == StopKind.Isolation || breaches.Count > 0)
            return (Verdict.Fail, breaches.Count > 0 ? breaches : [facts.StopReason ?? "not isolated"]);
        if (facts.Stop == StopKind.Aborted)
            return (Verdict.Aborted, [facts.StopReason ?? "aborted"]);
        var failed = Checks(facts, CheckOutcome.Failed);
        if (failed.Count > 0)
            return (Verdict.Fail, failed);
        var lost = Lost(facts, ofThePlace: false);
        if (lost.Count > 0)
            return (Verdict.Fail, lost);
        List<string> unknown =
        [
            .. Lost(facts, ofThePlace: true), .. Checks(facts, CheckOutcome.Inconclusive),
            .. Proofs(facts).SelectMany(proof => proof.Unread.Select(unread => $"isolation not proven {proof.When}: {unread}")),
        ];
        if (facts.Stop == StopKind.Expired)
            return Late(facts, unknown);
        // What came behind the stage that failed was not started: the stage is the cause.
        if (facts.Stop == StopKind.Failed && unknown.Count == 0)
            return (Verdict.Inconclusive, [facts.StopReason ?? "a stage failed"]);
        if (unknown.Count > 0)
            return (Verdict.Inconclusive, unknown);
        return Objectives(facts, measures);
    }

    // Its time is longer than the objective: what is not there by then misses it, unless nothing is known of what was waited for.
    private static (Verdict, IReadOnlyList<string>) Late(DrillFacts facts, List<string> unknown) => unknown.Count > 0
        ? (Verdict.Inconclusive, [facts.StopReason ?? "its time was over", .. unknown])
        : (Verdict.Fail, [Invariant($"not recovered when its time was over, longer than the objective of {facts.RtoMinutes} minutes")]);

    private static (Verdict, IReadOnlyList<string>) Objectives(DrillFacts facts, DrillMeasures? measures)
    {
        if (measures is not { RtaSeconds: { } rta })
            return (Verdict.Inconclusive, ["no required validation gave an answer"]);
        var missed = new List<string>();
        if (rta > facts.RtoMinutes * 60)
            missed.Add(Invariant($"recovered in {rta / 60:0.0} minutes, the objective is {facts.RtoMinutes}"));
        if (measures.RpaSeconds > facts.RpoMinutes * 60)
            missed.Add(Invariant($"the oldest point is {measures.RpaSeconds / 60:0} minutes old, the objective is {facts.RpoMinutes}"));
        return missed.Count > 0 ? (Verdict.Fail, missed) : (Verdict.Pass, Notes(facts));
    }

    private static IReadOnlyList<string> Notes(DrillFacts facts) =>
    [
        .. facts.Machines.SelectMany(machine => machine.Checks)
            .Where(check => check is { Required: false, Outcome: not CheckOutcome.Passed })
            .Select(check => $"{check.Machine}: {check.Label}, not required: {check.Cause}"),
    ];

    private static List<string> Lost(DrillFacts facts, bool ofThePlace) =>
    [
        .. facts.Machines.Where(machine => machine.Failure is not null && machine.FailureCode != DrillStop.Code)
            .Where(machine => OfThePlace.Contains(machine.FailureCode ?? "") == ofThePlace)
            .Select(machine => $"{machine.Name} was not rebuilt: {machine.Failure}"),
    ];

    private static List<string> Checks(DrillFacts facts, CheckOutcome outcome) =>
    [
        .. facts.Machines.SelectMany(machine => machine.Checks)
            .Where(check => check.Required && check.Kind is not null && check.Outcome == outcome)
            .Select(check => $"{check.Machine}: {check.Label}: {Words(check)}"),
    ];

    private static string Words(CheckResult check) => check is { Kind: ValidationKind.Content, Outcome: CheckOutcome.Failed }
        ? $"the recovery points are torn: {check.Cause}"
        : check.Cause ?? "";

    private static IEnumerable<IsolationProof> Proofs(DrillFacts facts) =>
        facts.Proofs.Concat(facts.Machines.SelectMany(machine => machine.Proofs));
}
