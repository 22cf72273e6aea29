using System.Globalization;
using System.Text;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Reports;
using static System.FormattableString;
using static OpsFunctions.Orchestrations.Reports.ReportPage;

namespace OpsFunctions.Orchestrations.Snapshots.Report;

/// <summary>A machine in the table of the page: a line with its timeline, which opens to each point and why it stays or goes.</summary>
internal static class SnapshotRowHtml
{
    /// <summary>By which the first rows are the first: how far the newest good point is beyond the objective.</summary>
    public const int AgeColumn = 2;

    // Of a series a page shows the newest; the JSON has all.
    private const int MostPoints = 60;

    public static readonly IReadOnlyList<TableColumn> Columns =
    [
        new("Machine"), new("State", ColumnKind.Choice), new("Newest good point", ColumnKind.Number), new("Points", ColumnKind.Number), new("Timeline", ColumnKind.Picture),
        new("USD a month", ColumnKind.Number), new("Policy", ColumnKind.Choice, IsShown: false), new("Environment", IsShown: false), new("Region", IsShown: false), new("Owner", IsShown: false), new("Id", IsShown: false),
    ];

    public static IReadOnlyList<object?> Values(SnapshotView one, DateTimeOffset now) =>
    [
        one.Name, one.State.ToString(), Percent(one, now), one.Series.Sum(series => series.Points.Count), null, one.MonthlyUsd,
        one.Policy ?? "none", one.Environment, one.Region, one.Owner, one.Id,
    ];

    /// <summary>Age of the newest good point in percent of the objective; what has none at all comes first, what demands nothing last.</summary>
    public static double? Percent(SnapshotView one, DateTimeOffset now) => one.Objective is not { Demanded: { } demanded } objective ? null
        : objective.Newest is { } newest ? Math.Round(100 * ((now - newest) / demanded))
        : 100_000;

    public static string Html(SnapshotView one, DateTimeOffset now)
    {
        var row = new StringBuilder();
        row.Append(CultureInfo.InvariantCulture, $"<tbody><tr><td><b title=\"{Text(one.Id)}\">{Text(one.Name)}</b><br><span class=\"small\">{Text(one.Policy ?? "no policy")} · {Text(one.Environment ?? "untagged")} · {Text(one.Region.Length == 0 ? "region unknown" : one.Region)}</span></td>");
        row.Append(CultureInfo.InvariantCulture, $"<td data-label=\"State\"><span class=\"tag {Look(one.State)}\">{one.State}</span></td>");
        row.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Newest good\" class=\"number\">{(one.Objective is { } objective ? Text(objective.Words).Replace(", at most", "<br><span class=\"small\">at most", StringComparison.Ordinal) + (objective.Demanded is null || !objective.Words.Contains(", at most", StringComparison.Ordinal) ? "" : "</span>") : "–")}</td>");
        row.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Points\" class=\"number\">{one.Series.Sum(series => series.Points.Count)}</td>");
        row.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Timeline\">{Timeline.Svg(one, now)}</td>");
        row.Append(CultureInfo.InvariantCulture, $"<td data-label=\"USD a month\" class=\"number\">{one.MonthlyUsd:0.00}</td></tr>");
        row.Append(CultureInfo.InvariantCulture, $"<tr class=\"more\"><td colspan=\"6\"><details><summary>{Text(Summary(one))}</summary><div class=\"facts\">");
        Facts(row, one);
        foreach (var series in one.Series)
            Series(row, series);
        return row.Append("</div></details></td></tr></tbody>").ToString();
    }

    private static string Summary(SnapshotView one) =>
        one.Problems.Count > 0 ? string.Join(" · ", one.Problems)
        : one.Next is { } next ? Invariant($"next to go: {next.At.UtcDateTime:d MMM yyyy, HH:mm}, {next.Reasons[0]}")
        : one.Note;

    private static void Facts(StringBuilder row, SnapshotView one)
    {
        row.Append(CultureInfo.InvariantCulture, $"<div class=\"wide\"><table><tr><th scope=\"row\">policy</th><td>{Text(one.Policy ?? "none")} ({Text(one.Why)})</td></tr>");
        if (one.Consistency is { } consistency)
            row.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">consistency</th><td>{Text(Claim(consistency.Claim))}: {Text(consistency.Reason)}</td></tr>");
        row.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">this slot</th><td>{Text(one.Slot ?? "none")}: {Text(one.Note)}</td></tr>");
        foreach (var problem in one.Problems)
            row.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">look at</th><td>{Text(problem)}</td></tr>");
        row.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">id</th><td><code>{Text(one.Id)}</code></td></tr></table></div>");
    }

    private static void Series(StringBuilder row, SeriesView series)
    {
        row.Append(CultureInfo.InvariantCulture, $"<div><h3>{Text(series.Role)} · {Text(series.Region)}{(series.IsCopy ? " · copies" : "")}{(series.IsPresent ? "" : " · ended")}</h3><table>");
        foreach (var point in series.Points.Reverse().Take(MostPoints))
            row.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{point.At.UtcDateTime:d MMM yyyy, HH:mm}</th><td>{State(point)}</td><td>{Text(string.Join(", ", point.Reasons))}{(point.Became is { } became ? " · " + Text(became) : "")}</td></tr>");
        if (series.Points.Count > MostPoints)
            row.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">…</th><td colspan=\"2\">{series.Points.Count - MostPoints} older ones are in the JSON</td></tr>");
        row.Append("</table></div>");
    }

    private static string State(PointView point) => point switch
    {
        { State: PointState.Pending } => Invariant($"{point.Percent:0} %"),
        { State: PointState.Failed } => "<span class=\"tag bad\">failed</span>",
        { IsKept: false } => "<span class=\"tag warn\">goes</span>",
        _ => "stays",
    };

    internal static string Claim(Consistency claim) => claim switch
    {
        Consistency.Application => "application-consistent",
        Consistency.Crash => "crash-consistent",
        _ => "none claimed",
    };

    private static string Look(ProtectionState state) => state switch
    {
        ProtectionState.Protected => "good",
        ProtectionState.Breached => "bad",
        ProtectionState.Unprotected => "calm",
        _ => "warn",
    };
}
