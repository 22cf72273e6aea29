using OpsFunctions.Orchestrations.Machines.Load;

namespace OpsFunctions.Orchestrations.Rightsizing.Needs;

/// <summary>How a load grows, from the averages of whole weeks: within a week days differ too much to tell.</summary>
internal static class Growth
{
    private const int Week = 7 * LoadWindow.GrainsPerDay;
    private const double DaysPerMonth = 30;

    /// <summary>
    /// Growth to expect over the 30 days to come as a share of the last week's load, 0.2 is a fifth more, with its standard error: a
    /// straight line through the weeks. A week that dips makes it less sure, not nothing. Nothing where less than three weeks were seen.
    /// </summary>
    public static (double PerMonth, double Error) Of(ReadOnlySpan<double> average, bool[] running)
    {
        var weeks = new List<double>();
        for (var end = average.Length; end >= Week; end -= Week)
            if (Mean(average[(end - Week)..end], running.AsSpan((end - Week)..end)) is { } mean)
                weeks.Insert(0, mean);
            else
                break;
        if (weeks.Count < 3)
            return (0, 0);
        var (middle, level) = ((weeks.Count - 1) / 2d, weeks.Average());
        double covariance = 0, spread = 0, residual = 0;
        for (var i = 0; i < weeks.Count; i++)
            (covariance, spread) = (covariance + (i - middle) * (weeks[i] - level), spread + (i - middle) * (i - middle));
        var slope = covariance / spread;
        for (var i = 0; i < weeks.Count; i++)
            residual += Math.Pow(weeks[i] - level - slope * (i - middle), 2);
        var error = Math.Sqrt(residual / (weeks.Count - 2) / spread);
        var scale = DaysPerMonth / 7 / Math.Max(weeks[^1], level);
        return level == 0 ? (0, 0) : (slope * scale, error * scale);
    }

    // Null where half of the week or more was not seen.
    private static double? Mean(ReadOnlySpan<double> average, ReadOnlySpan<bool> running)
    {
        double sum = 0;
        var count = 0;
        for (var i = 0; i < average.Length; i++)
        {
            if (!running[i] || double.IsNaN(average[i]))
                continue;
            sum += average[i];
            count++;
        }
        return count * 4 < average.Length ? null : sum / count;
    }
}
