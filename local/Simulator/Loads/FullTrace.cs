using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Loads;

/// <summary>A Bitbrains recording (GWA-T-12) with CPU, memory, disk and network; columns separated by semicolons, units in the header.</summary>
internal static class FullTrace
{
    private const int Columns = 11;
    private const double KilobytesPerIo = 32;
    private const double KilobytesPerGiB = 1024 * 1024;

    public static Load[] Read(string path, string[] lines, VmSize size)
    {
        var samples = new List<Load>(lines.Length);
        for (var i = 1; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
                continue;
            var columns = lines[i].Split(';');
            if (columns.Length != Columns)
                throw new TraceFormatException(path, i + 1, FormattableString.Invariant($"{Columns} columns separated by semicolons"), lines[i]);
            var line = i + 1;
            double Column(int index, string what) => TraceFile.Number(path, line, columns[index].Trim(), 0, double.MaxValue, what);
            var diskKBps = Column(7, "disk reads in KB/s") + Column(8, "disk writes in KB/s");
            samples.Add(new Load(
                Math.Min(100, Column(4, "CPU in percent")) / 100 * size.Vcpus,
                Column(6, "memory in KB") / KilobytesPerGiB,
                diskKBps / KilobytesPerIo,
                diskKBps / 1000,
                Column(9, "network in KB/s") * 8 / 1000,
                Column(10, "network in KB/s") * 8 / 1000));
        }
        return [.. samples];
    }
}
