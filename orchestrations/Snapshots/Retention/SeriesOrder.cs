using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Snapshots.Retention;

/// <summary>Puts points into order: source, region, moment, id; each id once.</summary>
internal static class SeriesOrder
{
    /// <summary>All points of one source in one region, oldest first; sources and regions in order.</summary>
    public static IEnumerable<ReadOnlyMemory<RecoveryPoint>> Of(IReadOnlyList<RecoveryPoint> points)
    {
        RecoveryPoint[] ordered = [.. Once(points)];
        Array.Sort(ordered, Compare);
        for (var (start, end) = (0, 1); end <= ordered.Length; end++)
        {
            if (end < ordered.Length && IsOneSeries(ordered[start], ordered[end]))
                continue;
            yield return ordered.AsMemory(start, end - start);
            start = end;
        }
    }

    // A page that was read twice has its points twice, and a point counted twice would push another out.
    private static IEnumerable<RecoveryPoint> Once(IReadOnlyList<RecoveryPoint> points)
    {
        var ids = new HashSet<string>(points.Count, StringComparer.OrdinalIgnoreCase);
        return points.All(point => ids.Add(point.Id))
            ? points
            : points.GroupBy(point => point.Id, StringComparer.OrdinalIgnoreCase).Select(Merged);
    }

    private static RecoveryPoint Merged(IEnumerable<RecoveryPoint> readings)
    {
        RecoveryPoint[] all = [.. readings.Order(Comparer<RecoveryPoint>.Create(CompareFacts))
            .ThenBy(point => point.Id, StringComparer.Ordinal)];
        if (all.Length == 1)
            return all[0];
        IReadOnlyList<string> protections = [.. all.SelectMany(one => one.Protections).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        return all.All(one => CompareFacts(one, all[0]) == 0)
            ? all[0] with { Protections = protections }
            // It changed while it was listed, so nothing is known of it: it stays, and takes no place of another.
            : all[0] with { State = PointState.Pending, Protections = [.. protections, "listed twice, and not the same"] };
    }

    private static bool IsOneSeries(RecoveryPoint one, RecoveryPoint other) =>
        one.Source == other.Source && string.Equals(one.Region, other.Region, StringComparison.OrdinalIgnoreCase);

    private static int Compare(RecoveryPoint one, RecoveryPoint other)
    {
        var order = string.CompareOrdinal(one.Source, other.Source);
        if (order == 0)
            order = string.Compare(one.Region, other.Region, StringComparison.OrdinalIgnoreCase);
        if (order == 0)
            order = one.CreatedAt.CompareTo(other.CreatedAt);
        return order != 0 ? order : string.Compare(one.Id, other.Id, StringComparison.OrdinalIgnoreCase);
    }

    private static int CompareFacts(RecoveryPoint one, RecoveryPoint other)
    {
        var order = Compare(one, other);
        if (order == 0)
            order = string.CompareOrdinal(one.Policy, other.Policy);
        if (order == 0)
            order = one.State.CompareTo(other.State);
        return order != 0 ? order : one.IsOwned.CompareTo(other.IsOwned);
    }
}
