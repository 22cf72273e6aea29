using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Metrics;

namespace OpsFunctions.Simulator;

/// <summary>Half an hour of a machine on the size it had: averages in percent of that size; null: it was off throughout.</summary>
public sealed record TruthUse(DateTimeOffset Start, double? Cpu, double? Memory);

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
            var (on, cpu, memory) = (0, 0.0, 0.0);
            for (var end = step + (LoadCurve.StepsPerHour / 2); step < end; step++)
            {
                if (!sampler.Sample(step, values))
                    continue;
                on++;
                cpu += values[MetricDefinition.Cpu];
                memory += 100 - values[MetricDefinition.MemoryPercent];
            }
            uses.Add(new(from.AddMinutes(30 * i), on == 0 ? null : cpu / on, on == 0 || !machine.ReportsMemory ? null : memory / on));
        }
        return uses;
    }
}
