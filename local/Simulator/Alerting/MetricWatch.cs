using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Metrics;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>
/// Measures what rules look at. A machine with which nothing happens has one value for five minutes, which is kept; only around outages and
/// commands is each minute sampled by itself.
/// </summary>
internal sealed class MetricWatch(TimeProvider time)
{
    private readonly Dictionary<Machine, Recent> _recent = [];

    /// <summary>The value over whole minutes up to that moment; null: no data.</summary>
    public double? Value(Machine machine, MetricCriterion criterion, TimeSpan window, DateTimeOffset end)
    {
        if (!criterion.Metric.Has(machine))
            return null;
        var from = end - window;
        return IsQuiet(machine, from) ? Quiet(machine, criterion, from, end) : Exact(machine, criterion, from, end);
    }

    private bool IsQuiet(Machine machine, DateTimeOffset from)
    {
        var ticks = from.UtcTicks;
        var changes = machine.Power.Changes;
        if (changes.Count > 0 && changes[^1].Until >= ticks)
            return false;
        if (machine.Sizes.Entries[^1].From >= ticks || machine.CreatedAt.UtcTicks >= ticks)
            return false;
        var now = time.GetUtcNow().UtcTicks;
        return !Array.Exists(machine.Outages, one => one.BeganAt.UtcTicks <= now && !(one.Until?.UtcTicks < ticks));
    }

    private double? Quiet(Machine machine, MetricCriterion criterion, DateTimeOffset from, DateTimeOffset end)
    {
        // Where nothing happens it is available, or off.
        if (criterion is { Metric.Index: MetricDefinition.Availability, Aggregation: not ("Total" or "Count") })
            return machine.IsRunning(end.AddTicks(-1)) ? 1 : null;
        if (!_recent.TryGetValue(machine, out var recent))
            _recent[machine] = recent = new Recent(machine);
        var (sum, high, low, count) = (0.0, double.MinValue, double.MaxValue, 0);
        var (first, last) = (LoadCurve.StepOf(from), LoadCurve.StepOf(end.UtcTicks - 1));
        for (var step = first; step <= last; step++)
        {
            var begin = Math.Max(from.UtcTicks, LoadCurve.StartOf(step));
            var minutes = (int)((Math.Min(end.UtcTicks, LoadCurve.StartOf(step + 1)) - begin) / TimeSpan.TicksPerMinute);
            var value = recent.At(step, criterion.Metric.Index);
            if (minutes <= 0 || double.IsNaN(value))
                continue;
            sum += value * minutes;
            count += minutes;
            (high, low) = (Math.Max(high, value), Math.Min(low, value));
        }
        return count == 0 ? null : criterion.Aggregation switch
        {
            "Average" => sum / count,
            "Maximum" => high,
            "Minimum" => low,
            "Total" => sum,
            _ => count,
        };
    }

    private static double? Exact(Machine machine, MetricCriterion criterion, DateTimeOffset from, DateTimeOffset end)
    {
        var count = (int)((end - from).Ticks / TimeSpan.TicksPerMinute);
        var window = new MetricWindow(from, end, "PT1M", TimeSpan.TicksPerMinute, from.UtcTicks, count);
        using var grains = new MetricGrains(machine, window, end, end - MetricReader.Kept);
        var (metric, sum, samples) = (criterion.Metric.Index, 0.0, 0);
        var (high, low) = (double.MinValue, double.MaxValue);
        for (var minute = 0; minute < count; minute++)
        {
            var value = grains.Samples(minute, metric) == 0 ? double.NaN : grains.Average(minute, metric);
            if (double.IsNaN(value))
                continue;
            (sum, samples) = (sum + value, samples + 1);
            (high, low) = (Math.Max(high, value), Math.Min(low, value));
        }
        return samples == 0 ? null : criterion.Aggregation switch
        {
            "Average" => sum / samples,
            "Maximum" => high,
            "Minimum" => low,
            "Total" => sum,
            _ => samples,
        };
    }

    /// <summary>The last steps of one machine.</summary>
    private sealed class Recent(Machine machine)
    {
        private const int Kept = 32;

        private readonly MetricSampler _sampler = new(machine);
        private readonly long[] _steps = new long[Kept];
        private readonly double[] _values = new double[Kept * 9];

        public double At(long step, int metric)
        {
            var place = (int)(step % Kept);
            if (_steps[place] == step)
                return _values[(place * 9) + metric];
            var values = _values.AsSpan(place * 9, 9);
            if (!_sampler.Sample(step, values))
                values.Fill(double.NaN);
            _steps[place] = step;
            return values[metric];
        }
    }
}
