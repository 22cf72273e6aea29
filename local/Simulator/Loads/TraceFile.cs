using System.Globalization;
using System.Text.RegularExpressions;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Loads;

/// <summary>Reads one recording; which kind it is, header and name say.</summary>
internal static partial class TraceFile
{
    public static Recording Read(string path)
    {
        var name = Path.GetFileName(path);
        var lines = File.ReadAllLines(path);
        var header = lines.Length > 0 ? lines[0].Trim() : "";
        var size = SizeFor(path, Vcpus(name));
        Load[] samples;
        if (string.Equals(header, "timestamp,value", StringComparison.OrdinalIgnoreCase))
            samples = OneColumnTrace.Read(path, lines, size, KindOf(name));
        else if (header.StartsWith("Timestamp [ms];", StringComparison.OrdinalIgnoreCase))
            samples = FullTrace.Read(path, lines, size);
        else
            throw new TraceFormatException(path, 1, "the header 'timestamp,value' or a Bitbrains header 'Timestamp [ms];...'", header);
        if (samples.Length == 0)
            throw new TraceFormatException(path, lines.Length + 1, "at least one sample", "the end of the file");
        return new Recording(name, size, samples);
    }

    public static double Number(string path, int line, string text, double from, double to, string what)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to)
            return value;
        throw new TraceFormatException(path, line, what, text);
    }

    private static TraceKind KindOf(string name) =>
        name.Contains("_network_in_", StringComparison.OrdinalIgnoreCase) ? TraceKind.NetworkInBytes
        : name.Contains("_disk_write_", StringComparison.OrdinalIgnoreCase) ? TraceKind.DiskWriteBytes
        : TraceKind.CpuPercent;

    private static int Vcpus(string name) =>
        VcpuCount().Match(name) is { Success: true } match && int.TryParse(match.Groups["vcpus"].ValueSpan, CultureInfo.InvariantCulture, out var count) ? count : 2;

    // One vCPU is offered without credits only by an old family; the others are what most fleets run on.
    private static VmSize SizeFor(string path, int vcpus) => vcpus == 1
        ? SizeCatalogue.Get("Standard_DS1_v2")
        : SizeCatalogue.Find(string.Create(CultureInfo.InvariantCulture, $"Standard_D{vcpus}s_v5"))
            ?? throw new TraceFormatException($"{path}: no simulated size has {vcpus} vCPUs; the file's name may say 1, 2, 4, 8, 16, 32, 48 or 64.");

    [GeneratedRegex("_(?<vcpus>[0-9]{1,3})vcpu", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VcpuCount();
}

/// <summary>What the one column of a recording means.</summary>
internal enum TraceKind
{
    /// <summary>Percent of all vCPUs, 0 to 100.</summary>
    CpuPercent,

    /// <summary>Bytes received in five minutes.</summary>
    NetworkInBytes,

    /// <summary>Bytes written to disk in five minutes.</summary>
    DiskWriteBytes,
}
