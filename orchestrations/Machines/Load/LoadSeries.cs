using System.Runtime.InteropServices;

namespace OpsFunctions.Orchestrations.Machines.Load;

/// <summary>The window that is looked at, in grains.</summary>
/// <param name="Start">First moment, on a grain's edge, UTC.</param>
/// <param name="Grains">Number of grains.</param>
public readonly record struct LoadWindow(DateTimeOffset Start, int Grains)
{
    /// <summary>30 minutes: short enough to see an hour's peak, long enough that 30 days of 50 machines are one answer.</summary>
    public static readonly TimeSpan Grain = TimeSpan.FromMinutes(30);

    public const int GrainsPerDay = 48;

    /// <summary>
    /// Azure Monitor keeps platform metrics for 93 days (Microsoft Learn, Azure Monitor metrics overview); a few fewer are asked for.
    /// </summary>
    public const int MostDays = 90;

    public DateTimeOffset End => Start + Grain * Grains;

    /// <summary>The whole grains of the days that end at or before <paramref name="now"/>.</summary>
    public static LoadWindow Ending(DateTimeOffset now, int days)
    {
        var end = new DateTimeOffset(now.UtcTicks - now.UtcTicks % Grain.Ticks, TimeSpan.Zero);
        return new(end - TimeSpan.FromDays(days), days * GrainsPerDay);
    }

    /// <summary>The grain a moment lies in; -1 where it lies outside the window.</summary>
    public int IndexOf(DateTimeOffset moment)
    {
        var ticks = moment.UtcTicks - Start.UtcTicks;
        return ticks < 0 || ticks >= Grain.Ticks * Grains ? -1 : (int)(ticks / Grain.Ticks);
    }
}

/// <summary>The metrics that are read; the order is that of <see cref="MetricNames"/>.</summary>
public enum LoadMetric
{
    Cpu,
    AvailableMemory,
    NetworkIn,
    NetworkOut,
    DiskIops,
    DiskBandwidth,
    Availability,
    Credits,
}

/// <summary>Names of the metrics as Azure Monitor knows them.</summary>
internal static class MetricNames
{
    public const string Namespace = "Microsoft.Compute/virtualMachines";

    /// <summary>Only burstable machines have credits; where a call holds none of them, it does not ask.</summary>
    public static IEnumerable<string> Asked(bool withCredits) => withCredits ? All : All.Take((int)LoadMetric.Credits);

    /// <summary>What says whether a size is at its limit.</summary>
    public static IReadOnlyList<string> LimitsAsked(bool withCredits)
    {
        string[] limits = [All[(int)LoadMetric.Cpu], All[(int)LoadMetric.AvailableMemory]];
        return withCredits ? [.. limits, All[(int)LoadMetric.Credits]] : limits;
    }

    public static readonly string[] All =
    [
        "Percentage CPU",
        "Available Memory Percentage",
        "Network In Total",
        "Network Out Total",
        "VM Uncached IOPS Consumed Percentage",
        "VM Uncached Bandwidth Consumed Percentage",
        "VmAvailabilityMetric",
        "CPU Credits Remaining",
    ];
}

/// <summary>One machine's metrics over a window; NaN where Azure has no figure.</summary>
internal sealed class LoadSeries(LoadWindow window)
{
    private readonly double[][] _average = Empty(window.Grains);
    private readonly double[][] _least = Empty(window.Grains);
    private readonly double[][] _most = Empty(window.Grains);
    private readonly string?[] _errors = new string?[MetricNames.All.Length];

    public LoadWindow Window { get; } = window;

    public ReadOnlySpan<double> Average(LoadMetric metric) => _average[(int)metric];

    public ReadOnlySpan<double> Least(LoadMetric metric) => _least[(int)metric];

    public ReadOnlySpan<double> Most(LoadMetric metric) => _most[(int)metric];

    /// <summary>The code with which Azure refused this one metric; null where it answered.</summary>
    public string? Error(LoadMetric metric) => _errors[(int)metric];

    public void Set(LoadMetric metric, List<LoadPoint> points, string? error)
    {
        _errors[(int)metric] = error;
        var (average, least, most) = (_average[(int)metric], _least[(int)metric], _most[(int)metric]);
        foreach (ref readonly var point in CollectionsMarshal.AsSpan(points))
        {
            var index = Window.IndexOf(point.At);
            if (index < 0)
                continue;
            average[index] = point.Average;
            least[index] = point.Least;
            most[index] = point.Most;
        }
    }

    /// <summary>The same of the last days of its window alone.</summary>
    public LoadSeries LastDays(int days)
    {
        var grains = days * LoadWindow.GrainsPerDay;
        var from = Window.Grains - grains;
        var last = new LoadSeries(new(Window.Start + LoadWindow.Grain * from, grains));
        _errors.CopyTo(last._errors, 0);
        for (var metric = 0; metric < _errors.Length; metric++)
        {
            Array.Copy(_average[metric], from, last._average[metric], 0, grains);
            Array.Copy(_least[metric], from, last._least[metric], 0, grains);
            Array.Copy(_most[metric], from, last._most[metric], 0, grains);
        }
        return last;
    }

    private static double[][] Empty(int grains) => Array.ConvertAll(MetricNames.All, _ => Enumerable.Repeat(double.NaN, grains).ToArray());
}

/// <summary>One point of a metric; NaN where it is missing.</summary>
internal readonly record struct LoadPoint(DateTimeOffset At, double Average, double Least, double Most);
