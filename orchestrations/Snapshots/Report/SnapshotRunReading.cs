using System.Runtime.CompilerServices;
using OpsFunctions.Orchestrations.Guard.Scopes;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Report;

/// <summary>Reads back what a run planned and did, chunk by chunk.</summary>
internal sealed class SnapshotRunReading(
    RunStore store, WorkDocuments work, SnapshotOptions options, AzureSettings azure, SnapshotsRecorded request)
{
    private readonly RunMoment _run = request.Run;
    private readonly int _chunks = request.Chunks;

    public async IAsyncEnumerable<(int Chunk, ChunkPlan Plan, IReadOnlyDictionary<string, ItemResult> Results)> ChunksAsync(
        [EnumeratorCancellation] CancellationToken ct)
    {
        for (var chunk = 0; chunk < _chunks; chunk++)
        {
            var results = new Dictionary<string, ItemResult>(StringComparer.OrdinalIgnoreCase);
            foreach (var kind in request.Done)
                foreach (var (id, result) in await work.ResultsAsync(new(_run, chunk), kind, ct))
                    results[id] = result;
            yield return (chunk, await work.PlanAsync(new(_run, chunk), ct), results);
        }
    }

    /// <summary>The machines as they stand afterwards.</summary>
    public async IAsyncEnumerable<(int Chunk, IReadOnlyList<SnapshotView> Machines)> ViewsAsync(
        [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var (chunk, plan, results) in ChunksAsync(ct))
            yield return (chunk, [.. plan.Machines.Select(machine => SnapshotView.Of(
                AfterRun.Of(machine, results, options, _run.AsOf), results, options.Mode == Mode.Apply))]);
    }

    public async Task<WorkTotals> TotalsAsync(CancellationToken ct)
    {
        var totals = WorkTotals.None;
        for (var chunk = 0; chunk < _chunks; chunk++)
            foreach (var kind in request.Done)
                foreach (var (_, result) in await work.ResultsAsync(new(_run, chunk), kind, ct))
                    totals = totals.Plus(kind, result.State);
        return totals;
    }

    /// <summary>What Azure refused, by kind and code, most first; a deletion that failed counts whatever it said.</summary>
    public async Task<IReadOnlyList<(WorkKind Kind, string Code, int Count, ItemResult First)>> FailuresAsync(CancellationToken ct)
    {
        var failed = new List<(WorkKind Kind, ItemResult Item)>();
        for (var chunk = 0; chunk < _chunks; chunk++)
            foreach (var kind in request.Done)
                failed.AddRange((await work.ResultsAsync(new(_run, chunk), kind, ct)).Values.Where(item => IsTold(kind, item))
                    .Select(item => (kind, item)));
        return
        [
            .. failed.GroupBy(one => (one.Kind, Code: one.Item.Code ?? ""))
                .Select(cause => (cause.Key.Kind, cause.Key.Code, cause.Count(), First(cause.Select(one => one.Item))))
                .OrderByDescending(cause => cause.Item3).ThenBy(cause => cause.Code, StringComparer.Ordinal),
        ];
    }

    // What Azure accepted and could not complete is made again by the next hour.
    private static ItemResult First(IEnumerable<ItemResult> items) => items.MinBy(item => item.PointId, StringComparer.Ordinal)!;

    private static bool IsTold(WorkKind kind, ItemResult item) =>
        item.State == ItemState.Failed && (item.Code is not null || kind == WorkKind.Delete);

    /// <summary>Points that were to be deleted and are still there.</summary>
    public async Task<IReadOnlyList<string>> UndeletedAsync(CancellationToken ct)
    {
        var undeleted = new List<string>();
        for (var chunk = 0; chunk < _chunks; chunk++)
            undeleted.AddRange((await work.ResultsAsync(new(_run, chunk), WorkKind.Delete, ct)).Values
                .Where(item => item.State is ItemState.Failed or ItemState.Refused).Select(item => item.PointId));
        return [.. undeleted.Order(StringComparer.Ordinal)];
    }

    /// <summary>Snapshots that are deleted, or are about to be.</summary>
    public async Task<int> DeletedAsync(CancellationToken ct)
    {
        var deleted = 0;
        for (var chunk = 0; chunk < _chunks && request.Done.Contains(WorkKind.Delete); chunk++)
            deleted += (await work.ResultsAsync(new(_run, chunk), WorkKind.Delete, ct)).Values.Count(item => item.State is ItemState.Done
                or ItemState.UnderWay && PointReader.FormOf(item.PointId) == PointForm.Snapshot);
        return deleted;
    }

    /// <summary>Settings that none of those machines has to do with.</summary>
    public IReadOnlyList<IdleSetting> Idle(IReadOnlyCollection<string> machines) => IdleSnapshotSettings.Of(options, azure, machines);

    public Task<RunMemory> MemoryAsync(CancellationToken ct) => store.ReadAsync<RunMemory>(_run.RunId, SnapshotDocuments.Memory, ct);
}
