using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Work;

/// <summary>The work of a chunk and what became of it, as the run's documents tell it.</summary>
public sealed class WorkDocuments(RunStore store)
{
    /// <summary>What is to be done of a kind, as far as the run is to carry it out.</summary>
    internal async Task<IReadOnlyList<TakeItem>> TakesAsync(SnapshotChunk chunk, CancellationToken ct) =>
        [.. (await WorkAsync(chunk, ct)).Machines.SelectMany(machine => machine.Takes)];

    internal async Task<IReadOnlyList<CopyItem>> CopiesAsync(SnapshotChunk chunk, CancellationToken ct)
    {
        var lanes = (await SettledAsync(chunk.Run.RunId, ct)).Copies.ToHashSet(StringComparer.Ordinal);
        return [.. (await WorkAsync(chunk, ct)).Machines.SelectMany(machine => machine.Copies).Where(item => lanes.Contains(item.Lane))];
    }

    internal async Task<IReadOnlyList<DeleteItem>> DeletesAsync(SnapshotChunk chunk, CancellationToken ct)
    {
        var allowed = (await SettledAsync(chunk.Run.RunId, ct)).Deletes.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. (await WorkAsync(chunk, ct)).Machines.SelectMany(machine => machine.Deletes)
            .Where(item => allowed.Contains(item.PointId)).OrderBy(item => item.CreatedAt)
            .ThenBy(item => item.PointId, StringComparer.Ordinal)];
    }

    /// <summary>The same of any kind, as ids of the machine and of what is made or deleted.</summary>
    internal async Task<IReadOnlyList<(string MachineId, string PointId)>> PointsAsync(
        SnapshotChunk chunk, WorkKind kind, CancellationToken ct) => kind switch
    {
        WorkKind.Take => [.. (await TakesAsync(chunk, ct)).Select(item => (item.MachineId, item.PointId))],
        WorkKind.Copy => [.. (await CopiesAsync(chunk, ct)).Select(item => (item.MachineId, item.ToId))],
        _ => [.. (await DeletesAsync(chunk, ct)).Select(item => (item.MachineId, item.PointId))],
    };

    internal Task<ChunkWork> WorkAsync(SnapshotChunk chunk, CancellationToken ct) =>
        store.ReadAsync<ChunkWork>(chunk.Run.RunId, SnapshotDocuments.Work(chunk.Chunk), ct);

    internal Task<ChunkPlan> PlanAsync(SnapshotChunk chunk, CancellationToken ct) =>
        store.ReadAsync<ChunkPlan>(chunk.Run.RunId, SnapshotDocuments.Plan(chunk.Chunk), ct);

    internal Task<Settled> SettledAsync(string runId, CancellationToken ct) =>
        store.ReadAsync<Settled>(runId, SnapshotDocuments.Deletions, ct);

    /// <summary>By point; empty where nothing was begun.</summary>
    internal async Task<Dictionary<string, ItemResult>> ResultsAsync(SnapshotChunk chunk, WorkKind kind, CancellationToken ct) =>
        (await store.FindAsync<ChunkResults>(chunk.Run.RunId, SnapshotDocuments.Results(Name(kind), chunk.Chunk), ct)
            ?? ChunkResults.None).Items.ToDictionary(item => item.PointId, StringComparer.OrdinalIgnoreCase);

    internal Task KeepAsync(SnapshotChunk chunk, WorkKind kind, IReadOnlyDictionary<string, ItemResult> results, CancellationToken ct) =>
        store.WriteAsync(
            chunk.Run.RunId, SnapshotDocuments.Results(Name(kind), chunk.Chunk),
            new ChunkResults([.. results.Values.OrderBy(item => item.PointId, StringComparer.Ordinal)]), ct);

    private static string Name(WorkKind kind) => kind.ToString().ToLowerInvariant();
}
