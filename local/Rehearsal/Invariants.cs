using NCrontab;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>What must hold in every rehearsal, whatever the fleet and the faults.</summary>
internal static class Invariants
{
    public static IReadOnlyList<Invariant> Of(
        SimulatedAzure azure, Mode mode, string schedule, DateTimeOffset end, IReadOnlyList<RunSummary> runs,
        IReadOnlyList<string> unfinished, IReadOnlyList<ChainVerdict> evidence)
    {
        var broken = evidence.Where(chain => chain.Problem is not null).Select(chain => $"{chain.Chain}: {chain.Problem}").ToList();
        var chains = evidence.Count(chain => runs.Any(run => EvidenceNames.IsOfRun(chain.Chain, run.RunId)) && chain.IsClosed);
        var expected = DaysDue(schedule, end);
        var incomplete = runs.Where(run => run.Totals.Machines != azure.Fleet.Machines.Count).Select(run => run.RunId).ToList();
        var changes = mode > Mode.Report ? [] : azure.Calls.Changes.Where(change => !IsOwnStorage(change)).ToList();
        return
        [
            new("every run that was due has ended with a report", unfinished.Count == 0 && runs.Count == expected,
                unfinished.Count > 0 ? string.Join("; ", unfinished) : $"{runs.Count} of {expected}"),
            new("every machine stands in every report", incomplete.Count == 0,
                incomplete.Count == 0 ? $"{azure.Fleet.Machines.Count} machines" : $"not in {string.Join(", ", incomplete)}"),
            new(mode > Mode.Report ? "what was changed is judged below" : "report mode changed nothing in Azure", changes.Count == 0,
                mode > Mode.Report
                    ? $"mode {mode}"
                    : changes.Count == 0
                    ? "no change"
                    : string.Join("; ", changes.Take(3).Select(change => $"{change.Operation} {change.Target}"))),
            new("simulated Azure understood every call", azure.Calls.Unknown.Count == 0,
                azure.Calls.Unknown.Count == 0 ? $"{azure.Calls.Total} calls" : string.Join("; ", azure.Calls.Unknown.Take(3))),
            new("every run has left a whole chain of evidence", broken.Count == 0 && chains == runs.Count,
                broken.Count == 0 ? $"{chains} chains of {runs.Count} runs" : string.Join("; ", broken.Take(3))),
        ];
    }

    // The suite's own state and reports are no change of what it looks after.
    private static bool IsOwnStorage(RecordedChange change) =>
        change.Operation.Contains("Blob", StringComparison.Ordinal) || change.Operation.StartsWith("Container_", StringComparison.Ordinal);

    // A run a day at most, on the days the schedule names.
    private static int DaysDue(string schedule, DateTimeOffset end) => CrontabSchedule
        .Parse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
        .GetNextOccurrences(RehearsalOptions.Start.UtcDateTime, end.UtcDateTime)
        .Select(due => due.Date).Distinct().Count();
}
