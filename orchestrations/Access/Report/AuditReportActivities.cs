using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Access.Comparing;
using OpsFunctions.Orchestrations.Access.Work;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Access.Report;

/// <summary>An audit that has been read.</summary>
/// <param name="DirectoryProblem">Why the directory was not read to its end; null: it was.</param>
public sealed record AuditToJudge(RunMoment Run, string RequestedBy, string? DirectoryProblem);

/// <summary>What an audit is compared with, fixed at its first judging.</summary>
public sealed record ComparedWith(LastAudit? Last);

/// <summary>Judges an audit and leaves report, evidence and what the next one is compared with.</summary>
public sealed class AuditReportActivities(
    AccessStore store, AuditFacts audits, RunStore runs, EvidenceStore evidence, DailyManifest manifest, AccessOptions options,
    TimeProvider time)
{
    private const int MostPaged = 10;
    private const string Compared = "compared-with";

    [Function(nameof(JudgeAudit))]
    public Task<Outcome<AuditSummary>> JudgeAudit([ActivityTrigger] AuditToJudge judging, CancellationToken ct) =>
        Outcome.OfAsync("audit", async () =>
    {
        var id = judging.Run.RunId;
        var facts = await audits.FactsAsync(judging.Run, judging.DirectoryProblem, ct);
        // A first execution may have written what the next audit is compared with: it is not compared with itself.
        var before = await runs.FindAsync<ComparedWith>(id, Compared, ct);
        if (before is null)
        {
            before = new(await store.LastAsync(ct));
            await runs.WriteAsync(id, Compared, before, ct);
        }
        var context = new AuditContext(before.Last?.Doubt(facts) ?? facts, options.Limits);
        var result = AuditPolicy.Judge(context, before.Last, options.Exceptions.AsReadOnly());
        var chain = EvidenceNames.OfRun(AccessCapability.Name, id, judging.Run.AsOf);
        var shown = new ShownAudit(judging.Run, judging.RequestedBy, context.Index, result, Evidence: null)
        {
            Blind = (await store.WatchAsync(ct))?.Problems ?? []
        };
        var head = await evidence.AppendAsync(chain, () => AuditEvidence.Of(shown).ToAsyncEnumerable(), ct);
        await manifest.RecordAsync(chain, head, judging.Run.AsOf, ct);
        await WriteAsync(shown with { Evidence = new(chain, head.Records, head.Hash) }, ct);
        await store.KeepLastAsync(LastAudit.Of(id, facts, result, before.Last), ct);
        // Names lie in the documents of the last audit alone.
        if (before.Last is { } last && last.RunId != id)
            await runs.ForgetAsync(last.RunId, ct);
        if (options.KeepReportsDays > 0)
            await runs.ForgetReportsAsync(time.GetUtcNow().AddDays(-options.KeepReportsDays), ct, AccessCapability.Name + "/");
        return SummaryOf(id, result);
    }, ct);

    private async Task WriteAsync(ShownAudit audit, CancellationToken ct)
    {
        await using var json = runs.NewReport(AccessCapability.Name, $"{audit.Run.RunId}.json", "application/json");
        await using var csv = runs.NewReport(AccessCapability.Name, $"{audit.Run.RunId}.csv", "text/csv; charset=utf-8");
        await using var html = runs.NewReport(AccessCapability.Name, $"{audit.Run.RunId}.html", "text/html; charset=utf-8");
        await AuditJson.WriteAsync(json.Text, audit);
        await AuditCsv.WriteAsync(csv.Text, audit);
        await AuditPage.WriteAsync(html.Text, audit);
        // The page names the others, so these appear first.
        await json.CommitAsync(ct);
        await csv.CommitAsync(ct);
        await html.CommitAsync(ct);
    }

    private static AuditSummary SummaryOf(string id, AuditResult result)
    {
        var counting = result.Findings.Where(one => one.Counts).ToList();
        var severities = new SortedDictionary<string, int>(
            counting.CountBy(one => one.Finding.Severity.ToString(), StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal);
        var page = counting.Where(one => one.Finding.Severity == Severity.Critical && (one.IsNew || !result.HasBefore)).Take(MostPaged)
            .Select(one => Words.OneLine($"{one.Finding.Check}: {one.Finding.Subject} {one.Finding.Words} {one.Finding.Scope}"));
        return new(
            id, counting.Count, counting.Count(one => one.IsNew), result.Checks.Count(check => check.State == CheckState.Unknown),
            severities, [.. page], $"{AccessCapability.Name}/{id}", Problem: null);
    }
}
