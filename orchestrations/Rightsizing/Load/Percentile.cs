namespace OpsFunctions.Orchestrations.Rightsizing.Load;

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
        return sorted[PlaceOf(percent, sorted.Length)];
    }

    /// <summary>The same of values in any order, for less than sorting them costs.</summary>
    /// <param name="figures">Values without NaN; their order is changed.</param>
    /// <param name="percent">From above 0 to 100.</param>
    /// <returns>0 where there is no value.</returns>
    public static double OfUnsorted(Span<double> figures, double percent)
    {
        if (figures.IsEmpty)
            return 0;
        var place = PlaceOf(percent, figures.Length);
        var (low, high) = (0, figures.Length - 1);
        // Quickselect: of the two parts only the one with the place in it is looked at again.
        while (low < high)
        {
            var pivot = figures[low + (high - low) / 2];
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (figures[left] < pivot)
                    left++;
                while (figures[right] > pivot)
                    right--;
                if (left > right)
                    break;
                (figures[left], figures[right]) = (figures[right], figures[left]);
                left++;
                right--;
            }
            if (place <= right)
                high = right;
            else if (place >= left)
                low = left;
            else
                break;
        }
        return figures[place];
    }

    private static int PlaceOf(double percent, int count) => Math.Clamp((int)Math.Ceiling(percent / 100 * count) - 1, 0, count - 1);
}
