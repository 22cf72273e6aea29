using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Drills.Cleaning;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Notifications;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>What people are told of drills.</summary>
internal static class DrillNotices
{
    private const int MostNamed = 20;

    /// <summary>
    /// Tells how it ended: somebody has to look where something is left, where it failed, and where twice nothing was proved.
    /// </summary>
    public static async Task TellAsync(
        TaskOrchestrationContext context, RunMoment run, DrillRequest request, DrillSummary summary, CleanResult clean)
    {
        if (clean.Remains == Remains.Leaked || clean.Foreign.Count > 0)
            await context.NotifyAsync(Leaked(run.RunId, clean, context.Now()));
        if (summary.Verdict is not { } verdict)
            return;
        var isTwice = verdict == Verdict.Inconclusive
            && (await context.CallWithThrottlingAsync<bool>(nameof(DrillTrendActivities.IsInconclusiveTwice), run.RunId)).Value;
        var isPage = isTwice || verdict == Verdict.Fail;
        await context.NotifyAsync(new(
            $"drill-{run.RunId}", isPage ? NotificationKind.Page : NotificationKind.ChangeDone,
            isTwice ? $"Drill {request.Plan}: nothing was proved, twice in a row" : $"Drill {request.Plan}: {verdict}",
            summary.Causes.Count > 0 ? string.Join("; ", summary.Causes) : "Every required validation passed within the objectives.",
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["run"] = run.RunId, ["verdict"] = verdict.ToString(), ["remains"] = summary.Remains.ToString(),
            }, context.Now()));
    }

    /// <summary>Something of a drill is still there, or something of others is in its group.</summary>
    public static Notification Leaked(string drillId, CleanResult clean, DateTimeOffset now) => new(
        $"drill-left-{drillId}", clean.Remains == Remains.Leaked ? NotificationKind.Leaked : NotificationKind.Page,
        clean.Remains == Remains.Leaked
            ? Invariant($"Drill {drillId} left {clean.Left.Count} resources, {clean.Left.Sum(one => one.UsdPerHour):0.00} USD an hour")
            : Invariant($"In the group of drill {drillId} are {clean.Foreign.Count} resources that are none of its"),
        string.Join(
            "; ", clean.Left.Take(MostNamed).Select(one => $"{one.Id}: {one.Command}")
                .Concat(clean.Foreign.Take(MostNamed).Select(id => $"{id}: none of the drill's, not touched")).Append(clean.Problem)
                .OfType<string>()),
        new SortedDictionary<string, string>(StringComparer.Ordinal) { ["run"] = drillId }, now);
}
