namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>Turns what Azure measured on the present size into demand in absolute units.</summary>
internal static class DemandPolicy
{
    private const double CutOffPercent = 98;
    private const int GrainsPerPoint = Demand.CurveHours * 2;
    private const int ThreeDays = 3 * LoadWindow.GrainsPerDay;

    // A metric seen less often than this says nothing of its highest figure.
    private const double LeastCoverage = 0.9;

    /// <summary>Bytes a minute to Mb/s: Azure samples the network every minute and averages these samples.</summary>
    private const double MbpsPerBytesAMinute = 8 / 60d / 1e6;

    public static Demand Of(LoadSeries series, Size size)
    {
        var cpu = series.Most(LoadMetric.Cpu);
        var cpuAverage = series.Average(LoadMetric.Cpu);
        var available = series.Least(LoadMetric.AvailableMemory);
        var running = RunningTime.Of(series);
        var first = Array.IndexOf(running, true);
        var last = Array.LastIndexOf(running, true);

        var observed = Figures(cpu, running, size.Vcpus / 100);
        Array.Sort(observed);
        var runningGrains = running.Count(on => on);
        var memory = Covered(available, running, 1);
        var peaks = DailyPeaks(cpu, running, size.Vcpus / 100);
        var p99 = Percentile.Of(observed, 99);
        var peakP95 = Percentile.Of(peaks, 95);
        var sizedFor = Math.Max(p99, peakP95) * (1 + 1d / Math.Max(1, peaks.Length));

        return new Demand
        {
            RunningGrains = runningGrains,
            ObservedGrains = observed.Length,
            ObservedDays = RunningTime.DaysWithFigures(cpu, running),
            OffDays = last < 0 ? 0 : (running.Length - 1 - last) / (double)LoadWindow.GrainsPerDay,
            RunningShare = first < 0 ? 0 : runningGrains / (double)(running.Length - first),
            CpuP99Vcpus = Rounded(p99),
            CpuP95Vcpus = Rounded(Percentile.Of(observed, 95)),
            CpuDailyPeakP95Vcpus = Rounded(peakP95),
            CpuRareDays = peaks.Count(peak => peak > sizedFor),
            CpuLastThreeDaysVcpus = Highest(cpuAverage[^Math.Min(ThreeDays, cpuAverage.Length)..]) is { } highest ? Rounded(highest * size.Vcpus / 100) : null,
            CpuHighestVcpus = Rounded(observed.Length == 0 ? 0 : observed[^1]),
            CpuSustainedVcpus = Rounded(CreditBank.LeastBaselineFromAnyWeek(Used(cpuAverage, running, size.Vcpus / 100))),
            GrowthPerMonth = Rounded(Growth.PerMonth(cpuAverage, running)),
            CpuCutOffShare = Rounded(Share(cpu, running, observed.Length, percent => percent >= CutOffPercent)),
            CreditsGoneShare = Rounded(CreditsGone(series, running, runningGrains, size)),
            MemoryPeakGiB = memory is null ? null : Rounded((100 - memory.Min()) / 100 * size.MemoryGiB),
            DiskIops = P99(series.Most(LoadMetric.DiskIops), running, size.DiskIops / 100),
            DiskMBps = P99(series.Most(LoadMetric.DiskBandwidth), running, size.DiskMBps / 100),
            NetworkInMbps = P99(series.Most(LoadMetric.NetworkIn), running, MbpsPerBytesAMinute),
            NetworkOutMbps = P99(series.Most(LoadMetric.NetworkOut), running, MbpsPerBytesAMinute),
            CpuCurveVcpus = Curve(cpu, running, percent => percent / 100 * size.Vcpus),
            MemoryCurveGiB = memory is null ? [] : Curve(available, running, free => (100 - free) / 100 * size.MemoryGiB),
        };
    }

    private static double[] Figures(ReadOnlySpan<double> series, bool[] running, double unit)
    {
        var figures = new List<double>(series.Length);
        for (var i = 0; i < series.Length; i++)
            if (running[i] && !double.IsNaN(series[i]))
                figures.Add(series[i] * unit);
        return [.. figures];
    }

    // Null where too much is missing to speak of a peak.
    private static double[]? Covered(ReadOnlySpan<double> series, bool[] running, double unit)
    {
        var figures = Figures(series, running, unit);
        return figures.Length == 0 || figures.Length < running.Count(on => on) * LeastCoverage ? null : figures;
    }

    private static double? P99(ReadOnlySpan<double> series, bool[] running, double? unit)
    {
        if (unit is null || Covered(series, running, unit.Value) is not { } figures)
            return null;
        Array.Sort(figures);
        return Rounded(Percentile.Of(figures, 99));
    }

    // Of the days with figures, lowest first.
    private static double[] DailyPeaks(ReadOnlySpan<double> cpu, bool[] running, double unit)
    {
        var peaks = new List<double>();
        for (var start = 0; start < cpu.Length; start += LoadWindow.GrainsPerDay)
        {
            var end = Math.Min(start + LoadWindow.GrainsPerDay, cpu.Length);
            var day = Figures(cpu[start..end], running[start..end], unit);
            if (day.Length > 0)
                peaks.Add(day.Max());
        }
        peaks.Sort();
        return [.. peaks];
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

    // Without credits and at its baseline: a machine that just started has no credits either, but does not want them yet.
    private static double CreditsGone(LoadSeries series, bool[] running, int runningGrains, Size size)
    {
        if (!size.IsBurstable || BurstableBaseline.Of(size) is not { } baseline || runningGrains == 0)
            return 0;
        var credits = series.Least(LoadMetric.Credits);
        var cpu = series.Average(LoadMetric.Cpu);
        var atBaseline = 90 * baseline / size.Vcpus;
        var gone = 0;
        for (var i = 0; i < credits.Length; i++)
            if (running[i] && credits[i] < 1 && cpu[i] >= atBaseline)
                gone++;
        return gone / (double)runningGrains;
    }

    private static double Share(ReadOnlySpan<double> series, bool[] running, int of, Func<double, bool> counts)
    {
        var count = 0;
        for (var i = 0; i < series.Length; i++)
            if (running[i] && counts(series[i]))
                count++;
        return of == 0 ? 0 : count / (double)of;
    }

    private static double? Highest(ReadOnlySpan<double> series)
    {
        double? highest = null;
        foreach (var figure in series)
            if (!double.IsNaN(figure) && !(figure <= highest))
                highest = figure;
        return highest;
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
