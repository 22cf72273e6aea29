using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Remediation.Deciding;

/// <summary>What is to be made of an alert.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Course>))]
public enum Course
{
    /// <summary>Something may be done.</summary>
    Act,

    /// <summary>It is over, or no longer so.</summary>
    Over,

    /// <summary>Somebody else has it in hand.</summary>
    HandsOff,

    /// <summary>Azure is at it: wait, then call people.</summary>
    WaitForAzure,

    /// <summary>It cannot be known: call people.</summary>
    Escalate,
}

/// <summary>What is to be made of an alert, and why.</summary>
/// <param name="Rule">Which rule decided, lower case: <c>acknowledged</c>, <c>suppressed</c>, ….</param>
public sealed record CourseDecision(Course Course, string Rule, string Reason);

/// <summary>
/// Whether the suite may touch a resource about which an alert fired. Pure; the first rule that stands against it decides.
/// </summary>
public static class HandsOffPolicy
{
    public const string Tag = "ops:remediation";

    /// <summary>How long somebody's own change keeps the suite away.</summary>
    public static readonly TimeSpan Respect = TimeSpan.FromMinutes(60);

    private static readonly IReadOnlyList<Func<Alert, Situation, CourseDecision?>> Rules =
        [Target, Suppressed, TakenInHand, OptedOut, Managed, ByPlatform, Intervened, Echo, Ended, Unread];

    public static CourseDecision Decide(Alert alert, Situation seen) =>
        Rules.Select(rule => rule(alert, seen)).FirstOrDefault(one => one is not null)
            ?? new(Course.Act, "all", "nothing stands against it");

    /// <summary>How far remediation may go on this resource: the tag only narrows.</summary>
    public static Mode ModeOf(Situation seen, Mode configured) =>
        OpsTags.ModeOf(new Dictionary<string, string>(seen.Tags, StringComparer.OrdinalIgnoreCase), Tag, configured);

    private static CourseDecision? Target(Alert alert, Situation seen) =>
        alert.Target.Length == 0 ? new(Course.HandsOff, "target", "the alert names no resource that the suite may act on")
        : seen.IsForeign ? new(Course.HandsOff, "foreign", "it lies in none of the suite's subscriptions")
        : seen.IsUnread ? new(Course.Escalate, "unread", string.Join("; ", seen.Gaps))
        : !seen.IsThere ? new(Course.HandsOff, "gone", "the resource is not there")
        : null;

    private static CourseDecision? Suppressed(Alert alert, Situation seen) =>
        seen.Alert is { IsSuppressed: true } ? new(Course.HandsOff, "suppressed", "an alert processing rule suppresses it")
        : seen.SilencedBy is { } name ? new(Course.HandsOff, "suppressed", $"the alert processing rule {Words.OneLine(name)} is for it now")
        : null;

    private static CourseDecision? TakenInHand(Alert alert, Situation seen) => seen.Alert switch
    {
        { State: "Acknowledged" } one => new(Course.HandsOff, "acknowledged", $"{Words.OneLine(one.ChangedBy)} acknowledged the alert"),
        { State: "Closed" } one => new(Course.HandsOff, "closed", $"{Words.OneLine(one.ChangedBy)} closed the alert"),
        _ => seen.OtherInHand is { } other
            ? new(Course.HandsOff, "acknowledged", $"{Words.OneLine(other.ChangedBy)} acknowledged another alert about it")
            : null,
    };

    private static CourseDecision? OptedOut(Alert alert, Situation seen) => ModeOf(seen, Mode.Apply) == Mode.Off
        ? new(Course.HandsOff, "opted-out", $"the tag {Tag} switches remediation off")
        : null;

    private static CourseDecision? Managed(Alert alert, Situation seen) => seen.ManagedBy is { } service
        ? new(Course.HandsOff, "managed", $"{service} manages it")
        : null;

    private static CourseDecision? ByPlatform(Alert alert, Situation seen)
    {
        var byEvent = alert.Cause?.StartsWith("Platform", StringComparison.OrdinalIgnoreCase) == true;
        if (seen.Health is not { IsAvailable: false, IsByPlatform: true } && !(byEvent && seen.Health is not { IsAvailable: true }))
            return null;
        var kind = seen.Health is { IsPlanned: true } ? "planned maintenance" : "trouble of the platform";
        return new(Course.WaitForAzure, "platform", $"{kind}: Azure is at it");
    }

    private static CourseDecision? Intervened(Alert alert, Situation seen)
    {
        if (seen.Interventions is [var one, ..] && one.At > seen.At - Respect)
            return new(
                Course.HandsOff, "intervened",
                Invariant($"{Words.OneLine(one.Caller)} did {Words.OneLine(one.Operation)} at {one.At.UtcDateTime:HH:mm} UTC"));
        return seen.Health is { IsAvailable: false, IsByCustomer: true }
            ? new(Course.HandsOff, "intervened", "its health says that somebody stopped it")
            : null;
    }

    private static CourseDecision? Echo(Alert alert, Situation seen) => seen.Echo is { } echo ? new(Course.HandsOff, "echo", echo) : null;

    private static CourseDecision? Ended(Alert alert, Situation seen) =>
        alert.Condition == AlertCondition.Resolved || seen.Alert is { Condition: "Resolved" }
            ? new(Course.Over, "resolved", "the alert is resolved")
        : seen.MetricHolds == false ? new(Course.Over, "metric", $"its condition holds no longer: {seen.MetricWords}")
        : alert.IsAboutHealth && seen.Health is { IsAvailable: true } ? new(Course.Over, "health", "it is available again")
        : null;

    // What cannot be read might be a person at work.
    private static CourseDecision? Unread(Alert alert, Situation seen) => seen.Gaps.Count > 0
        ? new(Course.Escalate, "unread", string.Join("; ", seen.Gaps.Take(5)))
        : null;
}
