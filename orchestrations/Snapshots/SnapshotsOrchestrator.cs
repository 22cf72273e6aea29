using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.Snapshots.Work;

namespace OpsFunctions.Orchestrations.Snapshots;

/// <summary>
/// An hour's run: what is due is taken, what is new is copied, who has nothing fresh is told. It ends before the next one begins.
/// </summary>
public static class SnapshotsOrchestrator
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(50);
    private static readonly TimeSpan BetweenCopies = TimeSpan.FromMinutes(10);

    [Function(nameof(SnapshotsOrchestrator))]
    public static Task<SnapshotRunSummary> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = new RunMoment(context.InstanceId, context.Now());
        var steps = new SnapshotSteps(context, run, context.GetInput<RunInput>()?.RequestedBy ?? RunInput.Timer);
        return steps.GuardedAsync(async () =>
        {
            var plan = await steps.PlanAsync((fleet, chunk) => fleet.Mode == Mode.Apply && chunk.Copies > 0, _ => false);
            var fleet = plan.Fleet;
            if (fleet.Mode == Mode.Apply)
            {
                context.SetCustomStatus(new SnapshotProgress("taking and copying", fleet.Machines, fleet.Points));
                await Task.WhenAll(fleet.Subscriptions.Select((_, subscription) => WorkAsync(context, steps, run, plan, subscription)));
            }
            // What somebody asked for, he wants to look at.
            var isAsked = steps.RequestedBy != RunInput.Timer;
            IReadOnlyList<WorkKind> done = fleet.Mode == Mode.Apply
                ? [.. plan.Chunks.Any(chunk => chunk.Takes > 0)
                    ? [WorkKind.Take]
                    : Array.Empty<WorkKind>(), .. plan.Settled.Copies > 0
                    ? [WorkKind.Copy]
                    : Array.Empty<WorkKind>()]
                : [];
            var summary = await steps.RecordAsync(
                fleet,
                new(run, fleet.Chunks.Sum(), done, IsRetention: false, steps.RequestedBy, plan.Settled.Later, Approval: null)
                {
                    WritesReport = isAsked
                });
            // As long as nothing is taken, a missing point is no news.
            if (fleet.Mode == Mode.Apply && summary.Breached.Count > 0)
                await context.NotifyAsync(SnapshotNotices.Breached(run, summary));
            return summary;
        });
    }

    private static async Task WorkAsync(
        TaskOrchestrationContext context, SnapshotSteps steps, RunMoment run, PlannedRun plan, int subscription)
    {
        var until = run.AsOf + Longest;
        var (taken, copied) = (plan.ChunksWith(subscription, chunk => chunk.Takes > 0), plan.ChunksWith(
            subscription, chunk => chunk.Copies > 0));
        var name = plan.Fleet.Subscriptions[subscription];
        if (taken.Count > 0 && await steps.AskAsync(name, taken, WorkKind.Take, run.RunId, approval: null, until) is { Ticket: { } taking })
        {
            try
            {
                await steps.BeginAllAsync(
                    taken, WorkKind.Take, nameof(TakingActivities.EnsureTaken), chunk => new PointChange(taking, chunk), until);
            }
            finally
            {
                await steps.EndAsync(taking);
            }
        }
        else
            taken = [];
        // Both wait for Azure, so they wait together.
        await Task.WhenAll(
            taken.Count > 0 ? steps.FollowAsync(taken, WorkKind.Take, until) : Task.CompletedTask,
            copied.Count > 0 ? CopyAsync(context, steps, run, plan.Fleet.Subscriptions[subscription], copied, until) : Task.CompletedTask);
    }

    private static async Task CopyAsync(
        TaskOrchestrationContext context, SnapshotSteps steps, RunMoment run, string subscription, IReadOnlyList<int> chunks,
        DateTimeOffset until)
    {
        if (await steps.AskAsync(subscription, chunks, WorkKind.Copy, run.RunId, approval: null, until) is not { Ticket: { } ticket })
            return;
        try
        {
            var progress = await EnsureAsync();
            while ((progress.UnderWay > 0 || progress.Left > 0) && context.Now() + BetweenCopies <= until)
            {
                await context.CreateTimer(BetweenCopies, CancellationToken.None);
                progress = await EnsureAsync();
            }

            Task<WorkProgress> EnsureAsync() =>
                steps.OnChunksAsync(chunks, WorkKind.Copy, nameof(CopyingActivities.EnsureCopied), chunk => new PointChange(ticket, chunk));
        }
        finally
        {
            await steps.EndAsync(ticket);
        }
    }
}
