using System.Globalization;

namespace OpsFunctions.Simulator.Recordings;

/// <summary>One row: when, and each figure in percent, bytes or bytes a second; a figure that the row lacks is not a number.</summary>
internal sealed record TraceSample(int Line, DateTimeOffset At, double[] Figures);

/// <summary>The rows of a recording in order of their stamps, each moment once.</summary>
internal sealed class TraceSamples
{
    private static readonly TimeSpan Finest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Coarsest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(5 * 366);

    private TraceSamples(IReadOnlyList<TraceSample> rows, TimeSpan grain) => (Rows, Grain) = (rows, grain);

    public IReadOnlyList<TraceSample> Rows { get; }

    /// <summary>The usual time from one row to the next.</summary>
    public TimeSpan Grain { get; }

    /// <param name="path">The file.</param>
    /// <param name="lines">Its lines, the header first.</param>
    /// <param name="columns">What stands where.</param>
    /// <param name="notes">What is worth telling is added here.</param>
    /// <exception cref="TraceFormatException">A row cannot be read, or two contradict each other.</exception>
    public static TraceSamples Read(string path, IReadOnlyList<string> lines, TraceColumns columns, List<string> notes)
    {
        var rows = new List<TraceSample>(lines.Count);
        TraceStamp.Kind? kind = null;
        var (empty, beyond) = (0, 0);
        for (var i = 1; i < lines.Count; i++)
        {
            // A blank line at the end is no sample.
            if (string.IsNullOrWhiteSpace(lines[i]))
                continue;
            var cells = lines[i].Split(columns.Separator);
            if (cells.Length != columns.Count)
                throw new TraceFormatException(
                    path, i + 1, columns.Count == 2 ? "'timestamp,value'"
                        : FormattableString.Invariant($"{columns.Count} columns"), lines[i]);
            var at = Stamp(path, i + 1, cells[columns.Known.First(static one => one.Figure is TraceFigure.Stamp).Index], ref kind);
            var figures = Figures(path, i + 1, cells, columns, ref beyond);
            if (double.IsNaN(figures[(int)Main(columns)]))
                empty++;
            else
                rows.Add(new TraceSample(i + 1, at, figures));
        }
        if (rows.Count == 0)
            throw new TraceFormatException(path, lines.Count + 1, "at least one sample", "the end of the file");
        if (empty > 0)
            notes.Add(Text($"rows without a figure: {empty}, left out."));
        if (beyond > 0)
            notes.Add(Text($"samples of more than 100 % CPU: {beyond}, taken as 100 %."));
        return new TraceSamples(InOrder(path, rows, notes), GrainOf(path, rows));
    }

    private static TraceFigure Main(TraceColumns columns) =>
        columns.Known.Any(static one => one.Figure is TraceFigure.Cpu)
            ? TraceFigure.Cpu
            : columns.Known.First(static one => one.Figure is not (TraceFigure.Stamp or TraceFigure.Known)).Figure;

    private static DateTimeOffset Stamp(string path, int line, string cell, ref TraceStamp.Kind? kind)
    {
        if (TraceStamp.Read(cell) is not var (moment, own))
            throw new TraceFormatException(
                path, line, "a time stamp: ISO 8601 (2026-01-05T00:00:00Z), or seconds or milliseconds since 1970", cell);
        kind ??= own;
        return kind == own ? moment : throw new TraceFormatException(
            path, line, $"a time stamp of the kind of the first row ({kind})", cell);
    }

    private static double[] Figures(string path, int line, string[] cells, TraceColumns columns, ref int beyond)
    {
        var figures = new double[(int)TraceFigure.Known];
        Array.Fill(figures, double.NaN);
        foreach (var column in columns.Known)
        {
            var cell = cells[column.Index].Trim().Trim('"');
            if (column.Figure is TraceFigure.Stamp or TraceFigure.Known || cell.Length == 0
                || cell.Equals("nan", StringComparison.OrdinalIgnoreCase))
                continue;
            var isCpu = column.Figure is TraceFigure.Cpu;
            // Where it is the only figure nobody knows what more than all would mean.
            var most = isCpu && columns.Count == 2 ? 100 : double.MaxValue;
            var value = TraceFile.Number(path, line, cell, 0, most, isCpu ? "CPU in percent, 0 to 100" : "a number, 0 or more");
            beyond += isCpu && value > 100 ? 1 : 0;
            figures[(int)column.Figure] = isCpu ? Math.Min(100, value) : value * column.Factor;
        }
        return figures;
    }

    private static List<TraceSample> InOrder(string path, List<TraceSample> rows, List<string> notes)
    {
        var late = rows.Where((row, i) => i > 0 && row.At < rows[i - 1].At).Count();
        if (late > 0)
            notes.Add(Text($"rows out of order: {late}, sorted by their stamps."));
        var (sorted, repeated) = (new List<TraceSample>(rows.Count), 0);
        foreach (var row in rows.OrderBy(static row => row.At).ThenBy(static row => row.Line))
        {
            if (sorted.Count == 0 || sorted[^1].At != row.At)
            {
                sorted.Add(row);
                continue;
            }
            if (!sorted[^1].Figures.AsSpan().SequenceEqual(row.Figures))
                throw new TraceFormatException(
                    path, row.Line, FormattableString.Invariant(
                        $"the same figures as in line {sorted[^1].Line}, which has the same time stamp"), row.At.ToString(
                            "O", CultureInfo.InvariantCulture));
            repeated++;
        }
        if (repeated > 0)
            notes.Add(Text($"rows that are there twice: {repeated}, counted once."));
        return sorted;
    }

    private static TimeSpan GrainOf(string path, List<TraceSample> rows)
    {
        var moments = rows.Select(static row => row.At).Distinct().Order().ToList();
        if (moments[^1] - moments[0] > Longest)
            throw new TraceFormatException(
                $"{path}: the stamps lie {(moments[^1] - moments[0]).TotalDays:0} days apart; at most {Longest.TotalDays:0} are read.");
        if (moments.Count == 1)
            return TimeSpan.FromMinutes(5);
        var apart = moments.Skip(1).Select((moment, i) => moment - moments[i]).Order().ToList();
        var usual = apart[apart.Count / 2];
        return usual >= Finest - TimeSpan.FromSeconds(5) && usual <= Coarsest + TimeSpan.FromHours(1)
            ? usual
            : throw new TraceFormatException($"{path}: its samples are mostly {usual} apart; a minute to a day can be read.");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
