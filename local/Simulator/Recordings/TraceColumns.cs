using System.Text.RegularExpressions;

namespace OpsFunctions.Simulator.Recordings;

/// <summary>What a column of a recording holds.</summary>
internal enum TraceFigure
{
    Stamp,

    /// <summary>Percent of all vCPUs.</summary>
    Cpu,

    MemoryUsed,

    /// <summary>What the machine was given, which another size need not have.</summary>
    MemoryGiven,

    DiskRead,
    DiskWrite,
    NetworkIn,
    NetworkOut,

    /// <summary>Known, and nothing to go by here: MHz, number of cores.</summary>
    Known,
}

/// <summary>A column, and what one of its units is in percent, bytes, or bytes a second.</summary>
/// <param name="Index">Its place in a row, from 0.</param>
/// <param name="Figure">What it holds.</param>
/// <param name="Factor">Bytes in one of its units.</param>
/// <param name="IsPerSample">Bytes of a whole sample, not a second's.</param>
internal sealed record TraceColumn(int Index, TraceFigure Figure, double Factor, bool IsPerSample);

/// <summary>The columns of a recording, told apart by their names; the unit stands in the name, too.</summary>
internal sealed partial class TraceColumns
{
    private TraceColumns(char separator, int count, IReadOnlyList<TraceColumn> known, IReadOnlyList<string> unused)
    {
        (Separator, Count, Known, Unused) = (separator, count, known, unused);
    }

    public char Separator { get; }

    public int Count { get; }

    public IReadOnlyList<TraceColumn> Known { get; }

    /// <summary>Names that say nothing here.</summary>
    public IReadOnlyList<string> Unused { get; }

    /// <summary>Whether the file is a table, but none with time stamps.</summary>
    public static bool IsAnotherTable(string header)
    {
        var names = Names(header, out _);
        return names.Length >= 2 && !names.Any(static name => Stamp().IsMatch(name)) && names.All(static name => Word().IsMatch(name));
    }

    /// <param name="path">The file.</param>
    /// <param name="header">Its first line.</param>
    /// <exception cref="TraceFormatException">There is no column of stamps or none of a load, or one twice.</exception>
    public static TraceColumns Read(string path, string header)
    {
        var names = Names(header, out var separator);
        var (known, unused) = (new List<TraceColumn>(), new List<string>());
        for (var i = 0; i < names.Length; i++)
        {
            if (Of(names[i], i, Path.GetFileName(path)) is not { } column)
                unused.Add(names[i]);
            else if (column.Figure is not TraceFigure.Known && known.Exists(one => one.Figure == column.Figure))
                throw new TraceFormatException(path, 1, $"one column of each kind ({column.Figure})", names[i]);
            else
                known.Add(column);
        }
        if (!known.Exists(static one => one.Figure is TraceFigure.Stamp)
            || !known.Exists(static one => one.Figure is not (TraceFigure.Stamp or TraceFigure.Known or TraceFigure.MemoryGiven)))
            throw new TraceFormatException(
                path, 1,
                "the header 'timestamp,value', or columns named timestamp, cpu_percent, memory_used_mib, disk_read_kibps and so on",
                header.Trim());
        return new TraceColumns(separator, names.Length, known, unused);
    }

    private static string[] Names(string header, out char separator)
    {
        var at = header.IndexOfAny([';', '\t', ',']);
        // Bitbrains has a semicolon and then a tab.
        separator = header.Contains(';', StringComparison.Ordinal) ? ';' : at < 0 ? ',' : header[at];
        return [.. header.Split(separator).Select(static name => name.Trim().Trim('\uFEFF', '"').ToLowerInvariant())];
    }

    private static TraceColumn? Of(string name, int index, string file)
    {
        if (Stamp().IsMatch(name))
            return new TraceColumn(index, TraceFigure.Stamp, 1, IsPerSample: false);
        if (name is "value")
            return OnlyValue(index, file);
        if (Ignored().IsMatch(name))
            return new TraceColumn(index, TraceFigure.Known, 1, IsPerSample: false);
        if (CpuName().IsMatch(name))
            return new TraceColumn(index, TraceFigure.Cpu, 1, IsPerSample: false);
        TraceFigure? figure = name switch
        {
            _ when MemoryGiven().IsMatch(name) => TraceFigure.MemoryGiven,
            _ when name.StartsWith("memory", StringComparison.Ordinal) => TraceFigure.MemoryUsed,
            _ when Named(name, "disk", "read") => TraceFigure.DiskRead,
            _ when Named(name, "disk", "writ") => TraceFigure.DiskWrite,
            _ when Named(name, "network", "(in|received)\\b|_in") => TraceFigure.NetworkIn,
            _ when Named(name, "network", "(out|transmitted|sent)\\b|_out") => TraceFigure.NetworkOut,
            _ => null,
        };
        return figure is { } one && Bytes(name) is { } factor
            ? new TraceColumn(index, one, factor, one is not (TraceFigure.MemoryUsed or TraceFigure.MemoryGiven)
                && !PerSecond().IsMatch(name))
            : null;
    }

    // The file's name says what its only figure is.
    private static TraceColumn OnlyValue(int index, string file) =>
        file.Contains("_network_in_", StringComparison.OrdinalIgnoreCase)
            ? new TraceColumn(index, TraceFigure.NetworkIn, 1, IsPerSample: true)
        : file.Contains("_disk_write_", StringComparison.OrdinalIgnoreCase)
            ? new TraceColumn(index, TraceFigure.DiskWrite, 1, IsPerSample: true)
        : new TraceColumn(index, TraceFigure.Cpu, 1, IsPerSample: false);

    private static bool Named(string name, string what, string way) =>
        name.StartsWith(what, StringComparison.Ordinal) && Regex.IsMatch(name, way, RegexOptions.None, TimeSpan.FromSeconds(1));

    // Where KB is written, memory has 1,024 bytes in it and disks and networks have 1,000.
    private static double? Bytes(string name) => Unit().Match(name) is not { Success: true } unit ? null : unit.Groups["unit"].Value switch
    {
        "kib" => 1024,
        "mib" => 1024 * 1024,
        "gib" => 1024d * 1024 * 1024,
        "kb" => name.StartsWith("memory", StringComparison.Ordinal) ? 1024 : 1000,
        "mb" => name.StartsWith("memory", StringComparison.Ordinal) ? 1024 * 1024 : 1e6,
        "gb" => name.StartsWith("memory", StringComparison.Ordinal) ? 1024d * 1024 * 1024 : 1e9,
        _ => 1,
    };

    [GeneratedRegex(@"^(time ?stamp|time|date ?time|date|epoch|ts)\b( ?[\[(](ms|s|utc)[\])])?$|^(time_?stamp|epoch|ts)(_(ms|s|utc))?$",
    RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stamp();

    [GeneratedRegex(@"^[\w %\[\]()/.#-]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"^(percentage[ _]cpu|cpu([ _](usage|use|used|util|utili[sz]ation|load|average|avg))*)(_percent|_pct|[ _]?[\[(](%|percent)[\])])?$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CpuName();

    [GeneratedRegex(@"^(cpu|vcpu)s?\b.*(mhz|cores?|count|capacity)|^vcpus?$|^cores?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ignored();

    [GeneratedRegex(@"^memory.*(provisioned|capacity|total|given|size)|^memory_[kmg]i?b$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MemoryGiven();

    [GeneratedRegex(@"(?<unit>[kmg]i?b|bytes?)(/s|ps|_per_second)?[\])]?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unit();

    [GeneratedRegex(@"(/s|ps|_per_second)[\])]?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PerSecond();
}
