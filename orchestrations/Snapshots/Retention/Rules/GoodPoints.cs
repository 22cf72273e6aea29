using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>The good points of a series, newest first, and what is kept of them so far.</summary>
/// <param name="series">All points of the series, oldest first.</param>
/// <param name="newestFirst">Where in it the good ones stand.</param>
/// <param name="reasons">Beside the series: why a point is kept; null: nothing keeps it yet.</param>
internal sealed class GoodPoints(ReadOnlyMemory<RecoveryPoint> series, IReadOnlyList<int> newestFirst, List<string>?[] reasons)
{
    public int Count => newestFirst.Count;

    /// <summary>Ages are counted from here, never from the clock: without a new success nothing grows old.</summary>
    public DateTimeOffset Newest => At(0);

    public DateTimeOffset At(int index) => series.Span[newestFirst[index]].CreatedAt;

    public void Keep(int index, string reason) => (reasons[newestFirst[index]] ??= new(2)).Add(reason);
}
