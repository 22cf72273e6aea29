using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;

namespace OpsFunctions.Orchestrations.Resizing.Watching;

/// <summary>A machine's load is asked for.</summary>
/// <param name="Capability">Who changes it, and by whose limits it is judged.</param>
/// <param name="Since">Only whole grains from here on count.</param>
public sealed record LoadAsked(string Capability, string MachineId, string Subscription, string Region, DateTimeOffset Since)
{
    /// <summary>Its size at that time, whose credits count where it is burstable; null: they do not.</summary>
    public string? Size { get; init; }

    /// <summary>Sizes on which the load is laid, too.</summary>
    public IReadOnlyList<PlannedSize> Targets { get; init; } = [];

    /// <summary>The guest's own doing counts alone: what the host sees goes on also where the guest does not come up.</summary>
    public bool IsOfGuest { get; init; }

    internal double? Baseline => Size is null ? null : BurstableBaseline.PercentOf(Size);
}

/// <summary>A watched machine.</summary>
public sealed record Watched(LoadAsked Load, WatchBefore Before);

/// <summary>Reads a machine's load before and after a change.</summary>
public sealed class WatchActivities(MetricsReader metrics, ResizeSettingsTable settings, TimeProvider time)
{
    // The last pair of grains is what matters; a day covers what an earlier look could not read.
    private const int DaysLookedAt = 1;

    /// <summary>Notes at which half hours of the week the machine was over the limit on its old size.</summary>
    [Function(nameof(ReadLoadBefore))]
    public Task<Outcome<WatchBefore>> ReadLoadBefore([ActivityTrigger] LoadAsked asked, CancellationToken ct) =>
        Outcome.OfAsync("metrics before the change", async () =>
    {
        var limits = settings.Of(asked.Capability);
        var (grains, highest) = await ReadAsync(asked, LoadWindow.Ending(asked.Since, limits.LookBackDays), ct);
        return WatchPolicy.Before(grains, limits.Changes, asked.Baseline) with
        {
            Later = [.. asked.Targets.Select(target => LaterPolicy.Known(
                target.Name, highest.ConvertAll(grain => grain.On(target.CpuRatio, target.MemoryRatio))))],
        };
    }, ct);

    /// <summary>Judges the whole grains since the change.</summary>
    [Function(nameof(LookAtLoad))]
    public Task<Outcome<WatchFinding>> LookAtLoad([ActivityTrigger] Watched watched, CancellationToken ct) =>
        Outcome.OfAsync("metrics after the change", async () =>
    {
        var (grains, _) = await ReadAsync(watched.Load, LoadWindow.Ending(time.GetUtcNow(), DaysLookedAt), ct);
        var since = grains.Where(grain => grain.Start >= watched.Load.Since).ToList();
        return WatchPolicy.Judge(since, watched.Before, settings.Of(watched.Load.Capability).Changes, watched.Load.Baseline);
    }, ct);

    /// <summary>Whether figures of the machine arrive that are newer than that moment.</summary>
    [Function(nameof(DoMetricsArrive))]
    public Task<Outcome<bool>> DoMetricsArrive([ActivityTrigger] LoadAsked asked, CancellationToken ct) => Outcome.OfAsync("metrics", () =>
    {
        var (metric, least) = asked.IsOfGuest ? (LoadMetric.NetworkOut, 1.0) : (LoadMetric.Cpu, 0);
        return metrics.HasFigureAsync(asked.Subscription, asked.Region, asked.MachineId, metric, least, asked.Since, time.GetUtcNow(), ct);
    }, ct);

    private async Task<(List<WatchGrain> Grains, List<HighGrain> Highest)> ReadAsync(
        LoadAsked asked, LoadWindow window, CancellationToken ct)
    {
        var (grains, highest) = (new List<WatchGrain>(window.Grains), new List<HighGrain>(window.Grains));
        var names = MetricNames.LimitsAsked(withCredits: asked.Baseline is not null);
        await metrics.ReadAsync(new(asked.Subscription, asked.Region, [asked.MachineId], names, window), (id, series) =>
        {
            if (!string.Equals(id, asked.MachineId, StringComparison.OrdinalIgnoreCase))
                return;
            grains.AddRange(WatchGrains.Of(series));
            highest.AddRange(WatchGrains.HighestOf(series, asked.Baseline));
        }, ct);
        return (grains, highest);
    }
}
