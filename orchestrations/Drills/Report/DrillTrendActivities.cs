using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;

namespace OpsFunctions.Orchestrations.Drills.Report;

/// <summary>How drills of an application went one after the other.</summary>
public sealed class DrillTrendActivities(DrillStore store)
{
    /// <summary>Whether this drill and the one before it proved nothing.</summary>
    [Function(nameof(IsInconclusiveTwice))]
    public Task<Outcome<bool>> IsInconclusiveTwice([ActivityTrigger] string drillId, CancellationToken ct) =>
        Outcome.OfAsync("trend", async () =>
    {
        if (await store.RecordAsync(drillId, ct) is not { } record)
            return false;
        var drills = (await store.HistoryAsync(record.Application, ct)).Drills;
        return drills is [var last, var before, ..] && last.DrillId == drillId
            && last.Verdict == Verdict.Inconclusive && before.Verdict == Verdict.Inconclusive;
    }, ct);
}
