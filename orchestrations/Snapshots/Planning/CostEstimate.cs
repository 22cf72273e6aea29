using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Planning;

/// <summary>What points cost a month: an estimate, since Azure bills what they really hold and does not tell it. Pure.</summary>
public static class CostEstimate
{
    /// <summary>
    /// The first point of a series in a region holds what is in use, each later one what changed since the one before; USD.
    /// </summary>
    public static double OfMonth(IEnumerable<SeenPoint> points, SnapshotOptions options) => Math.Round(points
        .Where(point => point.State != PointState.Failed)
        .GroupBy(point => (point.Source, point.Region))
        .Sum(series => OfSeries([.. series.OrderBy(point => point.CreatedAt)], options)), 2);

    private static double OfSeries(IReadOnlyList<SeenPoint> series, SnapshotOptions options)
    {
        var used = series[^1].SizeGiB * options.UsedPercent / 100.0;
        var gib = used;
        for (var i = 1; i < series.Count; i++)
            gib += Math.Min(
                used, series[i].SizeGiB * options.ChangePercentPerDay / 100.0 * (series[i].CreatedAt - series[i - 1].CreatedAt).TotalDays);
        return gib * options.UsdPerGiBMonth;
    }
}
