using OpsFunctions.Orchestrations.Drills.Measuring;

namespace OpsFunctions.Orchestrations.Drills.Report;

/// <summary>How the drills of an application went, and whether it gets better.</summary>
/// <param name="MedianRtaMinutes">Of those that came so far; null: none did.</param>
/// <param name="RtaChangeMinutes">The newest against the median of the others; negative is faster; null: there are too few.</param>
public sealed record DrillTrend(
    string Application, int Passed, int Count, double? MedianRtaMinutes, double? RtaChangeMinutes, IReadOnlyList<PastDrill> Drills)
{
    public static DrillTrend Of(DrillHistory history)
    {
        var times = history.Drills.Select(drill => drill.RtaMinutes).OfType<double>().ToList();
        var before = Median(times.Skip(1));
        return new(
            history.Application, history.Drills.Count(drill => drill.Verdict == Verdict.Pass), history.Drills.Count, Rounded(Median(times)),
            before is { } median ? Rounded(times[0] - median) : null, history.Drills);
    }

    private static double? Rounded(double? minutes) => minutes is { } value ? Math.Round(value, 1) : null;

    private static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : sorted[sorted.Count / 2];
    }
}
