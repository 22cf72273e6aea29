using System.Globalization;
using System.Text;
using OpsFunctions.Orchestrations.Evidence;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>The report for people: one page, readable on a wide screen and on a telephone.</summary>
internal static class RightsizingPage
{
    public static BinaryData Of(RightsizingReport report)
    {
        var body = new StringBuilder();
        Totals(body, report);
        Problems(body, report.Problems);
        Table(body, report.Assessments);
        body.Append("<p class=\"small\">Prices are Azure's retail prices, pay-as-you-go, for a month of 730 hours by the share of time a machine runs. "
            + "Reservations, savings plans and discounts are not in them. A size's CPU is taken as equal from family to family.</p>");
        var moment = report.Run.AsOf.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
        return ReportPage.Of(
            "Rightsizing", $"{report.Run.RunId} · as of {moment} UTC · {report.Options.LookBackDays} days of load · mode {report.Options.Mode.ToString().ToLowerInvariant()}", body.ToString());
    }

    private static void Totals(StringBuilder body, RightsizingReport report)
    {
        var totals = report.Totals;
        var share = totals.MonthlyCost > 0 ? 100 * totals.MonthlySaving / totals.MonthlyCost : 0;
        body.Append("<div class=\"cards\">");
        Card(body, Usd(totals.MonthlySaving), Invariant($"could be saved a month, {share:0} % of {Usd(totals.MonthlyCost)}"), "save");
        if (totals.MonthlyExtra > 0)
            Card(body, Usd(totals.MonthlyExtra), "more a month for machines that are too small", "extra");
        Card(body, Invariant($"{totals.Machines}"), "machines in scope", "");
        Card(body, Invariant($"{totals.Resize}"), "should change size", "resize");
        Card(body, Invariant($"{totals.Shutdown}"), "are not used", "shutdown");
        Card(body, Invariant($"{totals.Keep}"), "stay as they are", "keep");
        Card(body, Invariant($"{totals.Unknown}"), "without advice", "unknown");
        body.Append("</div>");
    }

    private static void Card(StringBuilder body, string figure, string words, string kind) =>
        body.Append(CultureInfo.InvariantCulture, $"<div class=\"card {kind}\"><b>{figure}</b><span>{words}</span></div>");

    private static void Problems(StringBuilder body, IReadOnlyList<ReportProblem> problems)
    {
        if (problems.Count == 0)
            return;
        body.Append(CultureInfo.InvariantCulture, $"<details open><summary>{problems.Count} problems: what could not be read, and how it was taken</summary><ul>");
        foreach (var problem in problems)
            body.Append(CultureInfo.InvariantCulture, $"<li><code>{ReportPage.Text(problem.Where)}</code> {ReportPage.Text(problem.What)}</li>");
        body.Append("</ul></details>");
    }

    private static void Table(StringBuilder body, IReadOnlyList<Assessment> assessments)
    {
        body.Append("""
            <p class="small key"><svg viewBox="0 0 18 10"><path class="load" d="M0 10V4H18V10Z"/></svg> load, the highest of each 6 hours <svg viewBox="0 0 18 10"><path class="limit" d="M0 5H18"/></svg> limit of the present size <svg viewBox="0 0 18 10"><path class="target" d="M0 5H18"/></svg> limit of the advised size</p>
            <table class="sortable"><thead><tr>
            <th data-sort="text">Machine</th><th data-sort="text">Advice</th><th data-sort="number" class="number">Saving a month</th><th data-sort="text">Size</th><th>CPU, vCPU</th><th>Memory, GiB</th><th data-sort="text">Why</th>
            </tr></thead><tbody>
            """);
        // The largest saving first; where the reader has not sorted, that is what counts.
        foreach (var assessment in assessments.OrderByDescending(one => one.Advice.MonthlySaving).ThenBy(one => one.Machine.Id, StringComparer.Ordinal))
            Row(body, assessment);
        body.Append("</tbody></table>");
    }

    private static void Row(StringBuilder body, Assessment one)
    {
        var kind = one.Advice.Kind.ToString();
        var owner = one.Tags.Owner is null ? "" : $" · {ReportPage.Text(one.Tags.Owner)}";
        var target = one.Target is null ? "" : $" <span class=\"arrow\">→</span> <b>{ReportPage.Text(Short(one.Target.Name))}</b>";
        body.Append(CultureInfo.InvariantCulture, $"""
            <tr><td data-label="Machine" data-value="{ReportPage.Text(one.Machine.Name)}"><b title="{ReportPage.Text(one.Machine.Id)}">{ReportPage.Text(one.Machine.Name)}</b><br><span class="small">{ReportPage.Text(one.Tags.Environment ?? "untagged")} · {ReportPage.Text(one.Machine.Region)}{owner}</span></td>
            <td data-label="Advice" data-value="{kind}"><span class="tag {kind.ToLowerInvariant()}">{kind}</span></td>
            <td data-label="Saving a month" class="number" data-value="{one.Advice.MonthlySaving}">{(one.Advice.MonthlySaving == 0 ? "–" : Usd(one.Advice.MonthlySaving))}</td>
            <td data-label="Size" data-value="{ReportPage.Text(one.Machine.Size)}"><span>{ReportPage.Text(Short(one.Machine.Size))}{target}</span></td>
            <td data-label="CPU, vCPU">{LoadCurve.Svg(one.Demand?.CpuCurveVcpus, one.Size?.Vcpus, one.Target?.Vcpus, "vCPU")}</td>
            <td data-label="Memory, GiB">{LoadCurve.Svg(one.Demand?.MemoryCurveGiB, one.Size?.MemoryGiB, one.Target?.MemoryGiB, "GiB")}</td>
            <td data-label="Why" class="why" data-value="{ReportPage.Text(one.Advice.Reason)}">{ReportPage.Text(one.Advice.Reason)}</td></tr>

            """);
    }

    private static string Short(string size) => size.StartsWith("Standard_", StringComparison.Ordinal) ? size["Standard_".Length..] : size;

    private static string Usd(double amount) => amount.ToString("$#,##0;-$#,##0", CultureInfo.InvariantCulture);
}
