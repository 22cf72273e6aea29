using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Work;

/// <summary>Work of one kind in one subscription that wants to begin.</summary>
/// <param name="Owner">The orchestration's instance.</param>
/// <param name="PlanHash">Hash of the plan; an approval of another one does not count.</param>
public sealed record GuardedWork(
    RunMoment Run, WorkKind Kind, string Owner, string Subscription, IReadOnlyList<int> Chunks, string PlanHash, ApprovalResult? Approval);

/// <summary>What the guard said to it.</summary>
/// <param name="Ticket">For what was granted; null: nothing was.</param>
/// <param name="RetryAt">When to ask again for what may begin later; null: nothing may.</param>
public sealed record GuardedAnswer(int Granted, int Refused, ChangeTicket? Ticket, DateTimeOffset? RetryAt, string Reason);

/// <summary>Asks the guard about each point, and leaves what it refused among the results.</summary>
public sealed class GuardingActivities(BatchGuard guard, WorkDocuments work, SnapshotOptions options)
{
    [Function(nameof(AskSnapshotGuard))]
    public Task<Outcome<GuardedAnswer>> AskSnapshotGuard([ActivityTrigger] GuardedWork asked, CancellationToken ct) =>
        Outcome.OfAsync("guard", async () =>
    {
        var (targets, chunks) = (new List<BatchTarget>(), new List<int>());
        foreach (var chunk in asked.Chunks)
        {
            var own = await TargetsAsync(new(asked.Run, chunk), asked.Kind, ct);
            targets.AddRange(own);
            chunks.AddRange(own.Select(_ => chunk));
        }
        var answer = await guard.AskAsync(
            new(SnapshotsCapability.Name, asked.Owner, ClaimOf(asked.Kind, asked.Subscription), asked.Subscription, asked.PlanHash)
            {
                Deletes = asked.Kind == WorkKind.Delete, IsProtective = asked.Kind != WorkKind.Delete, Window = options.DeleteWindow,
                Approval = asked.Approval,
            }, targets, ct);
        foreach (var ofChunk in answer.Decisions.Index().GroupBy(one => chunks[one.Index]))
            await KeepAsync(
                new(asked.Run, ofChunk.Key), asked.Kind,
                [.. ofChunk.Where(one => one.Item.Verdict != GuardVerdict.Granted).Select(one => Of(targets[one.Index], one.Item))], ct);
        var granted = answer.Decisions.Count(decision => decision.Verdict == GuardVerdict.Granted);
        return new GuardedAnswer(
            granted, answer.Decisions.Count - granted, answer.Ticket, answer.Decisions.Select(decision => decision.RetryAt).Min(),
            answer.Decisions.FirstOrDefault(decision => decision.Verdict != GuardVerdict.Granted)?.Reason ?? "");
    }, ct);

    // Taking and copying exclude each other no more than they exclude themselves; deleting has a claim of its own.
    internal static string ClaimOf(WorkKind kind, string subscription) =>
        $"snapshots/{(kind == WorkKind.Delete ? "delete" : "take")}/{subscription}";

    private async Task<IReadOnlyList<BatchTarget>> TargetsAsync(SnapshotChunk chunk, WorkKind kind, CancellationToken ct)
    {
        var machines = (await work.WorkAsync(chunk, ct)).Machines
            .ToDictionary(machine => machine.MachineId, StringComparer.OrdinalIgnoreCase);
        var mode = kind == WorkKind.Delete ? options.DeleteMode : options.Mode == Mode.Apply ? Mode.Apply : Mode.Report;
        var results = await work.ResultsAsync(chunk, kind, ct);
        return
        [
            .. from item in await work.PointsAsync(chunk, kind, ct)
               // What was begun in a window of another zone has its result.
               where results.GetValueOrDefault(item.PointId) is null or { IsGuarded: true }
               let machine = machines[item.MachineId]
               select new BatchTarget(item.MachineId, item.PointId, mode, machine.Environment, machine.TimeZone),
        ];
    }

    // Asked again, what was refused before is decided anew.
    private async Task KeepAsync(SnapshotChunk chunk, WorkKind kind, IReadOnlyList<ItemResult> refused, CancellationToken ct)
    {
        var results = await work.ResultsAsync(chunk, kind, ct);
        if (refused.Count == 0 && results.Count == 0)
            return;
        foreach (var known in results.Values.Where(item => item.IsGuarded).ToList())
            results.Remove(known.PointId);
        foreach (var item in refused)
            results[item.PointId] = item;
        await work.KeepAsync(chunk, kind, results, ct);
    }

    private static ItemResult Of(BatchTarget target, GuardDecision decision) => 
        new(target.Touches, ItemState.Refused, $"guard, {decision.Rule}: {decision.Reason}") { IsGuarded = true };
}
