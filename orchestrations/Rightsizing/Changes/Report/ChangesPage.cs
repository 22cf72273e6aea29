using System.Globalization;
using System.Text;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using static System.FormattableString;
using static OpsFunctions.Orchestrations.Reports.ReportPage;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes.Report;

/// <summary>The report of changes for people.</summary>
internal static class ChangesPage
{
    public static string Of(ChangesReport report)
    {
        var page = new StringBuilder(Head("Rightsizing: changes", $"{report.RunId} · advised {Moment(report.AsOf)} · written {Moment(report.WrittenAt)}"));
        Cards(page, report);
        page.Append("<section><h2>Changes</h2>\n<table><thead><tr><th scope=\"col\">Machine</th><th scope=\"col\">Outcome</th><th scope=\"col\">Size</th><th scope=\"col\" class=\"number\">Saving a month</th><th scope=\"col\">Changed</th></tr></thead>\n");
        foreach (var change in report.Changes)
            Change(page, change);
        page.Append("</table></section>\n");
        Left(page, report.Left);
        Realised(page, report.Realised);
        return page.Append(Tail).ToString();
    }

    private static void Cards(StringBuilder page, ChangesReport report)
    {
        page.Append("<div class=\"cards\">");
        Card(page, Usd.Text(report.Changes.Where(change => change.Result?.Kind == ChangeEndKind.Changed).Sum(change => change.Result!.MonthlySaving)), "a month, by the changes that stand", "save");
        Card(page, Usd.Text(report.Realised.Sum(entry => entry.Saved)), Invariant($"really saved so far, of {Usd.Text(report.Realised.Sum(entry => entry.Promised))} promised for that time"), "");
        foreach (var (kind, words) in Words)
            if (report.Changes.Count(change => change.Result?.Kind == kind) is > 0 and var count)
                Card(page, Invariant($"{count}"), words, "");
        if (report.Changes.Count(change => change.Result is null) is > 0 and var open)
            Card(page, Invariant($"{open}"), "wait or are being watched", "");
        Card(page, Invariant($"{report.Left.Count}"), "were not planned", "");
        page.Append("</div>\n");
    }

    private static readonly IReadOnlyList<(ChangeEndKind Kind, string Words)> Words =
    [
        (ChangeEndKind.Changed, "changed"), (ChangeEndKind.NotTaken, "not taken"), (ChangeEndKind.PutBack, "did not work and are as before"),
        (ChangeEndKind.TakenBack, "were too small and taken back"), (ChangeEndKind.LeftAfterAsking, "were left after asking"), (ChangeEndKind.Stranded, "need somebody to look"),
    ];

    private static void Change(StringBuilder page, ShownChange change)
    {
        var (plan, result) = change;
        var (words, look) = result?.Kind switch
        {
            null => ("under way", "calm"),
            ChangeEndKind.Changed => (plan.Action == PlannedAction.Shutdown ? "shut down" : "changed", "good"),
            ChangeEndKind.NotTaken => ("not taken", "calm"),
            ChangeEndKind.PutBack => ("put back", "warn"),
            ChangeEndKind.TakenBack => ("taken back", "warn"),
            ChangeEndKind.LeftAfterAsking => ("left", "warn"),
            _ => ("look at it", "bad"),
        };
        var to = plan.Action == PlannedAction.Shutdown ? "off" : AssessmentRow.Short(result?.Kind == ChangeEndKind.Changed ? result.To! : plan.Targets[0].Name);
        page.Append(CultureInfo.InvariantCulture, $"<tbody><tr><td><b title=\"{Text(plan.MachineId)}\">{Text(plan.Name)}</b><br><span class=\"small\">{Text(plan.Environment ?? "untagged")} · {Text(plan.Region)}</span></td>");
        page.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Outcome\"><span class=\"tag {look}\">{words}</span></td>");
        page.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Size\"><span>{Text(AssessmentRow.Short(plan.Size))} <span class=\"arrow\">→</span> <b>{Text(to)}</b></span></td>");
        page.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Saving\" class=\"number\">{Usd.OrDash(result?.MonthlySaving ?? plan.MonthlySaving)}</td>");
        page.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Changed\">{(result?.ChangedAt is { } at ? Moment(at) : "–")}</td></tr>");
        page.Append(CultureInfo.InvariantCulture, $"<tr class=\"more\"><td colspan=\"5\"><details><summary>{Text(result?.Reason ?? plan.Reason)}</summary><div class=\"facts\"><div class=\"wide\"><table>");
        foreach (var entry in result?.Trail ?? [])
            page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Moment(entry.At)}</th><td>{Text(entry.Action)}</td><td>{Text(entry.Decision)}</td><td>{Text(entry.Reason)}</td></tr>");
        page.Append("</table></div>");
        if (result?.Evidence is { } evidence)
            page.Append(CultureInfo.InvariantCulture, $"<div class=\"wide small\">Evidence: {evidence.Records} records in <code>{Text(evidence.Chain)}</code>, closed by <code>{Text(evidence.Hash)}</code></div>");
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"wide\"><code>{Text(plan.MachineId)}</code></div></div></details></td></tr></tbody>\n");
    }

    private static void Left(StringBuilder page, IReadOnlyList<NotPlanned> left)
    {
        if (left.Count == 0)
            return;
        page.Append("<section><h2>Advised and not planned</h2>\n<table><thead><tr><th scope=\"col\">Machine</th><th scope=\"col\">Size</th><th scope=\"col\" class=\"number\">Saving a month</th><th scope=\"col\">Why</th></tr></thead>\n");
        foreach (var one in left)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tbody><tr><td><b title=\"{Text(one.MachineId)}\">{Text(one.Name)}</b></td><td data-label=\"Size\"><span>{Text(AssessmentRow.Short(one.From))} <span class=\"arrow\">→</span> {Text(one.To is null ? "off" : AssessmentRow.Short(one.To))}</span></td>");
            page.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Saving\" class=\"number\">{Usd.OrDash(one.MonthlySaving)}</td><td data-label=\"Why\">{Text(one.Reason)}</td></tr>");
            if (one.Patch is { } patch)
                page.Append(CultureInfo.InvariantCulture, $"<tr class=\"more\"><td colspan=\"4\"><details><summary>what to change in its code</summary><pre>{Text(patch).Replace("&#10;", "\n", StringComparison.Ordinal)}</pre></details></td></tr>");
            page.Append("</tbody>\n");
        }
        page.Append("</table></section>\n");
    }

    private static void Realised(StringBuilder page, IReadOnlyList<LedgerEntry> entries)
    {
        if (entries.Count == 0)
            return;
        page.Append("<section><h2>What was really saved</h2>\n<p class=\"small\">Hours the machine really ran with the new size, times the difference of the prices, beside what the advice promised for the same time.</p>\n<table><thead><tr><th scope=\"col\">Machine</th><th scope=\"col\">Size</th><th scope=\"col\">Since</th><th scope=\"col\" class=\"number\">Hours</th><th scope=\"col\" class=\"number\">Saved</th><th scope=\"col\" class=\"number\">Promised</th></tr></thead>\n");
        foreach (var entry in entries)
        {
            var change = entry.Change;
            var end = entry.TakenBackAt is { } taken ? $", taken back {Moment(taken)}" : entry.SetBackAt is { } set ? $", set back by somebody else {Moment(set)}" : "";
            page.Append(CultureInfo.InvariantCulture, $"<tbody><tr><td><b title=\"{Text(change.MachineId)}\">{Text(change.MachineId[(change.MachineId.LastIndexOf('/') + 1)..])}</b></td><td data-label=\"Size\"><span>{Text(AssessmentRow.Short(change.From))} <span class=\"arrow\">→</span> {Text(AssessmentRow.Short(change.To))}</span></td>");
            page.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Since\">{Moment(change.At)}{end}</td><td data-label=\"Hours\" class=\"number\">{entry.HoursAtNew:#,##0.#}</td><td data-label=\"Saved\" class=\"number\">{Cents(entry.Saved)}</td><td data-label=\"Promised\" class=\"number\">{Cents(entry.Promised)}</td></tr></tbody>\n");
        }
        page.Append("</table></section>\n");
    }

    private static string Cents(double usd) => usd.ToString("$#,##0.00;-$#,##0.00", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);
}
