using OpsFunctions.Orchestrations.Drills.Planning;

namespace OpsFunctions.Orchestrations.Drills.Cleaning;

/// <summary>
/// What the sweeper may delete. Pure. Tags are copied by people, inherited by policy and cloned by scripts: a tag alone makes nothing the
/// drill's.
/// </summary>
internal static class SweepPolicy
{
    // A drill whose orchestrator lives takes itself down at its end.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(30);

    /// <summary>
    /// A group is the drill's if the journal meant to make it when nothing was there, the name is derived, and the tag fits.
    /// </summary>
    /// <param name="tag">What the group's own tag says; null: it has none.</param>
    public static bool IsOwn(DrillJournal journal, string? tag) => journal is { GroupIntendedAt: not null, ClosedAt: null }
        && string.Equals(journal.GroupId, DrillNames.GroupId(journal.Subscription, journal.DrillId), StringComparison.OrdinalIgnoreCase)
        && tag == journal.DrillId;

    /// <summary>Whether the sweeper looks after a drill: its time is over, and it lies where drills may be built.</summary>
    public static bool IsDue(DrillJournal journal, IEnumerable<string> subscriptions, DateTimeOffset now) => journal.ClosedAt is null
        && journal.ExpiresAt + Grace < now
        && subscriptions.Contains(journal.Subscription, StringComparer.OrdinalIgnoreCase);
}
