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
        run, $"snapshots-doubt-{Day(run)}", "Snapshots: nothing is deleted, since the inventory is in doubt", string.Join("; ", fleet.Doubts));

    public static Notification Breached(RunMoment run, SnapshotRunSummary summary) => Of(
        run, Ids.Short($"snapshots-objective-{Day(run)}-", string.Join('\n', summary.BreachedNames)),
        Invariant($"{summary.Totals.Breached} machines have no good recovery point that is fresh enough"), string.Join("; ", summary.Breached));

    public static Notification BrokenOff(RunMoment run, string reason) => Of(
        run, $"snapshots-broken-{run.RunId}", "A run of snapshots broke off", $"{run.RunId}: {Words.OneLine(reason)}. The next hour tries again; what was begun is found by its name.");

    private static string Day(RunMoment run) => run.AsOf.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static Notification Of(RunMoment run, string id, string title, string text) => new(
        id, NotificationKind.Page, title, text, new SortedDictionary<string, string>(StringComparer.Ordinal) { ["run"] = run.RunId }, run.AsOf);
}
