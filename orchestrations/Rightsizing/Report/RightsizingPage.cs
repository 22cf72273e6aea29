using System.Globalization;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Reports;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Changes;
using static System.FormattableString;
using static OpsFunctions.Orchestrations.Reports.ReportPage;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>The report for people: one page, readable on a wide screen and on a telephone, written machine by machine.</summary>
internal sealed class RightsizingPage(TextWriter page) : IDisposable
{
    private readonly PagedTable _table = new(page, "machines", AssessmentRow.Columns, AssessmentRow.SavingColumn);

    private RunEvidence? _evidence;

    public async Task BeginAsync(RightsizingReport report)
    {
        _evidence = report.Evidence;
        var moment = report.Run.AsOf.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
        var mode = report.Options.Mode.ToString().ToLowerInvariant();
        var body = Begin(
            "Rightsizing", $"{report.Run.RunId} · as of {moment} UTC · {report.Options.LookBackDays} days of load · mode {mode}");
        Totals(body, report.Totals, report.Realised);
        Problems(body, report);
        Key(body);
        await page.WriteAsync(body.Build());
        await _table.BeginAsync(report.Totals.Machines, report.First.Select(AssessmentRow.Row),
            Html.Of($"All of it is in <code>{report.Run.RunId}.json</code>, beside this page."));
    }

    public Task AddAsync(Assessment assessment) => _table.AddAsync(AssessmentRow.Row(assessment), AssessmentRow.Values(assessment));

    public async Task EndAsync()
    {
        await _table.EndAsync();
        await page.WriteAsync(new Html.Builder()
            .Add($"""<p class="small">Prices are Azure's retail prices, pay-as-you-go, for a month of 730 hours by the share of time """)
            .Add($"a machine runs. Reservations, savings plans and discounts are not in them. ")
            .AddLine($"A size's CPU is taken as equal from family to family.</p>")
            .Build());
        if (_evidence is { } evidence)
            await page.WriteAsync(ReportPage.Evidence(evidence.Records, evidence.Chain, evidence.Hash));
        await page.WriteAsync(Tail);
    }

    public void Dispose() => _table.Dispose();

    private static void Key(Html.Builder body) => body
        .Add($"""<p class="small key"><svg viewBox="0 0 18 10"><path class="load" d="M0 10V4H18V10Z"/></svg> """)
        .Add($"load, the highest of each 6 hours ")
        .Add($"""<svg viewBox="0 0 18 10"><path class="limit" d="M0 5H18"/></svg> limit of the present size """)
        .Add($"""<svg viewBox="0 0 18 10"><path class="target" d="M0 5H18"/></svg> limit of the advised size. """)
        .AddLine($"Risk: how full the advised size would be, 0 (under 50 %) to 4 (90 % and more).</p>");

    private static void Totals(Html.Builder body, RunTotals totals, Changes.Realised realised)
    {
        var share = totals.MonthlyCost > 0 ? 100 * totals.MonthlySaving / totals.MonthlyCost : 0;
        body.Add($"""<div class="cards">""");
        var unused = totals.MonthlyUnused > 0 ? $"; {Usd.Text(totals.MonthlyUnused)} of it on machines that nothing uses" : "";
        Card(
            body, Usd.Text(totals.MonthlySaving),
            Invariant($"could be saved a month, {share:0} % of {Usd.Text(totals.MonthlyCost)}{unused}"), "save");
        if (totals.MonthlyExtra > 0)
            Card(body, Usd.Text(totals.MonthlyExtra), "more a month for machines that are too small", "extra");
        if (realised.Changes > 0)
            Card(
                body, Usd.Text(realised.Saved),
                Invariant($"really saved so far by {realised.Changes} changes, of {Usd.Text(realised.Promised)} promised for that time"),
                "save");
        Card(body, Invariant($"{totals.Machines:#,##0}"), "machines in scope", "");
        Card(body, Invariant($"{totals.Cheaper:#,##0}"), "could be cheaper", "resize");
        if (totals.Dearer > 0)
            Card(body, Invariant($"{totals.Dearer:#,##0}"), "are too small now", "extra");
        Card(body, Invariant($"{totals.Unused:#,##0}"), "are not used", "unused");
        if (totals.Idle > 0)
            Card(body, Invariant($"{totals.Idle:#,##0}"), "work little: ask their owners", "idle");
        Card(body, Invariant($"{totals.Keep:#,##0}"), "stay as they are", "keep");
        Card(body, Invariant($"{totals.Unknown:#,##0}"), "without advice", "unknown");
        body.AddLine($"</div>");
    }

    private static void Problems(Html.Builder body, RightsizingReport report)
    {
        if (report.Problems.Count == 0)
            return;
        // Many are folded away: the machines are what the page is opened for.
        var open = report.Problems.Count <= 5 ? " open" : "";
        body.Add($"""<details class="problems"{open}><summary>{report.Problems.Count} problems: what could not be read, """);
        body.Add($"and how it was taken</summary><ul>");
        foreach (var problem in report.Problems)
        {
            body.Add($"<li>{Place(problem.Where)} {problem.What}");
            if (problem.AlsoAt.Count > 0)
                AlsoAt(body, problem);
            body.Add($"</li>");
        }
        if (report.ProblemsNotListed > 0)
            body.Add($"<li>{report.ProblemsNotListed:#,##0} more are not listed; each is in its machine's row.</li>");
        body.AddLine($"</ul></details>");
    }

    private static void AlsoAt(Html.Builder body, ReportProblem problem)
    {
        var more = problem.Count > problem.AlsoAt.Count + 1 ? ", …" : "";
        body.Add($""" <span class="small">({problem.Count} in all: also {problem.AlsoAt.Select(Place).Join(", ")}{more})</span>""");
    }

    // A resource's id is long and mostly the same: its name, the rest when pointed at.
    private static Html Place(string where)
    {
        var name = where.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) ? ArmId.NameOf(where) : where;
        return Html.Of($"""<code title="{where}">{name}</code>""");
    }
}
