using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing.Changes.Planning;
using OpsFunctions.Orchestrations.Rightsizing.Changes.Report;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes;

/// <summary>How far the changes of a run are.</summary>
public sealed record ChangesProgress(int Plans, int Ended);

/// <summary>What the changes of a run came to, by how they ended.</summary>
/// <param name="Report">Name of the report without its ending.</param>
/// <param name="Report">Name of the report; empty: it could not be written, and the counts are none.</param>
public sealed record ChangesSummary(
    string RunId, int Plans, int Changed, int NotTaken, int PutBack, int TakenBack, int LeftAfterAsking, int Stranded, string Report)
{
    /// <summary>Too small, and gone or changed by others by then.</summary>
    public int Overtaken { get; init; }
}

/// <summary>All changes of a run, each by itself: window, breaker and claims set their pace, and one that fails stops no other.</summary>
public static class ChangesOrchestrator
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromDays(1);

    public static string InstanceOf(string runId) => $"changes-{runId}";

    [Function(nameof(ChangesOrchestrator))]
    public static async Task<ChangesSummary> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var request = context.GetInput<ChangesRequest>() ?? throw new InvalidOperationException("Changes need the run they come from");
        var ended = 0;
        var all = Task.WhenAll(Enumerable.Range(0, request.Plans).Select(async number =>
        {
            await OneAsync(context, new PlanRef(RightsizingCapability.Name, request.RunId, number));
            context.SetCustomStatus(new ChangesProgress(request.Plans, ++ended));
        }));
        // Watching takes days: what is known by then is in a report each day.
        for (var isOver = false; !isOver;)
        {
            using var stop = new CancellationTokenSource();
            var day = context.CreateTimer(BetweenReports, stop.Token);
            isOver = await Task.WhenAny(all, day) == all;
            if (!isOver)
                await ReportAsync(context, request);
#pragma warning disable CA1849, MA0042 // CancelAsync would leave the orchestrator's thread.
            stop.Cancel();
#pragma warning restore CA1849, MA0042
        }
        await all;
        var summary = await ReportAsync(context, request);
        await context.CallWithThrottlingAsync<bool>(nameof(ChangesReportActivities.ForgetResults), request);
        if (summary.Value is { } written)
            return written;
        // What was done is done, and its evidence is there.
        await context.NotifyAsync(RunNotices.NotReported(context, request.RunId, Words.OneLine(summary.Reason ?? "refused")));
        return new(request.RunId, request.Plans, 0, 0, 0, 0, 0, 0, Report: "");
    }

    // The result goes to a document: with its trail it is too long for this history.
    private static async Task OneAsync(TaskOrchestrationContext context, PlanRef plan)
    {
        var read = await context.CallWithThrottlingAsync<ChangePlan>(nameof(ChangeActivities.ReadPlan), plan);
        if (read.Value is not { } planned)
        {
            var why = Words.OneLine(read.Reason ?? "refused");
            await context.NotifyAsync(RunNotices.PlansUnread(context, plan.RunId, why));
            await KeepFailureAsync(context, plan, $"its plan could not be read, so nothing was changed: {why}");
            return;
        }
        try
        {
            var action = planned.Action;
            await context.CallSubOrchestratorAsync(
                action == PlannedAction.Resize ? nameof(ResizeOrchestrator) : nameof(ShutdownOrchestrator), plan,
                new SubOrchestrationOptions(instanceId: Ids.Short(action == PlannedAction.Resize
                    ? "resize-"
                    : "shutdown-", $"{plan.RunId} {plan.Number}")));
        }
        catch (TaskFailedException e)
        {
            // Nobody knows how it left its machine.
            await context.NotifyAsync(ChangeNotices.BrokenOff(context, planned, plan, Words.OneLine(e.FailureDetails.ErrorMessage)));
            await KeepFailureAsync(context, plan, Words.OneLine(e.FailureDetails.ErrorMessage));
        }
    }

    private static Task<Outcome<bool>> KeepFailureAsync(TaskOrchestrationContext context, PlanRef plan, string reason) =>
        context.CallWithThrottlingAsync<bool>(nameof(ResultActivities.KeepFailure), new BrokenChange(plan, reason));

    private static Task<Outcome<ChangesSummary>> ReportAsync(TaskOrchestrationContext context, ChangesRequest request) =>
        context.CallWithThrottlingAsync<ChangesSummary>(nameof(ChangesReportActivities.WriteChangesReport), request);
}
