using System.Runtime.CompilerServices;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Snapshots.Reading;

namespace OpsFunctions.Orchestrations.Snapshots.Report;

/// <summary>Reads back what a run planned and did, chunk by chunk.</summary>
internal sealed class SnapshotRunReading(RunStore store, WorkDocuments work, SnapshotOptions options, RunMoment run, int chunks)
{
    public async IAsyncEnumerable<(int Chunk, ChunkPlan Plan, IReadOnlyDictionary<string, ItemResult> Results)> ChunksAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var results = new Dictionary<string, ItemResult>(StringComparer.OrdinalIgnoreCase);
            foreach (var kind in Enum.GetValues<WorkKind>())
                foreach (var (id, result) in await work.ResultsAsync(new(run, chunk), kind, ct))
                    results[id] = result;
            yield return (chunk, await work.PlanAsync(new(run, chunk), ct), results);
        }
    }

    /// <summary>The machines as they stand afterwards.</summary>
    public async IAsyncEnumerable<(int Chunk, IReadOnlyList<SnapshotView> Machines)> ViewsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var (chunk, plan, results) in ChunksAsync(ct))
            yield return (chunk, [.. plan.Machines.Select(machine => SnapshotView.Of(AfterRun.Of(machine, results, options, run.AsOf), results))]);
    }

    public async Task<WorkTotals> TotalsAsync(CancellationToken ct)
    {
        var totals = WorkTotals.None;
        for (var chunk = 0; chunk < chunks; chunk++)
            foreach (var kind in Enum.GetValues<WorkKind>())
                foreach (var (_, result) in await work.ResultsAsync(new(run, chunk), kind, ct))
                    totals = totals.Plus(kind, result.State);
        return totals;
    }

    /// <summary>Snapshots that are deleted, or are about to be.</summary>
    public async Task<int> DeletedAsync(CancellationToken ct)
    {
        var deleted = 0;
        for (var chunk = 0; chunk < chunks; chunk++)
            deleted += (await work.ResultsAsync(new(run, chunk), WorkKind.Delete, ct)).Values.Count(item => item.State is ItemState.Done or ItemState.UnderWay && PointReader.FormOf(item.PointId) == PointForm.Snapshot);
        return deleted;
    }

    public Task<RunMemory> MemoryAsync(CancellationToken ct) => store.ReadAsync<RunMemory>(run.RunId, SnapshotDocuments.Memory, ct);
}
