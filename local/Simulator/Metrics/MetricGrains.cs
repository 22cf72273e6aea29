using System.Buffers;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Outages;

namespace OpsFunctions.Simulator.Metrics;

/// <summary>One machine's samples gathered into grains, all metrics in one pass. Rented memory: dispose it.</summary>
internal sealed class MetricGrains : IDisposable
{
    private const int Metrics = 9;

    private readonly double[] _sums;
    private readonly double[] _highs;
    private readonly double[] _lows;
    private readonly int[] _samples;
    // Samples in which a guest that went off by itself leaves nothing but that it is not available.
    private readonly int[] _gone;
    private readonly int _minutesPerSample;

    /// <param name="machine">Whose samples.</param>
    /// <param name="window">When.</param>
    /// <param name="now">What is later has not happened.</param>
    /// <param name="kept">What is older has been thrown away.</param>
    public MetricGrains(Machine machine, MetricWindow window, DateTimeOffset now, DateTimeOffset kept)
    {
        var size = Math.Max(1, window.Count) * Metrics;
        _sums = ArrayPool<double>.Shared.Rent(size);
        _highs = ArrayPool<double>.Shared.Rent(size);
        _lows = ArrayPool<double>.Shared.Rent(size);
        _samples = ArrayPool<int>.Shared.Rent(Math.Max(1, window.Count));
        _minutesPerSample = (int)(Math.Min(window.GrainTicks, LoadCurve.TicksPerStep) / TimeSpan.TicksPerMinute);
        _gone = ArrayPool<int>.Shared.Rent(Math.Max(1, window.Count));
        Array.Clear(_sums, 0, size);
        Gather(machine, new MetricSampler(machine), window, Math.Max(machine.CreatedAt.UtcTicks, kept.UtcTicks), now.UtcTicks);
    }

    /// <summary>How many samples a grain has; without any it has no values.</summary>
    public int Samples(int grain, int metric) => _samples[grain] + (metric == MetricDefinition.Availability ? _gone[grain] : 0);

    public double Average(int grain, int metric) => Sum(grain, metric) / Samples(grain, metric);

    public double Maximum(int grain, int metric) => _samples[grain] == 0 ? 0 : _highs[(grain * Metrics) + metric];

    public double Minimum(int grain, int metric) =>
        Samples(grain, metric) > _samples[grain] ? 0 : _lows[(grain * Metrics) + metric];

    public double Total(int grain, int metric) => Sum(grain, metric) * _minutesPerSample;

    public int Count(int grain, int metric) => Samples(grain, metric) * _minutesPerSample;

    public void Dispose()
    {
        ArrayPool<double>.Shared.Return(_sums);
        ArrayPool<double>.Shared.Return(_highs);
        ArrayPool<double>.Shared.Return(_lows);
        ArrayPool<int>.Shared.Return(_samples);
        ArrayPool<int>.Shared.Return(_gone);
    }

    private void Gather(Machine machine, MetricSampler sampler, MetricWindow window, long from, long to)
    {
        Span<double> values = stackalloc double[Metrics];
        var stepsPerGrain = window.StepsPerGrain;
        var commanded = machine.Power.WasCommanded;
        for (var grain = 0; grain < window.Count; grain++)
        {
            var start = window.FirstTicks + (grain * window.GrainTicks);
            var first = LoadCurve.StepOf(start);
            var at = grain * Metrics;
            var (samples, gone) = (0, 0);
            for (var step = 0; step < stepsPerGrain; step++)
            {
                var ticks = start + (step * LoadCurve.TicksPerStep);
                if (ticks < from || ticks >= to)
                    continue;
                var last = ticks + (_minutesPerSample * TimeSpan.TicksPerMinute) - 1;
                if (commanded && !machine.Power.IsOn(ticks, _minutesPerSample))
                    gone += IsGone(machine, last) ? 1 : 0;
                else if (sampler.Sample(first + step, values, last))
                    Gather(values, at, samples++ == 0);
            }
            (_samples[grain], _gone[grain]) = (samples, gone);
        }
    }

    private double Sum(int grain, int metric) => _samples[grain] == 0 ? 0 : _sums[(grain * Metrics) + metric];

    private static bool IsGone(Machine machine, long ticks) => machine.Power.At(ticks) is MachinePower.Stopped
        && machine.OutageAt(ticks, static one => one.Kind is OutageKind.DeadGuest) is not null;

    private void Gather(ReadOnlySpan<double> values, int at, bool isFirst)
    {
        var sums = _sums.AsSpan(at, Metrics);
        var highs = _highs.AsSpan(at, Metrics);
        var lows = _lows.AsSpan(at, Metrics);
        for (var metric = 0; metric < Metrics; metric++)
        {
            var value = values[metric];
            sums[metric] += value;
            highs[metric] = isFirst || value > highs[metric] ? value : highs[metric];
            lows[metric] = isFirst || value < lows[metric] ? value : lows[metric];
        }
    }
}
