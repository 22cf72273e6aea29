namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>
/// The credits of a burstable size, in vCPU-grains: it earns its baseline, pays what it uses, holds at most 24 hours of idle
/// earnings, and starts empty, as a redeployed machine does.
/// </summary>
internal static class CreditBank
{
    private const int Steps = 24;

    /// <summary>
    /// The least baseline with which the bank lasts from every moment that lies whole weeks before the end: a machine that is
    /// resized starts with an empty bank at that time of the week, and what it would have saved by then does not help it.
    /// </summary>
    public static double LeastBaselineFromAnyWeek(ReadOnlySpan<double> load)
    {
        const int week = 7 * LoadWindow.GrainsPerDay;
        var least = LeastBaseline(load);
        for (var start = load.Length - week; start >= 0; start -= week)
            least = Math.Max(least, LeastBaseline(load[start..]));
        return least;
    }

    /// <summary>The least baseline, in vCPUs, with which the bank never falls below zero over the load.</summary>
    /// <param name="load">vCPUs used, grain by grain; NaN where the machine was off: then it neither earns nor pays.</param>
    public static double LeastBaseline(ReadOnlySpan<double> load)
    {
        double low = 0, high = 0;
        foreach (var used in load)
            if (used > high)
                high = used;
        // Halving: a higher baseline never empties a bank that a lower one keeps.
        for (var step = 0; step < Steps && high - low > 0.001; step++)
        {
            var baseline = (low + high) / 2;
            if (Lasts(load, baseline))
                high = baseline;
            else
                low = baseline;
        }
        return high;
    }

    /// <summary>Whether the bank never falls below zero.</summary>
    /// <param name="load">vCPUs used, grain by grain; NaN where the machine was off.</param>
    /// <param name="baseline">vCPUs the size gives without credits.</param>
    public static bool Lasts(ReadOnlySpan<double> load, double baseline)
    {
        var most = baseline * LoadWindow.GrainsPerDay;
        double bank = 0;
        foreach (var used in load)
        {
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
