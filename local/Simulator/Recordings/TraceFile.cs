using System.Globalization;
using System.Text.RegularExpressions;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Recordings;

/// <summary>Reads one recording: header and name say what it holds, its stamps say when.</summary>
internal static partial class TraceFile
{
    private const double BytesPerGiB = 1024d * 1024 * 1024;
    private const double BytesPerIo = 32_000;

    public static Recording Read(string path, IReadOnlyList<string> lines)
    {
        var notes = new List<string>();
        var name = Path.GetFileName(path);
        var columns = TraceColumns.Read(path, lines[0]);
        if (columns.Unused.Count > 0)
            notes.Add($"not used: the columns {string.Join(", ", columns.Unused)}.");
        var samples = TraceSamples.Read(path, lines, columns, notes);
        var vcpus = Vcpus(name);
        var size = SizeFor(path, vcpus, notes);
        var steps = TraceSteps.Of(path, samples, rows => LoadOf(rows, columns, samples.Grain, size, vcpus), notes);
        if (steps.Max(static load => load.MemoryGiB) is var memory && memory > size.MemoryGiB)
            notes.Add(FormattableString.Invariant($"it used up to {memory:0.0} GiB of memory, and {size.Name} has {size.MemoryGiB:0.#}."));
        return new Recording(name, size, TraceSteps.Whole(steps), steps.Length, samples.Rows[0].At, notes);
    }

    public static double Number(string path, int line, string text, double from, double to, string what)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to)
            return value;
        throw new TraceFormatException(path, line, what, text);
    }

    private static Load LoadOf(IReadOnlyList<TraceSample> rows, TraceColumns columns, TimeSpan grain, VmSize size, int vcpus)
    {
        double? Figure(TraceFigure figure)
        {
            if (columns.Known.FirstOrDefault(one => one.Figure == figure) is not { } column)
                return null;
            var there = rows.Select(row => row.Figures[(int)figure]).Where(static value => !double.IsNaN(value)).ToList();
            var average = there.Count == 0 ? 0 : there.Average();
            return column.IsPerSample ? average / grain.TotalSeconds : average;
        }

        // What nobody recorded is quiet where the CPU is unknown, and else follows it a little, within what any size of the family has.
        var part = Figure(TraceFigure.Cpu) / 100;
        var used = part * vcpus;
        var (read, written) = (Figure(TraceFigure.DiskRead), Figure(TraceFigure.DiskWrite));
        double? disk = read is null && written is null ? null : (read ?? 0) + (written ?? 0);
        return new Load(
            used ?? size.Vcpus * 0.04,
            Figure(TraceFigure.MemoryUsed) / BytesPerGiB ?? size.MemoryGiB * (part is null ? 0.3 : 0.25 + (0.1 * part.Value)),
            disk / BytesPerIo ?? 5 + (20 * used) ?? 5,
            disk / 1e6 ?? 0.2 + used ?? 0.2,
            Figure(TraceFigure.NetworkIn) * 8 / 1e6 ?? 0.5 + (4 * used) ?? 0.5,
            Figure(TraceFigure.NetworkOut) * 8 / 1e6 ?? 0.5 + (4 * used) ?? 0.5);
    }

    private static int Vcpus(string name) =>
        VcpuCount().Match(name) is { Success: true } match && int.TryParse(
            match.Groups["vcpus"].ValueSpan, CultureInfo.InvariantCulture, out var count) ? count : 2;

    // One vCPU is offered without credits only by an old family; the others are what most fleets run on.
    private static VmSize SizeFor(string path, int vcpus, List<string> notes)
    {
        if (vcpus == 1)
            return SizeCatalogue.Get("Standard_DS1_v2");
        var larger = SizeCatalogue.All.Where(size => size.Family.Key is "Dsv5"
            && size.Vcpus >= vcpus).OrderBy(static size => size.Vcpus).FirstOrDefault();
        if (larger is null || vcpus == 0)
            throw new TraceFormatException(
                $"{path}: no simulated size has {vcpus} vCPUs; the file's name may say 1 to {SizeCatalogue.All.Where(static size => size.Family.Key is "Dsv5").Max(static size => size.Vcpus)}.");
        if (larger.Vcpus != vcpus)
            notes.Add(
                FormattableString.Invariant($"no size has {vcpus} vCPUs, so its load is replayed on {larger.Name} with {larger.Vcpus}."));
        return larger;
    }

    [GeneratedRegex("_(?<vcpus>[0-9]{1,3})vcpu", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
    matchTimeoutMilliseconds: 1000)]
    private static partial Regex VcpuCount();
}
