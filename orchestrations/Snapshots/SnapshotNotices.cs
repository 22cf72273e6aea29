using System.Globalization;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.Snapshots.Work;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots;

/// <summary>What people are told of snapshots, and under which id: the same news once a day.</summary>
internal static class SnapshotNotices
{
    public static Notification Doubt(RunMoment run, SnapshotFleetRead fleet) => Of(
        run, $"snapshots-doubt-{Day(run)}", "Snapshots: nothing is deleted, since the inventory is in doubt",
        string.Join("; ", fleet.Doubts));

    public static Notification Damaged(RunMoment run, SnapshotFleetRead fleet) => Of(
        run, Ids.Short($"snapshots-damaged-{Day(run)}-", string.Join('\n', fleet.Damaged)),
        "Snapshots: documents of the state cannot be read", string.Join("; ", fleet.Damaged));

    public static Notification Breached(RunMoment run, SnapshotRunSummary summary) => Of(
        run, Ids.Short($"snapshots-objective-{Day(run)}-", string.Join('\n', summary.BreachedNames)),
        Invariant($"{summary.Totals.Breached} machines have no good recovery point that is fresh enough"),
        string.Join("; ", summary.Breached));

    public static Notification Failed(RunMoment run, SnapshotRunSummary summary) => Of(
        run, Ids.Short($"snapshots-failed-{Day(run)}-", string.Join('\n', summary.FailureCauses)),
        Invariant($"Snapshots: {summary.Work.Failed} points could not be taken, copied or deleted"), string.Join("; ", summary.Failures));

    private static string Day(RunMoment run) => run.AsOf.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static Notification Of(RunMoment run, string id, string title, string text) => new(
        id, NotificationKind.Page, title, text, new SortedDictionary<string, string>(StringComparer.Ordinal) { ["run"] = run.RunId },
        run.AsOf);
}
