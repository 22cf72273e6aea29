namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>The snapshots of one disk that are there, copies included. Read and written while nothing else changes.</summary>
internal sealed class DiskSnapshots
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly Queue<DateTimeOffset> _taken = new();

    public List<Kept<Snapshot>> Present { get; } = [];

    public IEnumerable<Kept<Snapshot>> Copies => Present.Where(static one => one.Last.CopyOf is not null);

    public IEnumerable<Kept<Snapshot>> Taken => Present.Where(static one => one.Last.CopyOf is null);

    /// <summary>How many incremental ones were asked for in the last five minutes, those included that were deleted since.</summary>
    public int Recent(DateTimeOffset now)
    {
        while (_taken.TryPeek(out var first) && first <= now - Window)
            _taken.Dequeue();
        return _taken.Count;
    }

    public void Count(DateTimeOffset now) => _taken.Enqueue(now);
}
