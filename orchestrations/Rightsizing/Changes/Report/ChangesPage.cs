using System.Globalization;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Reports;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using static System.FormattableString;
using static OpsFunctions.Orchestrations.Reports.ReportPage;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes.Report;

/// <summary>The report of changes for people.</summary>
internal static class ChangesPage
{
    public static Html Of(ChangesReport report)
    {
        var page = Begin("Rightsizing: changes", $"{report.RunId} · advised {Moment(report.AsOf)} · written {Moment(report.WrittenAt)}");
        Cards(page, report);
        page.AddLine($"<section><h2>Changes</h2>");
        page.Add($"""<table><thead><tr><th scope="col">Machine</th><th scope="col">Outcome</th><th scope="col">Size</th>""");
        page.AddLine($"""<th scope="col" class="number">Saving a month</th><th scope="col">Changed</th></tr></thead>""");
        foreach (var change in report.Changes)
            Change(page, change);
        page.AddLine($"</table></section>");
        Left(page, report.Left);
        Realised(page, report.Realised);
        return page.Add(Tail).Build();
    }

    private static void Cards(Html.Builder page, ChangesReport report)
    {
        page.Add($"""<div class="cards">""");
        Card(
            page,
            Usd.Text(report.Changes.Where(change => change.Result?.Kind == ChangeEndKind.Changed)
                .Sum(change => change.Result!.MonthlySaving)), "a month, by the changes that stand", "save");
        Card(
            page, Usd.Text(report.Realised.Sum(entry => entry.Saved)),
            Invariant($"really saved so far, of {Usd.Text(report.Realised.Sum(entry => entry.Promised))} promised for that time"), "");
        foreach (var (kind, words) in Words)
            if (report.Changes.Count(change => change.Result?.Kind == kind) is > 0 and var count)
                Card(page, Invariant($"{count}"), words, "");
        if (report.Changes.Count(change => change.Result is null) is > 0 and var open)
            Card(page, Invariant($"{open}"), "wait or are being watched", "");
        Card(page, Invariant($"{report.Left.Count}"), "were not planned", "");
        page.AddLine($"</div>");
    }

    private static readonly IReadOnlyList<(ChangeEndKind Kind, string Words)> Words =
    [
        (ChangeEndKind.Changed, "changed"), (ChangeEndKind.NotTaken, "not taken"),
        (ChangeEndKind.PutBack, "did not work and are as before"),
        (ChangeEndKind.TakenBack, "were too small and taken back"), (ChangeEndKind.LeftAfterAsking, "were left after asking"),
        (ChangeEndKind.Overtaken, "were too small, and gone or changed by others"), (ChangeEndKind.Stranded, "need somebody to look"),
    ];

    private static void Change(Html.Builder page, ShownChange change)
    {
        var (plan, result) = change;
        var (words, look) = result?.Kind switch
        {
            null => ("under way", "calm"),
            ChangeEndKind.Changed => (plan.Action == PlannedAction.Shutdown ? "shut down" : "changed", "good"),
            ChangeEndKind.NotTaken => ("not taken", "calm"),
            ChangeEndKind.PutBack => ("put back", "warn"),
            ChangeEndKind.TakenBack => ("taken back", "warn"),
            ChangeEndKind.LeftAfterAsking or ChangeEndKind.Overtaken => ("left", "warn"),
            _ => ("look at it", "bad"),
        };
        var to = plan.Action == PlannedAction.Shutdown
            ? "off"
            : AssessmentRow.Short(result?.Kind == ChangeEndKind.Changed ? result.To! : plan.Targets[0].Name);
        page.Add($"""<tbody><tr><td><b title="{plan.MachineId}">{plan.Name}</b><br>""");
        page.Add($"""<span class="small">{plan.Environment ?? "untagged"} · {plan.Region}</span></td>""");
        page.Add($"""<td data-label="Outcome"><span class="tag {look}">{words}</span></td>""");
        page.Add($"""<td data-label="Size"><span>{AssessmentRow.Short(plan.Size)} <span class="arrow">→</span> <b>{to}</b></span></td>""");
        page.Add($"""<td data-label="Saving" class="number">{Usd.OrDash(result?.MonthlySaving ?? plan.MonthlySaving)}</td>""");
        page.Add($"""<td data-label="Changed">{(result?.ChangedAt is { } at ? Moment(at) : "–")}</td></tr>""");
        page.Add($"""<tr class="more"><td colspan="5"><details><summary>{result?.Reason ?? plan.Reason}</summary>""");
        page.Add($"""<div class="facts"><div class="wide"><table>""");
        foreach (var entry in result?.Trail ?? [])
        {
            page.Add($"""<tr><th scope="row">{Moment(entry.At)}</th><td>{entry.Action}</td>""");
            page.Add($"<td>{entry.Decision}</td><td>{entry.Reason}</td></tr>");
        }
        page.Add($"</table></div>");
        if (result?.Evidence is { } evidence)
            page.Add($"""<div class="wide small">Evidence: {evidence.Records} records in <code>{evidence.Chain}</code>, """)
                .Add($"closed by <code>{evidence.Hash}</code></div>");
        page.AddLine($"""<div class="wide"><code>{plan.MachineId}</code></div></div></details></td></tr></tbody>""");
    }

    private static void Left(Html.Builder page, IReadOnlyList<NotPlanned> left)
    {
        if (left.Count == 0)
            return;
        page.AddLine($"<section><h2>Advised and not planned</h2>");
        page.Add($"""<table><thead><tr><th scope="col">Machine</th><th scope="col">Size</th>""");
        page.AddLine($"""<th scope="col" class="number">Saving a month</th><th scope="col">Why</th></tr></thead>""");
        foreach (var one in left)
        {
            page.Add($"""<tbody><tr><td><b title="{one.MachineId}">{one.Name}</b></td>""");
            Sizes(page, AssessmentRow.Short(one.From), one.To is null ? "off" : AssessmentRow.Short(one.To));
            page.Add($"""<td data-label="Saving" class="number">{Usd.OrDash(one.MonthlySaving)}</td>""");
            page.Add($"""<td data-label="Why">{one.Reason}</td></tr>""");
            if (one.Patch is { } patch)
                Patch(page, patch);
            page.AddLine($"</tbody>");
        }
        page.AddLine($"</table></section>");
    }

    // Preformatted: its lines stay lines.
    private static void Patch(Html.Builder page, string patch)
    {
        page.Add($"""<tr class="more"><td colspan="4"><details><summary>what to change in its code</summary><pre>""");
        foreach (var (index, line) in patch.Split('\n').Index())
            page.Add(index == 0 ? Html.Of($"{line}") : Html.Of($"\n{line}"));
        page.Add($"</pre></details></td></tr>");
    }

    private static void Sizes(Html.Builder page, string from, string to) =>
        page.Add($"""<td data-label="Size"><span>{from} <span class="arrow">→</span> {to}</span></td>""");

    private static void Realised(Html.Builder page, IReadOnlyList<LedgerEntry> entries)
    {
        if (entries.Count == 0)
            return;
        page.AddLine($"<section><h2>What was really saved</h2>");
        page.Add($"""<p class="small">Hours the machine really ran with the new size, times the difference of the prices, """);
        page.AddLine($"beside what the advice promised for the same time.</p>");
        page.Add($"""<table><thead><tr><th scope="col">Machine</th><th scope="col">Size</th><th scope="col">Since</th>""");
        page.Add($"""<th scope="col" class="number">Hours</th><th scope="col" class="number">Saved</th>""");
        page.AddLine($"""<th scope="col" class="number">Promised</th></tr></thead>""");
        foreach (var entry in entries)
        {
            var change = entry.Change;
            page.Add($"""<tbody><tr><td><b title="{change.MachineId}">{ArmId.NameOf(change.MachineId)}</b></td>""");
            Sizes(page, AssessmentRow.Short(change.From), AssessmentRow.Short(change.To));
            page.Add($"""<td data-label="Since">{Moment(change.At)}{End(entry)}</td>""");
            page.Add($"""<td data-label="Hours" class="number">{entry.HoursAtNew:#,##0.#}</td>""");
            page.Add($"""<td data-label="Saved" class="number">{Cents(entry.Saved)}</td>""");
            page.AddLine($"""<td data-label="Promised" class="number">{Cents(entry.Promised)}</td></tr></tbody>""");
        }
        page.AddLine($"</table></section>");
    }

    private static string End(LedgerEntry entry) => entry switch
    {
        { TakenBackAt: { } taken } => $", taken back {Moment(taken)}",
        { SetBackAt: { } set } => $", set back by somebody else {Moment(set)}",
        _ => "",
    };

    private static string Cents(double usd) => usd.ToString("$#,##0.00;-$#,##0.00", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);
}
