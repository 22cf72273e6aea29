using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Planning;

namespace OpsFunctions.Orchestrations.Snapshots.Reading;

/// <summary>
/// A page of a changing result can repeat a row. Where the two say the same, it is one; where they differ, whichever came first decides
/// nothing: a snapshot stays and counts for nothing, and with anything else in doubt nothing is deleted.
/// </summary>
internal static class RepeatedRows
{
    public static IReadOnlyList<(ProtectedMachine Machine, IReadOnlyList<HungDisk> Disks)> Machines(
        IReadOnlyList<(ProtectedMachine Machine, IReadOnlyList<HungDisk> Disks)> rows, List<string> gaps) =>
        // Whether it runs may change between two pages, and decides nothing that could not be taken back.
        Once(rows, row => row.Machine.Id, row => (
            row.Machine with { Id = "", Name = "", IsRunning = false, TagProblems = [] }, string.Join(';', row.Machine.TagProblems),
            string.Join(';', row.Disks.Select(disk => disk with { Id = disk.Id?.ToUpperInvariant() }))), gaps);

    public static IReadOnlyList<CollectionRow> Collections(IReadOnlyList<CollectionRow> rows, List<string> gaps) =>
        Once(rows, row => row.Collection.Id, row => row with { Collection = row.Collection with { Id = "" } }, gaps);

    /// <summary>Of each id one: the first in the order of what they say, so that two readings of the same rows agree.</summary>
    /// <param name="facts">What must be the same; compared by value.</param>
    public static IReadOnlyList<T> Once<T, TFacts>(IReadOnlyList<T> rows, Func<T, string> idOf, Func<T, TFacts> facts, List<string> gaps) =>
    [
        .. rows.GroupBy(idOf, StringComparer.OrdinalIgnoreCase).Select(row =>
        {
            if (row.Select(facts).Distinct().Count() > 1)
                gaps.Add($"{row.Select(idOf).Min(StringComparer.Ordinal)} was listed twice, and not the same");
            return row.OrderBy(one => $"{facts(one)}", StringComparer.Ordinal).ThenBy(idOf, StringComparer.Ordinal).First();
        }),
    ];

    public static IReadOnlyList<SnapshotRow> Snapshots(IReadOnlyList<SnapshotRow> rows) =>
        [.. rows.GroupBy(row => row.Id, StringComparer.OrdinalIgnoreCase).Select(row => Merged([.. row]))];

    private static SnapshotRow Merged(IReadOnlyList<SnapshotRow> rows)
    {
        var row = rows.OrderBy(one => one.ToString(), StringComparer.Ordinal).First();
        if (rows.Select(Facts).Distinct().Count() == 1)
            return row;
        // What one of them does not call the suite's is not the suite's.
        return row with
        {
            State = PointState.Pending,
            Own = rows.Any(one => one.Own is null)
                ? null
                : row.Own! with { State = PointState.Pending, IsContradictory = true, IsRetired = false },
        };
    }

    // How far it is copied may change between two pages.
    private static SnapshotRow Facts(SnapshotRow row) =>
        row with { Id = "", Own = row.Own is { } own ? own with { Id = "", Percent = 0 } : null };
}
