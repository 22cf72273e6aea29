using Azure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Planning;

/// <summary>A chunk's plans, as numbers.</summary>
public sealed record PlannedChunk(int Takes, int Copies, int Deletes);

/// <summary>A chunk that could not be planned, and why.</summary>
public sealed record UnplannedChunk(SnapshotChunk Chunk, string Reason);

/// <summary>Plans a chunk: reads what the inventory does not show, and asks the policies.</summary>
public sealed class PlanningActivities(
    PointReader points, MachineReader reader, Holds holds, RunStore store, StateStore state, SnapshotOptions options, TimeProvider time,
    ILogger<PlanningActivities> log)
{
    // A copy's hold is put seconds before the copy; younger ones may belong to a run that is just about to begin theirs.
    private static readonly TimeSpan HoldSettles = TimeSpan.FromHours(1);

    // What is refilled in a second would be taken in a second.
    private const double LeastPauseSeconds = 15;

    [Function(nameof(PlanSnapshots))]
    public Task<Outcome<PlannedChunk>> PlanSnapshots([ActivityTrigger] SnapshotChunk chunk, CancellationToken ct) =>
        Outcome.OfAsync("plan of snapshots", async () =>
    {
        var runId = chunk.Run.RunId;
        var memory = await store.ReadAsync<RunMemory>(runId, SnapshotDocuments.Memory, ct);
        var machines = await store.ReadAsync<List<ProtectedMachine>>(runId, SnapshotDocuments.Machines(chunk.Chunk), ct);
        var collected = await CollectAsync(chunk, machines, ct);
        var plans = new List<MachinePlan>();
        foreach (var machine in machines)
            plans.Add(await OneAsync(machine, collected, memory, ct));
        await WriteAsync(chunk, new(plans.Count == 0 ? "" : plans[0].Machine.Subscription, plans), ct);
        return new PlannedChunk(
            plans.Sum(plan => plan.Due.Items.Count), plans.Sum(plan => plan.Copies.Count), plans.Sum(plan => plan.Deletes.Count));
    }, ct);

    // A machine that cannot be planned costs no other its plan.
    private async Task<MachinePlan> OneAsync(
        ProtectedMachine machine, IReadOnlyDictionary<string, CollectionRead> collected, RunMemory memory, CancellationToken ct)
    {
        var planned = await Outcome.OfAsync("plan", () => PlanAsync(machine, collected, memory, ct), ct);
        return planned.Kind == OutcomeKind.Throttled
            ? throw new ThrottledException(planned.RetryAfterSeconds, planned.Reason)
            : planned.Value ?? NotPlanned(machine, planned.Reason ?? "refused");
    }

    /// <summary>Leaves machines without a plan, and says why: nothing is taken or deleted of them in this run.</summary>
    [Function(nameof(NoteUnplanned))]
    public Task<Outcome<bool>> NoteUnplanned([ActivityTrigger] UnplannedChunk unplanned, CancellationToken ct) =>
        Outcome.OfAsync("plans", async () =>
    {
        var (runId, number) = (unplanned.Chunk.Run.RunId, unplanned.Chunk.Chunk);
        log.NotPlanned(runId, number, unplanned.Reason);
        var chunk = await store.ReadAsync<List<ProtectedMachine>>(runId, SnapshotDocuments.Machines(number), ct);
        await WriteAsync(
            unplanned.Chunk,
            new(chunk.Count == 0 ? "" : chunk[0].Subscription, [.. chunk.Select(machine => NotPlanned(machine, unplanned.Reason))]), ct);
        return true;
    }, ct);

    private async Task WriteAsync(SnapshotChunk chunk, ChunkPlan plan, CancellationToken ct)
    {
        await store.WriteAsync(chunk.Run.RunId, SnapshotDocuments.Plan(chunk.Chunk), plan, ct);
        await store.WriteAsync(chunk.Run.RunId, SnapshotDocuments.Work(chunk.Chunk), ChunkWork.Of(plan), ct);
    }

    // A call a collection: where Azure throttles in the middle, what was read is kept for the next try.
    private async Task<IReadOnlyDictionary<string, CollectionRead>> CollectAsync(
        SnapshotChunk chunk, List<ProtectedMachine> machines, CancellationToken ct)
    {
        var collections = machines.SelectMany(machine => machine.Collections).ToList();
        if (collections.Count == 0)
            return new Dictionary<string, CollectionRead>(StringComparer.OrdinalIgnoreCase);
        var document = SnapshotDocuments.Collected(chunk.Chunk);
        var read = (await store.FindAsync<List<CollectionRead>>(chunk.Run.RunId, document, ct)
            ?? []).ToDictionary(one => one.Id, StringComparer.OrdinalIgnoreCase);
        foreach (var collection in collections.Where(collection => !read.ContainsKey(collection.Id)))
        {
            var outcome = await Outcome.OfAsync("restore points", () => points.InCollectionAsync(collection, ct), ct);
            if (outcome.Kind == OutcomeKind.Throttled)
            {
                await store.WriteAsync(chunk.Run.RunId, document, read.Values.ToList(), ct);
                throw new ThrottledException(Math.Max(LeastPauseSeconds, outcome.RetryAfterSeconds), outcome.Reason);
            }
            read[collection.Id] = new(collection.Id, outcome.Value ?? [], outcome.Reason);
        }
        return read;
    }

    private async Task<MachinePlan> PlanAsync(
        ProtectedMachine machine, IReadOnlyDictionary<string, CollectionRead> collected, RunMemory memory, CancellationToken ct)
    {
        if (machine.Collections.Select(collection => collected[collection.Id].Problem)
            .FirstOrDefault(problem => problem is not null) is { } problem)
            return NotPlanned(machine, problem);
        List<SeenPoint> taken = [.. machine.Points, .. machine.Collections.SelectMany(collection => collected[collection.Id].Points)];
        if (memory.Doubts.Count == 0)
            await ReleaseAsync(memory.Holds, taken, machine.BeingCopied, ct);
        var (missing, words) = machine.IsAbsent ? await AskAsync(machine, memory, ct) : (null, null);
        var plan = MachinePlanner.Of(
            machine with { Points = [.. taken.OrderBy(point => point.CreatedAt).ThenBy(point => point.Id, StringComparer.Ordinal)] },
            memory with
            {
                Missing = [.. memory.Missing.Where(one => !Same(one.Id, machine.Id)), .. missing is null ? [] : new[] { missing }]
            },
            options, time.GetUtcNow());
        return words is null ? plan : plan with { Missing = missing, Problems = [.. plan.Problems, words] };
    }

    // A copy that ended after its run did leaves its original held.
    private async Task ReleaseAsync(IReadOnlyList<Hold> all, List<SeenPoint> taken, IReadOnlyList<string> beingCopied, CancellationToken ct)
    {
        var sources = taken.Select(point => point.Source).ToHashSet(StringComparer.Ordinal);
        var copying = taken.Where(point => point is { CopyOf: not null, State: PointState.Pending }).Select(point => point.CopyOf!)
            .Concat(beingCopied).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var hold in all.Where(hold => hold.Holder == SnapshotsCapability.Name && sources.Contains(hold.Source)
            && !copying.Contains(hold.PointId ?? "") && hold.Since + HoldSettles <= time.GetUtcNow()))
            await holds.RemoveAsync(hold.Source, hold.Id, ct);
    }

    // Where the inventory is in doubt, an answer of 404 would be one more symptom, and is not asked for.
    private async Task<(MissingMachine?, string)> AskAsync(ProtectedMachine machine, RunMemory memory, CancellationToken ct)
    {
        var known = memory.Missing.FirstOrDefault(one => Same(one.Id, machine.Id));
        var now = time.GetUtcNow();
        if (memory.Doubts.Count > 0 || !MissingPolicy.Asks(known, now))
            return (known, MissingPolicy.Words(known, answer: null));
        var answer = await AnswerAsync(machine.Id, ct);
        var after = MissingPolicy.After(machine.Id, known, answer, now);
        if (after is not null && after != known)
            await state.WriteAsync(MissingMachine.NameOf(machine.Id), after, ct);
        else if (after is null && known is not null)
            await state.DeleteAsync(MissingMachine.NameOf(machine.Id), ct);
        return (after, MissingPolicy.Words(after, answer));
    }

    private async Task<MachineAnswer> AnswerAsync(string machineId, CancellationToken ct)
    {
        try
        {
            return await reader.ExistsAsync(machineId, ct) ? MachineAnswer.Exists : MachineAnswer.NotFound;
        }
        catch (RequestFailedException e) when (RequestFailure.Of(e, ct) is { Kind: FailureKind.Refused })
        {
            return MachineAnswer.Unknown;
        }
    }

    // Whether it has a fresh point is not known, which is as bad as if it had none.
    private MachinePlan NotPlanned(ProtectedMachine machine, string reason) => new(machine)
    {
        Policy = options.Find(machine.Choice.Policy)?.Name,
        Objective = options.Find(machine.Choice.Policy) is { MaxAgeOfNewest.Ticks: > 0 } policy
            ? new(null, policy.MaxAgeOfNewest, IsBreached: true, $"not known: {reason}")
            : null,
        Due = new(null, [], $"not planned: {reason}"), Problems = [$"not planned: {reason}"],
        Fates = [.. machine.Points.Select(point => new PointFate(point.Id, true, [$"not planned: {reason}"]))],
    };

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
