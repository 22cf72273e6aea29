using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Reports;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots.Report;

/// <summary>
/// A machine's points in time: a lane a series, now on the right. Time is drawn by its logarithm, since points are kept the sparser the
/// older they are: an hour ago and a year ago both have room.
/// </summary>
internal static class Timeline
{
    private const int Width = 420;
    private const int LaneHeight = 14;
    private const int Top = 12;
    private const int MostLanes = 6;

    private static readonly IReadOnlyList<(double Hours, string Words)> Marks =
    [
        (1, "1 h"), (24, "1 d"), (168, "1 w"), (730, "1 m"), (8760, "1 y")
    ];

    public static Html Svg(SnapshotView machine, DateTimeOffset now)
    {
        var lanes = machine.Series.Where(series => series.Points.Count > 0).Take(MostLanes).ToList();
        if (lanes.Count == 0)
            return Html.Of($"""<span class="small">no point yet</span>""");
        var first = lanes.Min(lane => lane.Points[0].At);
        var oldest = Math.Max(48, (now - first).TotalHours);
        var good = lanes.Sum(lane => lane.Good);
        var words = Invariant($"{good} good points in {lanes.Count} series, the oldest {Objective.Text(now - first)} old");
        var height = Top + (lanes.Count * LaneHeight);
        var svg = new Html.Builder()
            .Add($"""<svg class="timeline" viewBox="0 0 {Width} {height}" """)
            .Add($"""role="img" aria-label="{words}"><title>{words}</title>""");
        foreach (var (hours, label) in Marks.Where(mark => mark.Hours < oldest))
        {
            var x = X(hours, oldest);
            svg.Add($"""<path class="mark" d="M{x} {Top - 2}V{height}"/><text x="{x}" y="8">{label}</text>""");
        }
        foreach (var (index, lane) in lanes.Index())
            Lane(svg, lane, Top + (index * LaneHeight) + (LaneHeight / 2), oldest, now);
        return svg.Add($"</svg>").Build();
    }

    private static void Lane(Html.Builder svg, SeriesView lane, int y, double oldest, DateTimeOffset now)
    {
        var kind = lane.IsCopy ? "copy" : "own";
        svg.Add($"""<g class="{(lane.IsPresent ? kind : "ended")}"><title>{lane.Role} · {lane.Region}{(lane.IsCopy ? ", copies" : "")}""");
        svg.Add($"""{(lane.IsPresent ? "" : ", ended")}</title><path class="lane" d="M0 {y}H{Width}"/>""");
        // What looks the same is one path: a machine may have hundreds of points.
        foreach (var group in lane.Points.GroupBy(Look, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            svg.Add($"<path class=\"{group.Key}\" d=\"");
            foreach (var x in group.Select(point => X((now - point.At).TotalHours, oldest)).Distinct())
                Point(svg, group.Key, x, y);
            svg.Add($"\"/>");
        }
        svg.Add($"</g>");
    }

    private static void Point(Html.Builder svg, string look, int x, int y) => _ = look switch
    {
        "failed" => svg.Add($"M{x - 3} {y - 3}l6 6m0-6l-6 6"),
        "next" => svg.Add($"M{x - 3} {y - 4}h6v8h-6z"),
        _ => svg.Add($"M{x} {y - 5}v10"),
    };

    private static string Look(PointView point) => point switch
    {
        { State: PointState.Failed } => "failed",
        { State: PointState.Pending } => "pending",
        { IsKept: false } => "next",
        _ => "kept",
    };

    private static int X(double hours, double oldest) =>
        Width - 4 - (int)((Width - 12) * Math.Log(1 + Math.Max(0, hours)) / Math.Log(1 + oldest));
}
