using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes;

/// <summary>Whether nothing uses a machine, still.</summary>
public sealed record StillIdle(bool IsIdle, string Reason);

/// <summary>Looks at a machine's load once more before it is shut down.</summary>
public sealed class IdleActivities(MetricsReader metrics, SizeReader sizes, RightsizingOptions options, TimeProvider time)
{
    [Function(nameof(IsStillIdle))]
    public Task<Outcome<StillIdle>> IsStillIdle([ActivityTrigger] ChangePlan plan, CancellationToken ct) =>
        Outcome.OfAsync("metrics", async () =>
    {
        var size = (await sizes.OfRegionAsync(plan.Subscription, plan.Region, ct)).FirstOrDefault(one => string.Equals(
            one.Name, plan.Size, StringComparison.OrdinalIgnoreCase));
        if (size is null)
            return new StillIdle(false, $"{plan.Size} is no longer among the sizes of {plan.Region}");
        (Demand Whole, Demand LookBack)? seen = null;
        string[] asked = [.. MetricNames.Asked(withCredits: size.IsBurstable)];
        // What runs would remember is read once more: the first ones had nothing to remember.
        var days = Math.Min(options.LookBackDays + options.RememberedDays, LoadWindow.MostDays);
        var window = LoadWindow.Ending(time.GetUtcNow(), days);
        await metrics.ReadAsync(new(plan.Subscription, plan.Region, [plan.MachineId], asked, window), (id, series) =>
        {
            if (series.Error(LoadMetric.Cpu) is null)
                seen = (DemandPolicy.Of(series, size), DemandPolicy.Of(series.LastDays(options.LookBackDays), size));
        }, ct);
        if (seen is not var (whole, lookBack))
            return new(false, "the metrics answer did not hold its CPU");
        if (plan.IsStopped)
            return StillStopped(whole, days);
        if (!Usage.IsUnused(lookBack, size))
            return new(false, "something uses it again");
        var known = (lookBack with { Before = Peaks.Of(whole) }).WithBefore();
        return Usage.IsUnused(known, size)
            ? new(true, Usage.UnusedWords(known, size))
            : new(false, "something used it in the days before the look-back");
    }, ct);

    private static StillIdle StillStopped(Demand whole, int days) =>
        whole.RunningGrains == 0 ? new(false, Invariant($"it has no figure in {days} days"))
        : Usage.HasNotRun(whole) ? new(true, Usage.StoppedWords(whole))
        : new(false, "it has run in the last three days");
}
