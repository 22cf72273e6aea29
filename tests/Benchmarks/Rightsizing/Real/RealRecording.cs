using System.Globalization;
using System.IO.Compression;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;

namespace OpsFunctions.Benchmarks.Rightsizing.Real;

/// <summary>What a machine uses in one step of five minutes.</summary>
/// <param name="IsOff">It had no memory at all: the hypervisor did not run it. Azure shows no figures of such a time.</param>
internal readonly record struct RealSample(
    float Vcpus, float MemoryGiB, float DiskIops, float DiskMBps, float InMbps, float OutMbps, bool IsOff = false);

/// <summary>
/// One recording of a real machine, a sample every five minutes. Its name says its number and how many vCPUs it has:
/// <c>rnd101_2vcpu.csv.gz</c>.
/// </summary>
internal sealed class RealRecording
{
    public const int StepsPerDay = 288;
    private const int StepsPerGrain = 6;
    private const double BytesPerIo = 32_000;
    private const double CutOff = 0.98;
    private const double MemoryFull = 0.95;

    private RealRecording(string name, int number, int vcpus, DateTimeOffset start, string? group, RealSample[] samples) =>
        (Name, Number, Vcpus, Start, Group, Samples) = (name, number, vcpus, start, group, samples);

    public string Name { get; }

    public int Number { get; }

    public int Vcpus { get; }

    /// <summary>The edge of a grain.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Name of the group of machines whose load changed as one; null where it is of none.</summary>
    public string? Group { get; }

    public bool IsOfGroup => Group is not null;

    public RealSample[] Samples { get; }

    public int Days => Samples.Length / StepsPerDay;

    /// <summary>All recordings of a folder; <c>groups.csv</c> beside them (machine,group) is optional.</summary>
    /// <param name="isOffAsOff">Time in which the hypervisor did not run it counts as off; false: as running and doing nothing.</param>
    public static IReadOnlyList<RealRecording> In(string folder, bool isOffAsOff)
    {
        var groups = Path.Combine(folder, "groups.csv");
        var grouped = File.Exists(groups)
            ? File.ReadLines(groups).Skip(1).Select(line => line.Split(',')).Where(cells => cells is [_, { Length: > 0 }])
                .ToDictionary(cells => cells[0], cells => cells[1], StringComparer.OrdinalIgnoreCase)
            : [];
        return
        [
            .. Directory.EnumerateFiles(folder, "*vcpu.csv.gz").Order(StringComparer.Ordinal).AsParallel().AsOrdered()
                .Select(file => Read(file, grouped, isOffAsOff)),
        ];
    }

    private static RealRecording Read(string file, Dictionary<string, string> grouped, bool isOffAsOff)
    {
        var name = Path.GetFileName(file).Split('.')[0];
        var parts = name.Split('_');
        var number = int.Parse(parts[0].TrimStart("abcdefghijklmnopqrstuvwxyz".ToCharArray()), CultureInfo.InvariantCulture);
        var vcpus = int.Parse(parts[1].Replace("vcpu", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var columns = lines.ReadLine()!.Split(',');
        var at = Array.ConvertAll(
            [
                "timestamp", "cpu_percent", "memory_used_mib", "disk_read_kibps", "disk_write_kibps", "network_in_kibps",
                "network_out_kibps", "memory_mib",
            ],
            (string column) => Array.IndexOf(columns, column));
        var samples = new List<RealSample>();
        long first = 0;
        while (lines.ReadLine() is { Length: > 0 } line)
        {
            var cells = line.Split(',');
            double Cell(int column) => double.Parse(cells[at[column]], CultureInfo.InvariantCulture);
            first = samples.Count == 0 ? (long)Cell(0) : first;
            if (isOffAsOff && at[7] >= 0 && Cell(7) == 0)
            {
                samples.Add(default(RealSample) with { IsOff = true });
                continue;
            }
            var disk = (Cell(3) + Cell(4)) * 1024;
            samples.Add(new(
                (float)(Cell(1) / 100 * vcpus), (float)(Cell(2) / 1024), (float)(disk / BytesPerIo), (float)(disk / 1e6),
                (float)(Cell(5) * 1024 * 8 / 1e6), (float)(Cell(6) * 1024 * 8 / 1e6)));
        }
        var grain = (long)LoadWindow.Grain.TotalSeconds;
        var start = DateTimeOffset.FromUnixTimeSeconds((first + grain / 2) / grain * grain);
        return new(name, number, vcpus, start, grouped.GetValueOrDefault(name), [.. samples]);
    }

    /// <summary>
    /// The recording as if nothing but its CPU had been recorded: the rest is quiet and follows the CPU a little, as simulated Azure
    /// fills it in on that size. When it was off is known all the same.
    /// </summary>
    public RealRecording WithCpuAlone(Size size) => new(Name, Number, Vcpus, Start, Group,
    [
        .. Samples.Select(sample => sample.IsOff ? sample : new RealSample(
            sample.Vcpus, (float)(size.MemoryGiB * (0.25 + 0.1 * sample.Vcpus / Vcpus)), 5 + 20 * sample.Vcpus, 0.2f + sample.Vcpus,
            0.5f + 4 * sample.Vcpus, 0.5f + 4 * sample.Vcpus)),
    ]);

    /// <summary>What Azure would show of the days before a moment, on that size: grains with average, minimum and maximum.</summary>
    /// <param name="size">Whose limits are 100 %.</param>
    /// <param name="from">The first sample of it.</param>
    /// <param name="count">Samples of it.</param>
    public LoadSeries Seen(Size size, int from, int count)
    {
        var window = new LoadWindow(Start + TimeSpan.FromMinutes(5) * from, count / StepsPerGrain);
        var series = new LoadSeries(window);
        void Set(LoadMetric metric, Func<RealSample, double> figure)
        {
            var points = new List<LoadPoint>(window.Grains);
            for (var grain = 0; grain < window.Grains; grain++)
            {
                var (sum, least, most, running) = (0d, double.MaxValue, double.MinValue, 0);
                foreach (ref readonly var sample in Samples.AsSpan(from + grain * StepsPerGrain, StepsPerGrain))
                {
                    if (sample.IsOff)
                        continue;
                    var value = figure(sample);
                    (sum, least, most, running) = (sum + value, Math.Min(least, value), Math.Max(most, value), running + 1);
                }
                if (running > 0)
                    points.Add(new(window.Start + LoadWindow.Grain * grain, sum / running, least, most));
            }
            series.Set(metric, points, null);
        }
        Set(LoadMetric.Cpu, sample => Math.Min(100, 100 * sample.Vcpus / size.Vcpus));
        Set(LoadMetric.Availability, _ => 1);
        const double bytesAMinute = 1e6 * 60 / 8;
        Set(LoadMetric.AvailableMemory, sample => Math.Max(0, 100 - 100 * sample.MemoryGiB / size.MemoryGiB));
        Set(LoadMetric.NetworkIn, sample => sample.InMbps * bytesAMinute);
        Set(LoadMetric.NetworkOut, sample => sample.OutMbps * bytesAMinute);
        if (size is { DiskIops: { } iops, DiskMBps: { } throughput })
        {
            Set(LoadMetric.DiskIops, sample => Math.Min(100, 100 * sample.DiskIops / iops));
            Set(LoadMetric.DiskBandwidth, sample => Math.Min(100, 100 * sample.DiskMBps / throughput));
        }
        return series;
    }

    /// <summary>The samples in which it ran.</summary>
    public IEnumerable<RealSample> Running(int from, int count) => Samples.Skip(from).Take(count).Where(sample => !sample.IsOff);

    /// <summary>Samples in which CPU stood at the limit of that size or its memory was full.</summary>
    public int CutOffSamples(Size size, int from, int count)
    {
        var cutOff = 0;
        foreach (var sample in Samples.AsSpan(from, count))
            cutOff += sample.Vcpus >= CutOff * size.Vcpus || sample.MemoryGiB > MemoryFull * size.MemoryGiB ? 1 : 0;
        return cutOff;
    }

    /// <summary>Samples with more CPU than that share of what it has.</summary>
    public int SamplesOver(double percent, int from, int count)
    {
        var over = 0;
        foreach (var sample in Samples.AsSpan(from, count))
            over += sample.Vcpus > percent / 100 * Vcpus ? 1 : 0;
        return over;
    }
}
