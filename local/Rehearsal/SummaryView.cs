using System.Globalization;
using System.Text.Json;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using Spectre.Console;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>Shows a rehearsal: progress while it runs, then a summary that fits a screen.</summary>
internal static class SummaryView
{
    private const int RunsShown = 6;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string ToJson(RehearsalSummary summary) => JsonSerializer.Serialize(summary, Json);

    public static async Task<RehearsalSummary> WithProgressAsync(
        IAnsiConsole console, Func<Action<DateTimeOffset, double>, Task<RehearsalSummary>> run)
    {
        RehearsalSummary? summary = null;
        await console.Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask("simulating", maxValue: 1);
            summary = await run((now, share) =>
            {
                task.Description = now.UtcDateTime.ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture);
                task.Value = share;
            });
        });
        return summary!;
    }

    public static void Show(IAnsiConsole console, RehearsalSummary summary)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[bold]{summary.Days} days on {summary.Machines} machines[/] (seed {summary.Seed}) in {summary.DurationSeconds:0.0} s");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"{summary.AzureCalls:N0} Azure calls: {summary.Throttled} throttled, {summary.Failed} failed; {summary.Warnings} warnings logged");
        RecordingNotes.Show(summary.Recordings, line => console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{line}"));
        console.Write(Runs(summary.Runs));
        foreach (var invariant in summary.Invariants)
            console.MarkupLine(
                $"{(invariant.Holds ? "[green]holds [/]" : "[red]BROKEN[/]")} {Markup.Escape(invariant.Rule)} [dim]({Markup.Escape(invariant.Found)})[/]");
        foreach (var report in summary.Reports.Where(report => report.EndsWith(".html", StringComparison.Ordinal)).TakeLast(1))
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"newest report: {report}");
        if (summary.Recovery is { } recovery)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"recovery {recovery.ToString()}");
        if (summary.Reports.Count > 0)
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"all reports:   {Path.GetDirectoryName(summary.Reports[^1])} ({summary.Reports.Count} files)");
    }

    private static Table Runs(IReadOnlyList<RunSummary> runs)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(RightsizingCapability.Name);
        foreach (var head in (string[])["Run", "Cheaper", "Dearer", "Unused", "Idle", "Keep", "Unknown", "Problems", "Saving"])
            table.AddColumn(new TableColumn(head) { Alignment = head == "Run" ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (var run in runs.TakeLast(RunsShown))
        {
            var totals = run.Totals;
            table.AddRow(
                run.RunId[(RightsizingCapability.Name.Length + 1)..], Number(totals.Cheaper), Number(totals.Dearer), Number(totals.Unused),
                Number(totals.Idle), Number(totals.Keep), Number(totals.Unknown), Number(run.Problems),
                totals.MonthlySaving.ToString("$#,##0;-$#,##0", CultureInfo.InvariantCulture));
        }
        return table;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
