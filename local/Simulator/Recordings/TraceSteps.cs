using System.Globalization;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Recordings;

/// <summary>
/// Brings samples into steps of five minutes: finer ones are averaged, coarser ones last until the next. A gap of up to an hour is held; a
/// longer one repeats what was a week before, a day before where there is no such week, else it is held, too.
/// </summary>
internal static class TraceSteps
{
    private const int Week = 7 * LoadCurve.StepsPerDay;
    private const int HeldGap = LoadCurve.StepsPerHour;

    /// <exception cref="TraceFormatException">More of it is missing than there.</exception>
    public static T[] Of<T>(string path, TraceSamples samples, Func<IReadOnlyList<TraceSample>, T> average, List<string> notes)
    {
        var (rows, first) = (samples.Rows, LoadCurve.StepOf(samples.Rows[0].At));
        var lasts = Math.Max(1, (int)Math.Round(samples.Grain / TimeSpan.FromTicks(LoadCurve.TicksPerStep)));
        var steps = new T[LoadCurve.StepOf(rows[^1].At) - first + lasts];
        var isThere = new bool[steps.Length];
        for (var i = 0; i < rows.Count;)
        {
            var step = LoadCurve.StepOf(rows[i].At);
            var same = rows.Skip(i).TakeWhile(row => LoadCurve.StepOf(row.At) == step).ToList();
            i += same.Count;
            steps[step - first] = average(same);
            isThere[step - first] = true;
        }
        Fill(path, steps, isThere, lasts, notes);
        return steps;
    }

    /// <summary>
    /// Whole weeks of it, or whole days where it has no week, filled up from a week or a day before; less than a day stays.
    /// </summary>
    public static T[] Whole<T>(T[] steps)
    {
        var unit = steps.Length >= Week ? Week : steps.Length >= LoadCurve.StepsPerDay ? LoadCurve.StepsPerDay : 1;
        var whole = new T[(steps.Length + unit - 1) / unit * unit];
        for (var i = 0; i < whole.Length; i++)
            whole[i] = i < steps.Length ? steps[i] : whole[i - unit];
        return whole;
    }

    private static void Fill<T>(string path, T[] steps, bool[] isThere, int lasts, List<string> notes)
    {
        var (gaps, missing, longest) = (0, 0, 0);
        for (var at = 1; at < steps.Length;)
        {
            if (isThere[at])
            {
                at++;
                continue;
            }
            var end = at;
            while (end < steps.Length && !isThere[end])
                end++;
            // A sample lasts until the next one is due, and stamps drift by a step.
            var lasting = Math.Min(end, at + lasts);
            for (; at < lasting; at++)
                steps[at] = steps[at - 1];
            if (at < end)
                (gaps, missing, longest) = (gaps + 1, missing + end - at, Math.Max(longest, end - at));
            var isLong = end - at > HeldGap;
            for (; at < end; at++)
                steps[at] = steps[Before(at, isLong)];
        }
        if (missing > steps.Length / 2)
            throw new TraceFormatException(
                $"{path}: {gaps} gaps between its stamps make up more than half of it, {TimeSpan.FromTicks(missing * LoadCurve.TicksPerStep)} in all.");
        if (gaps > 0)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"gaps: {gaps}, the longest of {TimeSpan.FromTicks(longest * LoadCurve.TicksPerStep).TotalHours:0.#} h: up to an hour is held, a longer one repeats the week (or day) before."));
        }
    }

    private static int Before(int at, bool isLong) =>
        !isLong ? at - 1 : at >= Week ? at - Week : at >= LoadCurve.StepsPerDay ? at - LoadCurve.StepsPerDay : at - 1;
}
