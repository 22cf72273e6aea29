namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>Percentiles by nearest rank: always a value that was seen.</summary>
internal static class Percentile
{
    /// <param name="sorted">Values in ascending order.</param>
    /// <param name="percent">From above 0 to 100.</param>
    /// <returns>0 where there is no value.</returns>
    public static double Of(ReadOnlySpan<double> sorted, double percent)
    {
        if (sorted.IsEmpty)
            return 0;
        var rank = (int)Math.Ceiling(percent / 100 * sorted.Length);
        return sorted[Math.Clamp(rank - 1, 0, sorted.Length - 1)];
    }
}
