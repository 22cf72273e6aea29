using OpsFunctions.Orchestrations.Machines.Load;

namespace OpsFunctions.Orchestrations.Rightsizing.Load;

/// <summary>
/// The credits of a burstable size, in vCPU-grains: it earns its baseline, pays what it uses, holds at most 24 hours of idle
/// earnings, and starts empty, as a redeployed machine does.
/// </summary>
internal static class CreditBank
{
    private const int Steps = 24;

    /// <summary>
    /// The least baseline with which the bank lasts although it is emptied once a week, at the time of the week at which the load
    /// ends: a machine that is resized then starts with an empty bank, and what it would have saved by then does not help it.
    /// </summary>
    public static double LeastBaselineFromAnyWeek(ReadOnlySpan<double> load) => LeastBaseline(load, 7 * LoadWindow.GrainsPerDay);

    /// <summary>The least baseline, in vCPUs, with which the bank never falls below zero over the load.</summary>
    /// <param name="load">vCPUs used, grain by grain; NaN where the machine was off: then it neither earns nor pays.</param>
    /// <param name="emptiedEvery">Grains, counted back from the end, after which the bank is emptied; 0: never.</param>
    public static double LeastBaseline(ReadOnlySpan<double> load, int emptiedEvery = 0)
    {
        double low = 0, high = 0;
        foreach (var used in load)
            if (used > high)
                high = used;
        // Halving: a higher baseline never empties a bank that a lower one keeps.
        for (var step = 0; step < Steps && high - low > 0.001; step++)
        {
            var baseline = (low + high) / 2;
            if (Lasts(load, baseline, emptiedEvery))
                high = baseline;
            else
                low = baseline;
        }
        return high;
    }

    /// <summary>Whether the bank never falls below zero.</summary>
    /// <param name="load">vCPUs used, grain by grain; NaN where the machine was off.</param>
    /// <param name="baseline">vCPUs the size gives without credits.</param>
    /// <param name="emptiedEvery">Grains, counted back from the end, after which the bank is emptied; 0: never.</param>
    public static bool Lasts(ReadOnlySpan<double> load, double baseline, int emptiedEvery = 0)
    {
        var most = baseline * LoadWindow.GrainsPerDay;
        var untilEmptied = emptiedEvery == 0 ? load.Length : load.Length % emptiedEvery;
        double bank = 0;
        foreach (var used in load)
        {
            if (untilEmptied-- == 0)
            {
                // A bank that started later holds no more than one that started earlier: the latest start is the one to ask.
                bank = 0;
                untilEmptied = emptiedEvery - 1;
            }
            if (double.IsNaN(used))
            {
                // Deallocated: the bank is lost.
                bank = 0;
                continue;
            }
            bank = Math.Min(most, bank + baseline - used);
            if (bank < 0)
                return false;
        }
        return true;
    }
}
