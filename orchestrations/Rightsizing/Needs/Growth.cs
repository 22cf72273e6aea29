using OpsFunctions.Orchestrations.Machines.Load;

namespace OpsFunctions.Orchestrations.Rightsizing.Needs;

/// <summary>How a load grows, from the averages of whole weeks: within a week days differ too much to tell.</summary>
internal static class Growth
{
    private const int Week = 7 * LoadWindow.GrainsPerDay;
    private const double DaysPerMonth = 30;

    // Less than this from the first week to the last is noise.
    private const double LeastChange = 0.03;

    /// <summary>
    /// Growth to expect over the 30 days to come as a share of the last week's load: 0.2 is a fifth more. 0 where the load
    /// shrinks, stands still, goes up and down, or was seen for less than three weeks.
    /// </summary>
    public static double PerMonth(ReadOnlySpan<double> average, bool[] running)
    {
        var weeks = new List<double>();
        for (var end = average.Length; end >= Week; end -= Week)
            if (Mean(average[(end - Week)..end], running.AsSpan((end - Week)..end)) is { } mean)
                weeks.Insert(0, mean);
            else
                break;
        if (weeks.Count < 3 || weeks[^1] < weeks[0] * (1 + LeastChange))
            return 0;
        for (var i = 1; i < weeks.Count; i++)
            if (weeks[i] < weeks[i - 1])
                return 0;
        var aWeek = (weeks[^1] - weeks[0]) / (weeks.Count - 1);
        return aWeek * DaysPerMonth / 7 / weeks[^1];
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
