using OpsFunctions.Orchestrations.Machines.Load;

namespace OpsFunctions.Orchestrations.Resizing.Watching;

/// <summary>Half hours of a machine out of its metrics.</summary>
internal static class WatchGrains
{
    public static IReadOnlyList<WatchGrain> Of(LoadSeries series)
    {
        var grains = new WatchGrain[series.Window.Grains];
        var cpu = series.Average(LoadMetric.Cpu);
        var free = series.Average(LoadMetric.AvailableMemory);
        var credits = series.Average(LoadMetric.Credits);
        for (var i = 0; i < grains.Length; i++)
            grains[i] = new(series.Window.Start + LoadWindow.Grain * i, cpu[i], 100 - free[i], credits[i]);
        return grains;
    }

    /// <summary>The same at their highest.</summary>
    /// <param name="baseline">Percent of its size without credits; null where it is not burstable.</param>
    public static IReadOnlyList<HighGrain> HighestOf(LoadSeries series, double? baseline)
    {
        var averages = Of(series);
        var highest = new HighGrain[averages.Count];
        var cpu = series.Most(LoadMetric.Cpu);
        var free = series.Least(LoadMetric.AvailableMemory);
        for (var i = 0; i < highest.Length; i++)
            highest[i] = new(averages[i].Start, cpu[i], 100 - free[i], WatchPolicy.IsCutOff(averages[i], baseline));
        return highest;
    }
}
