using System.Globalization;
using OpsFunctions.Orchestrations.Reports;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots.Report;

/// <summary>The report for people: each machine with its points in time, whether they are fresh enough, and what goes next.</summary>
internal sealed class SnapshotPage(TextWriter page, SnapshotReport report) : IDisposable
{
    private readonly PagedTable _table = new(page, "machines", SnapshotRowHtml.Columns, SnapshotRowHtml.AgeColumn);

    /// <param name="first">The machines that stand in the page itself.</param>
    public async Task BeginAsync(IEnumerable<SnapshotView> first)
    {
        var moment = report.Run.AsOf.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
        var modes = $"taking: {report.Mode.ToString().ToLowerInvariant()} · deleting: {report.DeleteMode.ToString().ToLowerInvariant()}";
        var body = ReportPage.Begin("Snapshots", $"{report.Run.RunId} · as of {moment} UTC · {modes}");
        Cards(body);
        if (report.Doubts.Count > 0)
            body.Add($"""<details class="problems" open><summary>Nothing was deleted in this run</summary><ul>""")
                .AddLine($"{report.Doubts.Select(doubt => Html.Of($"<li>{doubt}</li>"))}</ul></details>");
        if (report.Damaged.Count > 0)
            body.Add($"""<details class="problems" open><summary>Documents that cannot be read</summary><ul>""")
                .AddLine($"{report.Damaged.Select(damaged => Html.Of($"<li>{damaged}</li>"))}</ul></details>");
        if (report.Idle.Count > 0)
            body.Add($"""<details class="problems" open><summary>Settings without effect</summary><ul>""")
                .AddLine($"{report.Idle.Select(idle => Html.Of($"<li><code>{idle.Name}</code> {idle.Problem}</li>"))}</ul></details>");
        if (report.Later.Length > 0)
            body.AddLine($"""<p class="small">{report.Later}.</p>""");
        Key(body);
        await page.WriteAsync(body.Build());
        await _table.BeginAsync(report.Totals.Machines, first.Select(machine => SnapshotRowHtml.Row(machine, report.Run.AsOf)),
            Html.Of($"All of it is in <code>{report.Run.RunId}.json</code>, beside this page."));
    }

    public Task AddAsync(SnapshotView machine) =>
        _table.AddAsync(SnapshotRowHtml.Row(machine, report.Run.AsOf), [.. SnapshotRowHtml.Values(machine, report.Run.AsOf)]);

    public async Task EndAsync()
    {
        await _table.EndAsync();
        await page.WriteAsync(new Html.Builder()
            .Add($"""<p class="small">What points cost is an estimate: Azure bills what they really hold, and does not tell it. """)
            .AddLine($"It is reckoned from the disks' sizes by Snapshots:UsedPercent, ChangePercentPerDay and UsdPerGiBMonth.</p>")
            .Build());
        if (report.Evidence is { } evidence)
            await page.WriteAsync(ReportPage.Evidence(evidence.Records, evidence.Chain, evidence.Hash));
        await page.WriteAsync(ReportPage.Tail);
    }

    public void Dispose() => _table.Dispose();

    private static void Key(Html.Builder body) => body
        .Add($"""<p class="small key">Timeline: now on the right, time by its logarithm; a lane a disk or machine and region. """)
        .Add($"""<svg class="timeline" viewBox="0 0 18 12"><g class="own"><path class="kept" d="M9 1v10"/></g></svg> stays """)
        .Add($"""<svg class="timeline" viewBox="0 0 18 12"><g class="copy"><path class="kept" d="M9 1v10"/></g></svg> """)
        .Add($"copy in another region ")
        .Add($"""<svg class="timeline" viewBox="0 0 18 12"><path class="next" d="M6 2h6v8h-6z"/></svg> may go """)
        .Add($"""<svg class="timeline" viewBox="0 0 18 12"><path class="pending" d="M9 1v10"/></svg> not complete """)
        .AddLine($"""<svg class="timeline" viewBox="0 0 18 12"><path class="failed" d="M6 3l6 6m0-6l-6 6"/></svg> failed</p>""");

    private void Cards(Html.Builder body)
    {
        var (totals, work) = (report.Totals, report.Work);
        body.Add($"""<div class="cards">""");
        ReportPage.Card(body, Invariant($"{totals.Protected:#,##0}"), "machines have a good point that is fresh enough", "save");
        if (totals.Breached > 0)
            ReportPage.Card(body, Invariant($"{totals.Breached:#,##0}"), "have none that is", "bad");
        ReportPage.Card(body, Invariant($"{totals.Unprotected:#,##0}"), "have no policy");
        if (totals.AbsentOrGone > 0)
            ReportPage.Card(body, Invariant($"{totals.AbsentOrGone:#,##0}"), "are gone or not shown, and have points");
        ReportPage.Card(body, Invariant($"{totals.Points:#,##0}"), Invariant($"points, of which {totals.Deletable:#,##0} may go"));
        ReportPage.Card(body, Invariant($"${totals.MonthlyUsd:#,##0}"), "a month, estimated");
        (int Count, string Words)[] done =
        [
            (work.Taken, "taken"), (work.Copied, "copied"), (work.Deleted, "deleted"),
            (work.UnderWay, "under way"), (work.Refused, "refused"), (work.Failed, "failed"),
        ];
        foreach (var (count, words) in done.Where(one => one.Count > 0))
            ReportPage.Card(body, Invariant($"{count:#,##0}"), $"{words} by this run", words == "failed" ? "bad" : "");
        body.AddLine($"</div>");
    }
}
