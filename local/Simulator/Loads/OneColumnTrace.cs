using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Loads;

/// <summary>A recording of one figure. What it does not hold is set to something quiet, so that only the recorded figure decides.</summary>
internal static class OneColumnTrace
{
    private const double SecondsPerSample = 300;
    private const double KilobytesPerIo = 32;

    public static Load[] Read(string path, string[] lines, VmSize size, TraceKind kind)
    {
        var samples = new List<Load>(lines.Length);
        for (var i = 1; i < lines.Length; i++)
        {
            // A blank line at the end is no sample.
            if (string.IsNullOrWhiteSpace(lines[i]))
                continue;
            var columns = lines[i].Split(',');
            if (columns.Length != 2)
                throw new TraceFormatException(path, i + 1, "'timestamp,value'", lines[i]);
            var value = kind is TraceKind.CpuPercent
                ? TraceFile.Number(path, i + 1, columns[1], 0, 100, "CPU in percent, 0 to 100")
                : TraceFile.Number(path, i + 1, columns[1], 0, double.MaxValue, "a number of bytes, 0 or more");
            samples.Add(Sample(size, kind, value));
        }
        return [.. samples];
    }

    private static Load Sample(VmSize size, TraceKind kind, double value)
    {
        var quiet = new Load(size.Vcpus * 0.04, size.MemoryGiB * 0.3, 5, 0.2, 0.5, 0.5);
        switch (kind)
        {
            case TraceKind.NetworkInBytes:
                return quiet with { NetworkInMbps = value * 8 / SecondsPerSample / 1e6 };
            case TraceKind.DiskWriteBytes:
                var written = value / SecondsPerSample / 1e6;
                return quiet with { DiskMBps = written, DiskIops = written * 1000 / KilobytesPerIo };
            default:
                // Memory, disk and network are unknown: they follow the CPU a little, within what any size of the family has.
                var part = value / 100;
                return new Load(
                    part * size.Vcpus, size.MemoryGiB * (0.25 + (0.1 * part)), 5 + (20 * part * size.Vcpus), 0.2 + (part * size.Vcpus),
                    0.5 + (4 * part * size.Vcpus), 0.5 + (4 * part * size.Vcpus));
        }
    }
}
