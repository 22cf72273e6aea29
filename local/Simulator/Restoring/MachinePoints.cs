using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Restoring;

/// <summary>The restore points of one machine, copies included, and what was tried. Read and written while nothing else changes.</summary>
internal sealed class MachinePoints
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly Queue<LongOperation> _tried = new();
    private readonly Dictionary<string, DateTimeOffset> _last = new(StringComparer.Ordinal);

    public List<Kept<RestorePoint>> Present { get; } = [];

    /// <summary>Creations of the last hour, oldest first, those included that failed or were deleted since.</summary>
    public IReadOnlyCollection<LongOperation> Recent(DateTimeOffset now)
    {
        while (_tried.TryPeek(out var first) && first.Start <= now - Window)
            _tried.Dequeue();
        return _tried;
    }

    /// <summary>When the last one of that consistency was asked for that did not fail; null: none was.</summary>
    public DateTimeOffset? LastOf(string consistency) => _last.TryGetValue(consistency, out var last) ? last : null;

    public void Count(LongOperation operation, string consistency)
    {
        _tried.Enqueue(operation);
        if (operation.Error is null)
            _last[consistency] = operation.Start;
    }
}
