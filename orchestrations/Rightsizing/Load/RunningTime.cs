using OpsFunctions.Orchestrations.Machines.Load;

namespace OpsFunctions.Orchestrations.Rightsizing.Load;

/// <summary>When a machine ran, as far as its metrics tell.</summary>
internal static class RunningTime
{
    /// <summary>
    /// A machine ran in a grain if Azure says it was available or has a CPU figure of it: one metric's gap must not hide the
    /// load in the other. Where it has no availability at all, a gap between CPU figures counts as time that was not observed.
    /// </summary>
    public static bool[] Of(LoadSeries series)
    {
        var availability = series.Most(LoadMetric.Availability);
        var cpu = series.Most(LoadMetric.Cpu);
        var running = new bool[cpu.Length];
        var isKnown = false;
        for (var i = 0; i < running.Length; i++)
        {
            isKnown |= !double.IsNaN(availability[i]);
            running[i] = availability[i] > 0 || !double.IsNaN(cpu[i]);
        }
        if (!isKnown && Array.IndexOf(running, true) is >= 0 and var first)
            running.AsSpan(first..(Array.LastIndexOf(running, true) + 1)).Fill(true);
        return running;
    }

    /// <summary>Days, counted from the start of the window, in which it ran and has figures.</summary>
    public static int DaysWithFigures(ReadOnlySpan<double> cpu, bool[] running)
    {
        var days = 0;
        var counted = -1;
        for (var i = 0; i < cpu.Length; i++)
        {
            var day = i / LoadWindow.GrainsPerDay;
            if (day == counted || !running[i] || double.IsNaN(cpu[i]))
                continue;
            counted = day;
            days++;
        }
        return days;
    }
}
