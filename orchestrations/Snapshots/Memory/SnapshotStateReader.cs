using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Memory;

/// <summary>A machine as a run left it.</summary>
public sealed record KnownMachine(string RunId, DateTimeOffset AsOf, SnapshotView Machine);

/// <summary>Finds machines in what the last run left.</summary>
public sealed class SnapshotStateReader(StateStore state)
{
    /// <summary>All machines of that name, or the one of that id; case does not matter. Empty: no run has seen it.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage does not answer.</exception>
    public async Task<IReadOnlyList<KnownMachine>> FindAsync(string nameOrId, CancellationToken ct)
    {
        var found = new List<KnownMachine>();
        await foreach (var entry in state.ListAsync(SnapshotStates.Folder, ct))
            if (await state.FindAsync<SnapshotStates>(entry.Name, ct) is { Value: var chunk })
                found.AddRange(chunk.Machines
                    .Where(machine => Same(machine.Name, nameOrId) || Same(machine.Id, nameOrId))
                    .Select(machine => new KnownMachine(chunk.RunId, chunk.AsOf, machine)));
        // A machine may have moved from chunk to chunk while a run was writing: what is newer counts.
        return [.. found.OrderByDescending(one => one.AsOf).DistinctBy(one => one.Machine.Id, StringComparer.OrdinalIgnoreCase).OrderBy(one => one.Machine.Id, StringComparer.Ordinal)];
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
