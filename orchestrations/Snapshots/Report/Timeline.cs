using System.Globalization;
using System.Text;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using static System.FormattableString;
using static OpsFunctions.Orchestrations.Reports.ReportPage;

namespace OpsFunctions.Orchestrations.Snapshots.Report;

/// <summary>
/// A machine's points in time: a lane a series, now on the right. Time is drawn by its logarithm, since points are kept the sparser the older
/// they are: an hour ago and a year ago both have room.
/// </summary>
internal static class Timeline
{
    private const int Width = 420;
    private const int LaneHeight = 14;
    private const int Top = 12;
    private const int MostLanes = 6;

    private static readonly IReadOnlyList<(double Hours, string Words)> Marks = [(1, "1 h"), (24, "1 d"), (168, "1 w"), (730, "1 m"), (8760, "1 y")];

    public static string Svg(SnapshotView machine, DateTimeOffset now)
    {
        var lanes = machine.Series.Where(series => series.Points.Count > 0).Take(MostLanes).ToList();
        if (lanes.Count == 0)
            return "<span class=\"small\">no point yet</span>";
        var oldest = Math.Max(48, (now - lanes.Min(lane => lane.Points[0].At)).TotalHours);
        var words = Invariant($"{lanes.Sum(lane => lane.Good)} good points in {lanes.Count} series, the oldest {Objective.Text(now - lanes.Min(lane => lane.Points[0].At))} old");
        var height = Top + (lanes.Count * LaneHeight);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"timeline\" viewBox=\"0 0 {Width} {height}\" style=\"height:{height}px\" role=\"img\" aria-label=\"{Text(words)}\"><title>{Text(words)}</title>");
        foreach (var (hours, label) in Marks.Where(mark => mark.Hours < oldest))
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"mark\" d=\"M{X(hours, oldest)} {Top - 2}V{height}\"/><text x=\"{X(hours, oldest)}\" y=\"8\">{label}</text>");
        foreach (var (index, lane) in lanes.Index())
            Lane(svg, lane, Top + (index * LaneHeight) + (LaneHeight / 2), oldest, now);
        return svg.Append("</svg>").ToString();
    }

    private static void Lane(StringBuilder svg, SeriesView lane, int y, double oldest, DateTimeOffset now)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"{(lane.IsPresent ? lane.IsCopy ? "copy" : "own" : "ended")}\"><title>{Text(lane.Role)} · {Text(lane.Region)}{(lane.IsCopy ? ", copies" : "")}{(lane.IsPresent ? "" : ", ended")}</title><path class=\"lane\" d=\"M0 {y}H{Width}\"/>");
        // What looks the same is one path: a machine may have hundreds of points.
        foreach (var group in lane.Points.GroupBy(Look, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{group.Key}\" d=\"");
            foreach (var x in group.Select(point => X((now - point.At).TotalHours, oldest)).Distinct())
                svg.Append(group.Key switch
                {
                    "failed" => Invariant($"M{x - 3} {y - 3}l6 6m0-6l-6 6"),
                    "next" => Invariant($"M{x - 3} {y - 4}h6v8h-6z"),
                    _ => Invariant($"M{x} {y - 5}v10"),
                });
            svg.Append("\"/>");
        }
        svg.Append("</g>");
    }

    private static string Look(PointView point) => point switch
    {
        { State: PointState.Failed } => "failed",
        { State: PointState.Pending } => "pending",
        { IsKept: false } => "next",
        _ => "kept",
    };

    private static int X(double hours, double oldest) => Width - 4 - (int)((Width - 12) * Math.Log(1 + Math.Max(0, hours)) / Math.Log(1 + oldest));
}
