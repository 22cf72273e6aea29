namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>The snapshots of one disk that are there. Read and written while nothing else changes.</summary>
internal sealed class DiskSnapshots
{
    public List<SnapshotEntry> Present { get; } = [];
}
