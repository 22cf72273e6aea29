using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Load;

namespace OpsFunctions.Orchestrations.Rightsizing.Needs;

/// <summary>Turns what Azure measured on the present size into demand in absolute units.</summary>
internal static class DemandPolicy
{
    private const double CutOffPercent = 98;
    private const int GrainsPerPoint = Demand.CurveHours * 2;
    private const int Week = 7 * LoadWindow.GrainsPerDay;

    // Updates and agents keep a machine that nothing uses below this on most days.
    private const double UpkeepPercent = 4;
    private const double FullPercent = 95;
    private const int StandingOut = 2;
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

        var runningGrains = running.AsSpan().Count(true);
        var peaks = DailyPeaks(cpu, running, size.Vcpus / 100);
        var observed = Figures(cpu, running, size.Vcpus / 100, new double[cpu.Length]);
        var p99 = Percentile.OfUnsorted(observed, 99);
        var peakP95 = Percentile.Of(peaks, 95);
        var growth = Growth.Of(cpuAverage, running);
        var memoryGrowth = Growth.Of(InUse(series.Average(LoadMetric.AvailableMemory)), running);
        // One array is enough for what is looked at one after the other.
        var room = new double[cpu.Length];
        var leastAvailable = Lowest(Covered(available, running, runningGrains, 1, room));

        return new Demand
        {
            RunningGrains = runningGrains,
            ObservedGrains = observed.Length,
            ObservedDays = RunningTime.DaysWithFigures(cpu, running),
            OffDays = last < 0 ? 0 : (running.Length - 1 - last) / (double)LoadWindow.GrainsPerDay,
            RunningShare = first < 0 ? 0 : runningGrains / (double)(running.Length - first),
            CpuP99Vcpus = Rounded(p99),
            CpuP95Vcpus = Rounded(Percentile.OfUnsorted(observed, 95)),
            CpuDailyPeakP95Vcpus = Rounded(peakP95),
            CpuSpreadVcpus = Rounded(Spread(peaks)),
            CpuWorkDays = peaks.Count(peak => peak >= UpkeepPercent / 100 * size.Vcpus),
            CpuLastThreeDaysVcpus = Highest(cpuAverage[^Math.Min(ThreeDays, cpuAverage.Length)..]) is { } highest
                ? Rounded(highest * size.Vcpus / 100)
                : null,
            CpuHighestVcpus = Rounded(Percentile.Of(peaks, 100)),
            CpuSustainedVcpus = Rounded(CreditBank.LeastBaselineFromAnyWeek(Used(cpuAverage, running, size.Vcpus / 100, room))),
            CpuWeekVcpus = Rounded(BusiestWeek(cpuAverage, running) * size.Vcpus / 100),
            GrowthPerMonth = Rounded(growth.PerMonth),
            GrowthError = Rounded(growth.Error),
            MemoryGrowthPerMonth = Rounded(memoryGrowth.PerMonth),
            MemoryGrowthError = Rounded(memoryGrowth.Error),
            CpuCutOffShare = Rounded(ShareLately(cpu, running, percent => percent >= CutOffPercent)),
            MemorySpreadGiB = Rounded(Spread(DailyPeaks(InUse(available), running, size.MemoryGiB / 100))),
            MemoryFullShare = Rounded(ShareLately(available, running, free => free < 100 - FullPercent)),
            CreditsGoneShare = Rounded(CreditsGone(series, running, runningGrains, size)),
            MemoryPeakGiB = leastAvailable is { } least ? Rounded((100 - least) / 100 * size.MemoryGiB) : null,
            DiskIops = Highest(series.Most(LoadMetric.DiskIops), running, runningGrains, size.DiskIops / 100, room),
            DiskMBps = Highest(series.Most(LoadMetric.DiskBandwidth), running, runningGrains, size.DiskMBps / 100, room),
            NetworkInMbps = Highest(series.Most(LoadMetric.NetworkIn), running, runningGrains, MbpsPerBytesAMinute, room),
            NetworkOutMeanMbps = Mean(Covered(series.Average(LoadMetric.NetworkOut), running, runningGrains, MbpsPerBytesAMinute, room)),
            NetworkOutMbps = Highest(series.Most(LoadMetric.NetworkOut), running, runningGrains, MbpsPerBytesAMinute, room),
            CpuCurveVcpus = Curve(cpu, running, percent => percent / 100 * size.Vcpus),
            MemoryCurveGiB = leastAvailable is null ? [] : Curve(available, running, free => (100 - free) / 100 * size.MemoryGiB),
        };
    }

    // The figures of the running time, in the first places of the room.
    private static Span<double> Figures(ReadOnlySpan<double> series, ReadOnlySpan<bool> running, double unit, Span<double> room)
    {
        var count = 0;
        for (var i = 0; i < series.Length; i++)
            if (running[i] && !double.IsNaN(series[i]))
                room[count++] = series[i] * unit;
        return room[..count];
    }

    // Empty where too much is missing to speak of a peak.
    private static Span<double> Covered(
        ReadOnlySpan<double> series, ReadOnlySpan<bool> running, int runningGrains, double unit, Span<double> room)
    {
        var figures = Figures(series, running, unit, room);
        return figures.Length < runningGrains * LeastCoverage ? [] : figures;
    }

    private static double? Highest(ReadOnlySpan<double> series, bool[] running, int runningGrains, double? unit, Span<double> room)
    {
        if (unit is null || Covered(series, running, runningGrains, unit.Value, room) is not { IsEmpty: false } figures)
            return null;
        return Highest(figures) is { } highest ? Rounded(highest) : null;
    }

    // Of the days with figures, lowest first.
    private static double[] DailyPeaks(ReadOnlySpan<double> cpu, ReadOnlySpan<bool> running, double unit)
    {
        var peaks = new List<double>();
        for (var start = 0; start < cpu.Length; start += LoadWindow.GrainsPerDay)
        {
            var end = Math.Min(start + LoadWindow.GrainsPerDay, cpu.Length);
            double? peak = null;
            for (var i = start; i < end; i++)
                if (running[i] && !double.IsNaN(cpu[i]) && !(cpu[i] * unit <= peak))
                    peak = cpu[i] * unit;
            if (peak is { } highest)
                peaks.Add(highest);
        }
        peaks.Sort();
        return [.. peaks];
    }

    // NaN where it was off; a gap while it ran counts as the grain before, since a load does not vanish with its figure.
    private static double[] Used(ReadOnlySpan<double> average, bool[] running, double unit, double[] room)
    {
        double last = 0;
        for (var i = 0; i < room.Length; i++)
        {
            if (!double.IsNaN(average[i]))
                last = average[i] * unit;
            room[i] = running[i] ? last : double.NaN;
        }
        return room;
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

    // Of the running grains of the last week: what has ended is no lack any more.
    private static double ShareLately(ReadOnlySpan<double> series, bool[] running, Func<double, bool> counts)
    {
        var (count, of) = (0, 0);
        for (var i = Math.Max(0, series.Length - Week); i < series.Length; i++)
        {
            of += running[i] ? 1 : 0;
            count += running[i] && counts(series[i]) ? 1 : 0;
        }
        return of == 0 ? 0 : count / (double)of;
    }

    // Of all days but the two highest: what stands out counts in full by itself, and would count twice here.
    private static double Spread(double[] peaks)
    {
        var usual = peaks[..^Math.Min(StandingOut, peaks.Length)];
        if (usual.Length < 2)
            return 0;
        var mean = usual.Average();
        return Math.Sqrt(usual.Sum(peak => (peak - mean) * (peak - mean)) / (usual.Length - 1));
    }

    private static double? Mean(ReadOnlySpan<double> figures)
    {
        double sum = 0;
        foreach (var figure in figures)
            sum += figure;
        return figures.IsEmpty ? null : Rounded(sum / figures.Length);
    }

    private static double[] InUse(ReadOnlySpan<double> available)
    {
        var used = new double[available.Length];
        for (var i = 0; i < used.Length; i++)
            used[i] = 100 - available[i];
        return used;
    }

    private static double? Lowest(ReadOnlySpan<double> figures)
    {
        double? lowest = null;
        foreach (var figure in figures)
            if (!(figure >= lowest))
                lowest = figure;
        return lowest;
    }

    // The highest average of seven days in a row, day by day; of all days where fewer were seen.
    private static double BusiestWeek(ReadOnlySpan<double> average, ReadOnlySpan<bool> running)
    {
        var busiest = 0d;
        for (var end = average.Length; end == average.Length || end >= Week; end -= LoadWindow.GrainsPerDay)
        {
            var (sum, count) = (0d, 0);
            for (var i = Math.Max(0, end - Week); i < end; i++)
                if (running[i] && !double.IsNaN(average[i]))
                    (sum, count) = (sum + average[i], count + 1);
            busiest = count == 0 ? busiest : Math.Max(busiest, sum / count);
        }
        return busiest;
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
            var figure = demand(series[i]);
            ref var point = ref curve[i / GrainsPerPoint];
            point = point is { } higher && higher >= figure ? higher : figure;
        }
        // The highest of the rounded figures is the rounded highest.
        foreach (ref var point in curve.AsSpan())
            point = point is { } figure ? Math.Round(figure, 2) : null;
        return curve;
    }

    private static double Rounded(double figure) => Math.Round(figure, 4);
}
