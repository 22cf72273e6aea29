using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.Snapshots.Work;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots;

/// <summary>
/// A day's run: what no rule keeps goes, oldest first and no more than the settings allow; where people are asked, it waits for them. Its
/// report is the day's.
/// </summary>
public static class RetentionOrchestrator
{
    // The next day's run looks anew at what is left.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(22);
    private static readonly TimeSpan Following = TimeSpan.FromMinutes(30);

    /// <summary>Begins the ids of these runs.</summary>
    public const string Prefix = SnapshotsCapability.Name + "-retention";

    public static string InstanceOf(DateTimeOffset day) => Invariant($"{Prefix}-{day.UtcDateTime:yyyyMMdd}");

    [Function(nameof(RetentionOrchestrator))]
    public static Task<SnapshotRunSummary> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = new RunMoment(context.InstanceId, context.Now());
        var steps = new SnapshotSteps(context, run, context.GetInput<RunInput>()?.RequestedBy ?? RunInput.Timer);
        return steps.GuardedAsync(async () =>
        {
            var plan = await steps.PlanAsync((_, chunk) => chunk.Deletes > 0, fleet => fleet.DeleteMode >= Mode.Approve);
            var (fleet, settled) = (plan.Fleet, plan.Settled);
            var deletes = settled.Deletes > 0 && fleet.DeleteMode >= Mode.Approve;
            var recorded = new SnapshotsRecorded(
                run, fleet.Chunks.Sum(), [], IsRetention: true, steps.RequestedBy, settled.Later, Approval: null) { WritesReport = true };
            if (deletes && fleet.DeleteMode == Mode.Approve)
            {
                // Who is asked reads in the report what would go.
                await steps.ShowAsync(fleet, recorded);
                recorded = recorded with { Approval = await AskAsync(context, steps, settled) };
            }
            if (deletes && (recorded.Approval is null || recorded.Approval.Outcome == ApprovalOutcome.Approved))
            {
                // What cannot be recorded is not deleted.
                await steps.IntendAsync(recorded);
                context.SetCustomStatus(new SnapshotProgress("deleting", fleet.Machines, fleet.Points));
                recorded = recorded with { Done = [WorkKind.Delete] };
                await Task.WhenAll(fleet.Subscriptions.Select((_, subscription) => DeleteAsync(
                    context, steps, run, plan, recorded.Approval, subscription)));
            }
            else if (recorded.Approval is { } approval)
            {
                await steps.RefuseAsync(plan, WorkKind.Delete, approval.Reason);
                recorded = recorded with { Done = [WorkKind.Delete] };
            }
            return await steps.RecordAsync(fleet, recorded);
        });
    }

    private static Task<ApprovalResult> AskAsync(TaskOrchestrationContext context, SnapshotSteps steps, SettledRun settled)
    {
        context.SetCustomStatus(new SnapshotProgress("waiting for an approval", 0, settled.Deletes));
        return context.AskApprovalAsync(new(
            context.InstanceId, ApprovalKind.Approval, SnapshotsCapability.Name, context.InstanceId, steps.RequestedBy,
            Invariant($"{settled.Deletes} recovery points"),
            Invariant($"May {settled.Deletes} recovery points be deleted? It cannot be undone."),
            [$"all of them: GET /api/reports/{SnapshotsCapability.Name}/{context.InstanceId}.html", .. settled.Examples, .. settled.Deletes > settled.Examples.Count ? [Invariant($"and {settled.Deletes - settled.Examples.Count} more")] : Array.Empty<string>()],
            settled.PlanHash, context.Now(), context.Now().AddHours(settled.ApprovalHours))
        {
            Topic = Prefix,
        });
    }

    private static async Task DeleteAsync(
        TaskOrchestrationContext context, SnapshotSteps steps, RunMoment run, PlannedRun plan, ApprovalResult? approval, int subscription)
    {
        var chunks = plan.ChunksWith(subscription, chunk => chunk.Deletes > 0);
        var (hasBegun, mustAsk) = (false, chunks.Count > 0);
        while (mustAsk)
        {
            var answer = await steps.AskAsync(
                plan.Fleet.Subscriptions[subscription], chunks, WorkKind.Delete, plan.Settled.PlanHash, approval, run.AsOf + Longest);
            // A window opens at another hour in each time zone: those that had to wait are asked about again.
            mustAsk = answer is { Ticket: not null, RetryAt: not null };
            if (answer.Ticket is not { } ticket)
                break;
            hasBegun = true;
            try
            {
                await steps.BeginAllAsync(
                    chunks, WorkKind.Delete, nameof(DeletingActivities.EnsureDeleted),
                    chunk => new PointChange(ticket, chunk), run.AsOf + Longest);
            }
            finally
            {
                await steps.EndAsync(ticket);
            }
        }
        if (hasBegun)
            await steps.FollowAsync(chunks, WorkKind.Delete, context.Now() + Following);
    }
}
