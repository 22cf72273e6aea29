using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.Snapshots.Work;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots;

/// <summary>How far a run is.</summary>
public sealed record SnapshotProgress(string Step, int Machines, int Points);

/// <summary>A run before it changes anything.</summary>
/// <param name="Chunks">What is planned of each chunk.</param>
internal sealed record PlannedRun(SnapshotFleetRead Fleet, IReadOnlyList<PlannedChunk> Chunks, SettledRun Settled)
{
    /// <summary>Numbers of a subscription's chunks that have something to do.</summary>
    public IReadOnlyList<int> ChunksWith(int subscription, Func<PlannedChunk, bool> work) =>
        [.. Fleet.ChunksOf(subscription).Where(chunk => work(Chunks[chunk]))];
}

/// <summary>What the hour's and the day's run have in common.</summary>
internal sealed class SnapshotSteps(TaskOrchestrationContext context, RunMoment run, string requestedBy)
{
    private const int ChunksInFlight = 4;
    private const double LeastPauseSeconds = 15;
    private const double LongestPauseSeconds = 300;

    /// <summary>Reads and plans everything; nothing is changed yet.</summary>
    /// <param name="deletes">Whether the run goes on to delete.</param>
    /// <param name="isBounded">Whether a chunk has something of which a run may do only so much.</param>
    /// <exception cref="InvalidOperationException">The inventory, or a document of the run, cannot be read.</exception>
    public async Task<PlannedRun> PlanAsync(Func<SnapshotFleetRead, PlannedChunk, bool> isBounded, Func<SnapshotFleetRead, bool> deletes)
    {
        context.SetCustomStatus(new SnapshotProgress("reading", 0, 0));
        var read = await context.CallWithThrottlingAsync<SnapshotFleetRead>(nameof(SnapshotFleetActivities.ReadSnapshotFleet), run);
        if (read.Value is not { } fleet)
            throw new InvalidOperationException($"Machines and snapshots could not be read: {read.Reason}");
        context.SetCustomStatus(new SnapshotProgress("planning", fleet.Machines, fleet.Points));
        if (fleet.Doubts.Count > 0)
            await context.NotifyAsync(SnapshotNotices.Doubt(run, fleet));
        if (fleet.Damaged.Count > 0)
            await context.NotifyAsync(SnapshotNotices.Damaged(run, fleet));
        var chunks = await EachChunkAsync([.. Enumerable.Range(0, fleet.Chunks.Sum())], PlanChunkAsync);
        if (!chunks.Any(chunk => isBounded(fleet, chunk)))
            return new(fleet, chunks, SettledRun.None);
        var settled = await context.CallWithThrottlingAsync<SettledRun>(
            nameof(SettlingActivities.SettleSnapshots), new AllChunks(run, fleet.Chunks.Sum(), deletes(fleet)));
        if (settled.Value is not { } all)
            throw new InvalidOperationException($"The plans could not be read: {settled.Reason}");
        return new(fleet, chunks, all);
    }

    /// <summary>Asks the guard until something is granted, or until it is too late.</summary>
    /// <returns>
    /// Without a ticket nothing may be done; the reasons stand among the results. With one and a time to ask again, some must wait.
    /// </returns>
    public async Task<GuardedAnswer> AskAsync(
        string subscription, IReadOnlyList<int> chunks, WorkKind kind, string planHash, ApprovalResult? approval, DateTimeOffset until)
    {
        var work = new GuardedWork(run, kind, context.InstanceId, subscription, chunks, planHash, approval);
        var asked = await AskOnceAsync(work);
        while (asked.Value is { Ticket: null, RetryAt: { } at } && at < until)
        {
            await context.CreateTimer(at > context.Now()
                ? at.UtcDateTime
                : context.CurrentUtcDateTime.AddMinutes(1), CancellationToken.None);
            asked = await AskOnceAsync(work);
        }
        if (asked.Value is { } answer)
            return answer;
        foreach (var chunk in chunks)
            await NoteAsync(new(run, chunk), kind, Words.OneLine($"the guard could not be asked: {asked.Reason}"));
        return new(0, 0, Ticket: null, RetryAt: null, asked.Reason ?? "");
    }

    private Task<Outcome<GuardedAnswer>> AskOnceAsync(GuardedWork work) =>
        context.CallWithThrottlingAsync<GuardedAnswer>(nameof(GuardingActivities.AskSnapshotGuard), work);

    /// <summary>Says of all work of a kind that a person did not want it.</summary>
    public async Task RefuseAsync(PlannedRun plan, WorkKind kind, string reason)
    {
        foreach (var chunk in Enumerable.Range(0, plan.Chunks.Count).Where(chunk => plan.Chunks[chunk].Deletes > 0))
            await NoteAsync(new(run, chunk), kind, Words.OneLine(reason), ItemState.Refused);
    }

    /// <summary>Gives the claim back, whatever became of the work.</summary>
    public Task EndAsync(ChangeTicket ticket) =>
        context.CallUntilDoneAsync<bool>(nameof(GuardActivities.EndChange), new ChangeEnd(ticket, HasChanged: false, HasFailed: false));

    /// <summary>Does one activity a chunk; a chunk that fails stops no other.</summary>
    public async Task<WorkProgress> OnChunksAsync(
        IReadOnlyList<int> chunks, WorkKind kind, string activity, Func<SnapshotChunk, object> input)
    {
        var all = await EachChunkAsync(chunks, chunk => OnChunkAsync(chunk, kind, activity, input));
        return new(all.Sum(one => one.UnderWay), all.Sum(one => one.Left));
    }

    /// <summary>The same, again and again, until nothing of a chunk is left to begin, or until it is too late.</summary>
    public Task BeginAllAsync(
        IReadOnlyList<int> chunks, WorkKind kind, string activity, Func<SnapshotChunk, object> input,
        DateTimeOffset until) => EachChunkAsync(chunks, async chunk =>
    {
        var progress = await OnChunkAsync(chunk, kind, activity, input);
        for (var unmoved = 0; progress.Left > 0;)
        {
            // What is refilled in a second would be taken in a second: a longer pause makes fewer calls of it, and a
            // longer one yet where it did not help.
            var pause = progress.RetryAfterSeconds > 0
                ? TimeSpan.FromSeconds(
                    Math.Max(progress.RetryAfterSeconds, Math.Min(LongestPauseSeconds, LeastPauseSeconds * Math.Pow(2, unmoved))))
                : TimeSpan.Zero;
            if (context.Now() + pause >= until)
            {
                await NoteAsync(
                    chunk, kind, "Azure throttled, or was not well, for so long that the run's time was over: the next run goes on");
                return false;
            }
            if (pause > TimeSpan.Zero)
                await context.CreateTimer(pause, CancellationToken.None);
            var left = progress.Left;
            progress = await OnChunkAsync(chunk, kind, activity, input);
            unmoved = progress.Left < left ? 0 : unmoved + 1;
        }
        return true;
    });

    /// <summary>Asks what was begun until it is over, or until it is too late.</summary>
    public async Task FollowAsync(IReadOnlyList<int> chunks, WorkKind kind, DateTimeOffset until)
    {
        for (var round = 0; ; round++)
        {
            var wait = Waits[Math.Min(round, Waits.Count - 1)];
            if (context.Now() + wait > until)
                return;
            await context.CreateTimer(wait, CancellationToken.None);
            var progress = await OnChunksAsync(chunks, kind, nameof(FollowingActivities.ReadBegun), chunk => new BegunWork(chunk, kind));
            if (progress.UnderWay == 0)
                return;
        }
    }

    /// <summary>Leaves state and report as they stand before anything is done.</summary>
    public Task<SnapshotRunSummary> ShowAsync(SnapshotFleetRead fleet, SnapshotsRecorded recorded) =>
        DoneAsync<SnapshotRunSummary>(nameof(SnapshotReportActivities.WriteSnapshots), recorded with { Seen = fleet.Points });

    /// <summary>Leaves as evidence what is going to be done; its end is written when it is.</summary>
    public Task<RunEvidence> IntendAsync(SnapshotsRecorded recorded) =>
        DoneAsync<RunEvidence>(nameof(SnapshotReportActivities.RecordSnapshots), recorded with { IsIntention = true });

    /// <summary>Leaves evidence, state and, where it is due, the report.</summary>
    public async Task<SnapshotRunSummary> RecordAsync(SnapshotFleetRead fleet, SnapshotsRecorded recorded)
    {
        context.SetCustomStatus(new SnapshotProgress("writing evidence and state", fleet.Machines, fleet.Points));
        recorded = recorded with { Seen = fleet.Points };
        var evidence = await DoneAsync<RunEvidence>(nameof(SnapshotReportActivities.RecordSnapshots), recorded);
        var summary = await DoneAsync<SnapshotRunSummary>(
            nameof(SnapshotReportActivities.WriteSnapshots), recorded with { Evidence = evidence });
        if (summary.Failures.Count > 0)
            await context.NotifyAsync(SnapshotNotices.Failed(run, summary));
        return summary;
    }

    /// <summary>Does the work of a run; one that breaks off is paged, since nobody watches its timer.</summary>
    public Task<SnapshotRunSummary> GuardedAsync(Func<Task<SnapshotRunSummary>> work) =>
        context.WholeRunAsync(SnapshotsCapability.Name, run, "The next hour tries again; what was begun is found by its name.", work);

    public string RequestedBy => requestedBy;

    // A snapshot takes seconds, a background copy up to an hour.
    private static readonly IReadOnlyList<TimeSpan> Waits = [TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5)];

    private async Task<WorkProgress> OnChunkAsync(SnapshotChunk chunk, WorkKind kind, string activity, Func<SnapshotChunk, object> input)
    {
        var done = await context.CallWithThrottlingAsync<WorkProgress>(activity, input(chunk));
        if (done.Value is { } progress)
            return progress;
        await NoteAsync(chunk, kind, Words.OneLine(done.Reason ?? "refused"));
        return new(0, 0);
    }

    private Task<Outcome<bool>> NoteAsync(SnapshotChunk chunk, WorkKind kind, string reason, ItemState state = ItemState.Failed) =>
        context.CallUntilDoneAsync<bool>(nameof(FollowingActivities.NoteBroken), new BrokenWork(new(chunk, kind), state, reason));

    private Task<IReadOnlyList<T>> EachChunkAsync<T>(IReadOnlyList<int> chunks, Func<SnapshotChunk, Task<T>> call) =>
        FanOut.AtMostAsync(chunks, ChunksInFlight, chunk => call(new(run, chunk)));

    private async Task<PlannedChunk> PlanChunkAsync(SnapshotChunk chunk)
    {
        var planned = await context.CallWithThrottlingAsync<PlannedChunk>(nameof(PlanningActivities.PlanSnapshots), chunk);
        if (planned.Value is { } numbers)
            return numbers;
        await context.CallUntilDoneAsync<bool>(
            nameof(PlanningActivities.NoteUnplanned), new UnplannedChunk(chunk, Words.OneLine(planned.Reason ?? "refused")));
        return new(0, 0, 0);
    }

    private async Task<T> DoneAsync<T>(string activity, object request) where T : class
    {
        var outcome = await context.CallWithThrottlingAsync<T>(activity, request);
        return outcome.Value ?? throw new InvalidOperationException(outcome.Reason);
    }
}
