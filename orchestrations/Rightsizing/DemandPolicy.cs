namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>Turns what Azure measured on the present size into demand in absolute units.</summary>
internal static class DemandPolicy
{
    private const double CutOffPercent = 98;
    private const int GrainsPerPoint = Demand.CurveHours * 2;
    private const int ThreeDays = 3 * LoadWindow.GrainsPerDay;

    /// <summary>Bytes a minute to Mb/s: Azure samples the network every minute and averages these samples.</summary>
    private const double MbpsPerBytesAMinute = 8 / 60d / 1e6;

    public static Demand Of(LoadSeries series, Size size)
    {
        var cpu = series.Most(LoadMetric.Cpu);
        var cpuAverage = series.Average(LoadMetric.Cpu);
        var available = series.Least(LoadMetric.AvailableMemory);
        var running = Running(series);
        var first = Array.IndexOf(running, true);
        var last = Array.LastIndexOf(running, true);

        var observed = Figures(cpu, running, size.Vcpus / 100);
        Array.Sort(observed);
        var memory = Figures(available, running, 1);
        var runningGrains = running.Count(on => on);

        return new Demand
        {
            RunningGrains = runningGrains,
            ObservedGrains = observed.Length,
            ObservedDays = first < 0 ? 0 : (last - first + 1) / (double)LoadWindow.GrainsPerDay,
            RunningShare = first < 0 ? 0 : runningGrains / (double)(running.Length - first),
            CpuP99Vcpus = Rounded(Percentile.Of(observed, 99)),
            CpuP95Vcpus = Rounded(Percentile.Of(observed, 95)),
            CpuDailyPeakP95Vcpus = Rounded(DailyPeakP95(cpu, running) * size.Vcpus / 100),
            CpuLastThreeDaysVcpus = Rounded(Highest(cpuAverage[^Math.Min(ThreeDays, cpuAverage.Length)..]) * size.Vcpus / 100),
            CpuHighestVcpus = Rounded(observed.Length == 0 ? 0 : observed[^1]),
            CpuSustainedVcpus = Rounded(CreditBank.LeastBaseline(Used(cpuAverage, running, size.Vcpus / 100))),
            CreditsLeast = Least(series.Least(LoadMetric.Credits)),
            CpuCutOffShare = Rounded(observed.Length == 0 ? 0 : CountAbove(cpu, running, CutOffPercent) / (double)observed.Length),
            MemoryPeakGiB = memory.Length == 0 ? null : Rounded((100 - memory.Min()) / 100 * size.MemoryGiB),
            DiskIops = P99(series.Most(LoadMetric.DiskIops), running, size.DiskIops / 100),
            DiskMBps = P99(series.Most(LoadMetric.DiskBandwidth), running, size.DiskMBps / 100),
            NetworkInMbps = P99(series.Most(LoadMetric.NetworkIn), running, MbpsPerBytesAMinute),
            NetworkOutMbps = P99(series.Most(LoadMetric.NetworkOut), running, MbpsPerBytesAMinute),
            CpuCurveVcpus = Curve(cpu, running, percent => percent / 100 * size.Vcpus),
            MemoryCurveGiB = memory.Length == 0 ? [] : Curve(available, running, free => (100 - free) / 100 * size.MemoryGiB),
        };
    }

    // A machine ran in a grain if Azure says it was available, or, where that metric is missing, if it used CPU at all.
    private static bool[] Running(LoadSeries series)
    {
        var availability = series.Most(LoadMetric.Availability);
        var cpu = series.Most(LoadMetric.Cpu);
        var known = false;
        foreach (var figure in availability)
            known |= !double.IsNaN(figure);
        var running = new bool[cpu.Length];
        for (var i = 0; i < running.Length; i++)
            running[i] = known ? availability[i] > 0 : !double.IsNaN(cpu[i]);
        return running;
    }

    private static double[] Figures(ReadOnlySpan<double> series, bool[] running, double unit)
    {
        var figures = new List<double>(series.Length);
        for (var i = 0; i < series.Length; i++)
            if (running[i] && !double.IsNaN(series[i]))
                figures.Add(series[i] * unit);
        return [.. figures];
    }

    private static double? P99(ReadOnlySpan<double> series, bool[] running, double? unit)
    {
        if (unit is null)
            return null;
        var figures = Figures(series, running, unit.Value);
        Array.Sort(figures);
        return figures.Length == 0 ? null : Rounded(Percentile.Of(figures, 99));
    }

    private static double DailyPeakP95(ReadOnlySpan<double> cpu, bool[] running)
    {
        var peaks = new List<double>();
        for (var start = 0; start < cpu.Length; start += LoadWindow.GrainsPerDay)
        {
            var peak = double.NaN;
            for (var i = start; i < Math.Min(start + LoadWindow.GrainsPerDay, cpu.Length); i++)
                if (running[i] && !(cpu[i] <= peak) && !double.IsNaN(cpu[i]))
                    peak = cpu[i];
            if (!double.IsNaN(peak))
                peaks.Add(peak);
        }
        peaks.Sort();
        return Percentile.Of([.. peaks], 95);
    }

    // NaN where it was off; a gap while it ran counts as the grain before, since a load does not vanish with its figure.
    private static double[] Used(ReadOnlySpan<double> average, bool[] running, double unit)
    {
        var used = new double[average.Length];
        double last = 0;
        for (var i = 0; i < used.Length; i++)
        {
            if (!double.IsNaN(average[i]))
                last = average[i] * unit;
            used[i] = running[i] ? last : double.NaN;
        }
        return used;
    }

    private static double? Least(ReadOnlySpan<double> series)
    {
        double? least = null;
        foreach (var figure in series)
            if (!double.IsNaN(figure) && !(figure >= least))
                least = figure;
        return least;
    }

    private static double Highest(ReadOnlySpan<double> series)
    {
        double highest = 0;
        foreach (var figure in series)
            if (figure > highest)
                highest = figure;
        return highest;
    }

    private static int CountAbove(ReadOnlySpan<double> series, bool[] running, double limit)
    {
        var count = 0;
        for (var i = 0; i < series.Length; i++)
            if (running[i] && series[i] >= limit)
                count++;
        return count;
    }

    private static double?[] Curve(ReadOnlySpan<double> series, bool[] running, Func<double, double> demand)
    {
        var curve = new double?[(series.Length + GrainsPerPoint - 1) / GrainsPerPoint];
        for (var i = 0; i < series.Length; i++)
        {
            if (!running[i] || double.IsNaN(series[i]))
                continue;
            var figure = Math.Round(demand(series[i]), 2);
            ref var point = ref curve[i / GrainsPerPoint];
            point = point is { } higher && higher >= figure ? higher : figure;
        }
        return curve;
    }

    private static double Rounded(double figure) => Math.Round(figure, 4);
}
