using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Memory;

/// <summary>A machine as a run left it.</summary>
public sealed record KnownMachine(string RunId, DateTimeOffset AsOf, SnapshotView Machine);

/// <summary>The machines that were found.</summary>
/// <param name="Damaged">Why others may not have been; empty: all was read.</param>
public sealed record KnownMachines(IReadOnlyList<KnownMachine> Found, IReadOnlyList<string> Damaged);

/// <summary>Finds machines in what the last run left.</summary>
public sealed class SnapshotStateReader(StateStore state)
{
    /// <summary>
    /// All machines of that name, or the one of that id; case does not matter. None: no run has seen it, or its document is damaged.
    /// </summary>
    /// <exception cref="Azure.RequestFailedException">Storage does not answer.</exception>
    public async Task<KnownMachines> FindAsync(string nameOrId, CancellationToken ct)
    {
        var chunks = await state.ReadFolderAsync<SnapshotStates>(SnapshotStates.Folder, ct);
        var found = chunks.Documents.SelectMany(chunk => chunk.Machines
            .Where(machine => Same(machine.Name, nameOrId) || Same(machine.Id, nameOrId))
            .Select(machine => new KnownMachine(chunk.RunId, chunk.AsOf, machine)));
        // A machine may have moved from chunk to chunk while a run was writing: what is newer counts.
        return new(
            [.. found.OrderByDescending(one => one.AsOf).DistinctBy(one => one.Machine.Id, StringComparer.OrdinalIgnoreCase)
                .OrderBy(one => one.Machine.Id, StringComparer.Ordinal)],
            [.. chunks.Damaged.Select(one => one.Problem)]);
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
