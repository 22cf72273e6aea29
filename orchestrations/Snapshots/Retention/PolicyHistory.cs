using System.Diagnostics.CodeAnalysis;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Retention;

/// <summary>
/// Which rules of a policy were in force since when; a document of state. A tightened policy deletes by its new rules only when the old
/// ones have cooled off, so that a mistake can be taken back; a loosened one holds at once, as what either keeps is kept.
/// </summary>
/// <param name="Current">As it was last noted.</param>
/// <param name="FirstSeen">From when on its rules are known; before, there may have been others.</param>
/// <param name="LastSeen">The latest time at which it was noted.</param>
/// <param name="Former">Rules that may still have to cool off, each once, the latest superseded first.</param>
public sealed record PolicyHistory(
    SnapshotPolicy Current, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, IReadOnlyList<FormerRules> Former)
{
    /// <summary>The history after the policy of the settings was seen at <paramref name="now"/>. Noted twice, it is the same.</summary>
    /// <param name="history">Null where it was lost, or never written: then nobody knows what was kept before, and nothing is deleted for
    /// the cool-off.</param>
    /// <param name="coolOff">How long superseded rules go on keeping what they kept; from 0.</param>
    public static PolicyHistory Note(PolicyHistory? history, SnapshotPolicy policy, DateTimeOffset now, TimeSpan coolOff)
    {
        if (!IsWhole(history) || history.Current.Name != policy.Name)
            return new(policy, now, now, []);
        // A clock that was put back must not make rules older than they are.
        var seen = now > history.LastSeen ? now : history.LastSeen;
        var former = history.Former;
        if (!SameRules.Of(history.Current, policy))
            former = [new(history.Current, seen), .. former.Where(one => !SameRules.Of(one.Policy, history.Current))];
        return new(
            policy, history.FirstSeen, seen,
            [.. former.Where(one => IsCooling(one.SupersededAt, now, coolOff) && !SameRules.Of(one.Policy, policy))]);
    }

    /// <summary>
    /// What a plan needs: the present policy, then what is cooling off. Empty, so that nothing is deleted, while what was before is not
    /// known.
    /// </summary>
    public static IReadOnlyList<SnapshotPolicy> InForce(PolicyHistory? history, DateTimeOffset now, TimeSpan coolOff) =>
        !IsWhole(history) || IsCooling(history.FirstSeen, now, coolOff)
            ? []
            : [history.Current, .. history.Former.Where(one => IsCooling(one.SupersededAt, now, coolOff)).Select(one => one.Policy)];

    private static bool IsCooling(DateTimeOffset since, DateTimeOffset now, TimeSpan coolOff) => now - since < coolOff;

    // A document that lost a part is a document that was lost.
    private static bool IsWhole([NotNullWhen(true)] PolicyHistory? history) =>
        history is { Current.CopyTo: not null, Former: not null } && history.Former.All(one => one is { Policy.CopyTo: not null });
}

/// <summary>Rules that were superseded, and when.</summary>
public sealed record FormerRules(SnapshotPolicy Policy, DateTimeOffset SupersededAt);
