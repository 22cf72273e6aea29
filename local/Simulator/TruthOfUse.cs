using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Metrics;

namespace OpsFunctions.Simulator;

/// <summary>Half an hour of a machine on the size it had: averages in percent of that size; null: it was off throughout.</summary>
/// <param name="IsOutOfCredits">A burstable machine without credits that takes all its baseline gives it.</param>
public sealed record TruthUse(DateTimeOffset Start, double? Cpu, double? Memory, bool IsOutOfCredits)
{
    /// <summary>Highest CPU of the half hour, percent of its size; 0 where it was off.</summary>
    public double HighestCpu { get; init; }

    /// <summary>Highest memory in use, percent of its size; 0 where it was off or does not report it.</summary>
    public double HighestMemory { get; init; }
}

/// <summary>What a machine really used, computed from its load and not asked of any metric. For scoring only.</summary>
public static class TruthOfUse
{
    /// <summary>Half hours in a row, the first beginning at <paramref name="from"/>.</summary>
    public static IReadOnlyList<TruthUse> Of(Machine machine, DateTimeOffset from, int halfHours)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var sampler = new MetricSampler(machine);
        Span<double> values = stackalloc double[MetricDefinition.All.Count];
        var uses = new List<TruthUse>(halfHours);
        var step = LoadCurve.StepOf(from);
        for (var i = 0; i < halfHours; i++)
        {
            var (on, cpu, memory, credits) = (0, 0.0, 0.0, 0.0);
            var (highestCpu, highestMemory) = (0.0, 0.0);
            var baseline = machine.SizeAt(step).BaselinePercent;
            for (var end = step + (LoadCurve.StepsPerHour / 2); step < end; step++)
            {
                if (!sampler.Sample(step, values))
                    continue;
                on++;
                cpu += values[MetricDefinition.Cpu];
                credits += values[MetricDefinition.Credits];
                memory += 100 - values[MetricDefinition.MemoryPercent];
                highestCpu = Math.Max(highestCpu, values[MetricDefinition.Cpu]);
                highestMemory = Math.Max(highestMemory, machine.ReportsMemory ? 100 - values[MetricDefinition.MemoryPercent] : 0);
            }
            uses.Add(new(from.AddMinutes(30 * i), on == 0 ? null : cpu / on, on == 0 || !machine.ReportsMemory ? null : memory / on,
                baseline is { } percent && on > 0 && credits / on < 1 && cpu / on >= 0.9 * percent)
            {
                HighestCpu = highestCpu, HighestMemory = highestMemory,
            });
        }
        return uses;
    }
}
