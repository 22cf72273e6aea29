using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Reports;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using static System.FormattableString;

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
        new("Machine"), new("State", ColumnKind.Choice), new("Newest good point", ColumnKind.Number), new("Points", ColumnKind.Number),
        new("Timeline", ColumnKind.Picture),
        new("USD a month", ColumnKind.Number), new("Policy", ColumnKind.Choice, IsShown: false), new("Environment", IsShown: false),
        new("Region", IsShown: false), new("Owner", IsShown: false), new("Id", IsShown: false),
    ];

    public static IReadOnlyList<object?> Values(SnapshotView one, DateTimeOffset now) =>
    [
        one.Name, one.State.ToString(), Percent(one, now), one.Series.Sum(series => series.Points.Count), null, one.MonthlyUsd,
        one.Policy ?? "none", one.Environment, one.Region, one.Owner, one.Id,
    ];

    /// <summary>
    /// Age of the newest good point in percent of the objective; what has none at all comes first, what demands nothing last.
    /// </summary>
    public static double? Percent(SnapshotView one, DateTimeOffset now) => one.Objective is not { Demanded: { } demanded } objective ? null
        : objective.Newest is { } newest ? Math.Round(100 * ((now - newest) / demanded))
        : 100_000;

    public static Html Row(SnapshotView one, DateTimeOffset now)
    {
        var (policy, environment) = (one.Policy ?? "no policy", one.Environment ?? "untagged");
        var region = one.Region.Length == 0 ? "region unknown" : one.Region;
        var row = new Html.Builder()
            .Add($"""<tbody><tr><td><b title="{one.Id}">{one.Name}</b><br>""")
            .Add($"""<span class="small">{policy} · {environment} · {region}</span></td>""")
            .Add($"""<td data-label="State"><span class="tag {Look(one.State)}">{one.State}</span></td>""")
            .Add($"""<td data-label="Newest good" class="number">{Newest(one.Objective, now)}</td>""")
            .Add($"""<td data-label="Points" class="number">{one.Series.Sum(series => series.Points.Count)}</td>""")
            .Add($"""<td data-label="Timeline">{Timeline.Svg(one, now)}</td>""")
            .Add($"""<td data-label="USD a month" class="number">{one.MonthlyUsd:0.00}</td></tr>""")
            .Add($"""<tr class="more"><td colspan="6"><details><summary>{Summary(one)}</summary><div class="facts">""");
        Facts(row, one);
        foreach (var series in one.Series)
            Series(row, series);
        return row.Add($"</div></details></td></tr></tbody>").Build();
    }

    private static Html Newest(Objective? objective, DateTimeOffset now) => objective switch
    {
        null => Html.Of($"–"),
        { Demanded: { } demanded } =>
            Html.Of($"""{objective.Age(now)}<br><span class="small">at most {Objective.Text(demanded)}</span>"""),
        _ => Html.Of($"{objective.Age(now)}"),
    };

    private static string Summary(SnapshotView one) =>
        one.Problems.Count > 0 ? string.Join(" · ", one.Problems)
        : one.Next is { } next ? Invariant($"next to go: {next.At.UtcDateTime:d MMM yyyy, HH:mm}, {next.Reasons[0]}")
        : one.Note;

    private static void Facts(Html.Builder row, SnapshotView one)
    {
        row.Add($"""<div class="wide"><table><tr><th scope="row">policy</th><td>{one.Policy ?? "none"} ({one.Why})</td></tr>""");
        if (one.Consistency is { } consistency)
            Fact(row, "consistency", $"{Claim(consistency.Claim)}: {consistency.Reason}");
        Fact(row, "this slot", $"{one.Slot ?? "none"}: {one.Note}");
        foreach (var problem in one.Problems)
            Fact(row, "look at", problem);
        row.Add($"""<tr><th scope="row">id</th><td><code>{one.Id}</code></td></tr></table></div>""");
    }

    private static void Fact(Html.Builder row, string name, string words) =>
        row.Add($"""<tr><th scope="row">{name}</th><td>{words}</td></tr>""");

    private static void Series(Html.Builder row, SeriesView series)
    {
        var (copies, ended) = (series.IsCopy ? Html.Of($" · copies") : default, series.IsPresent ? default : Html.Of($" · ended"));
        row.Add($"<div><h3>{series.Role} · {series.Region}{copies}{ended}</h3><table>");
        foreach (var point in series.Points.Reverse().Take(MostPoints))
            Point(row, point);
        if (series.Points.Count - MostPoints is > 0 and var older)
            row.Add($"""<tr><th scope="row">…</th><td colspan="2">{older} older ones are in the JSON</td></tr>""");
        row.Add($"</table></div>");
    }

    private static void Point(Html.Builder row, PointView point)
    {
        var became = point.Became is { } what ? Html.Of($" · {what}") : default;
        row.Add($"""<tr><th scope="row">{point.At.UtcDateTime:d MMM yyyy, HH:mm}</th><td>{State(point)}</td>""");
        row.Add($"<td>{string.Join(", ", point.Reasons)}{became}</td></tr>");
    }

    private static Html State(PointView point) => point switch
    {
        { State: PointState.Pending } => Html.Of($"{point.Percent:0} %"),
        { State: PointState.Failed } => Html.Of($"""<span class="tag bad">failed</span>"""),
        { IsKept: false } => Html.Of($"""<span class="tag warn">goes</span>"""),
        _ => Html.Of($"stays"),
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
