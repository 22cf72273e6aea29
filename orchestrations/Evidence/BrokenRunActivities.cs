using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>A run that broke off, and why.</summary>
public sealed record BrokenRun(string Capability, RunMoment Run, string Reason);

/// <summary>
/// Closes the evidence of a run that broke off, so that the day's manifest names it: what was decided before stays provable.
/// </summary>
public sealed class BrokenRunActivities(EvidenceStore evidence, DailyManifest manifest)
{
    /// <summary>Decision of the entry that closes such a run.</summary>
    public const string BrokeOff = "broke off";

    [Function(nameof(CloseBrokenRun))]
    public Task<Outcome<RunEvidence>> CloseBrokenRun([ActivityTrigger] BrokenRun broken, CancellationToken ct) =>
        Outcome.OfAsync("evidence", async () =>
    {
        var run = broken.Run;
        var chain = EvidenceNames.OfRun(broken.Capability, run.RunId, run.AsOf);
        var entries = await AttemptAsync(chain, run, ct);
        if (entries.Count == 0)
            entries.Add(new(run.AsOf, broken.Capability, AuditEntry.RunStart, run.RunId, "", "nothing was decided"));
        if (entries[^1].Action != AuditEntry.RunEnd)
            entries.Add(new(run.AsOf, broken.Capability, AuditEntry.RunEnd, run.RunId, BrokeOff, Words.OneLine(broken.Reason)));
        var head = await evidence.AppendAsync(chain, entries.ToAsyncEnumerable, ct);
        await manifest.RecordAsync(chain, head, run.AsOf, ct);
        return new RunEvidence(chain, head.Records, head.Hash);
    }, ct);

    // What this attempt at the run has recorded; an earlier one, of another moment, lies before it.
    private async Task<List<AuditEntry>> AttemptAsync(string chain, RunMoment run, CancellationToken ct)
    {
        var entries = new List<AuditEntry>();
        await foreach (var line in evidence.ReadAsync(chain, ct))
        {
            var entry = AuditLine.Read(line).Entry;
            if (entry.Action == AuditEntry.RunStart)
                entries.Clear();
            entries.Add(entry);
        }
        return entries.Count > 0 && entries[0].At == run.AsOf ? entries : [];
    }
}
