using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Reports;

namespace OpsFunctions.Orchestrations.Drills.Report;

/// <summary>The steps of a drill as bars on one time axis; those of the critical path stand out.</summary>
internal static class Gantt
{
    private const int Width = 900;
    private const int NameWidth = 250;
    private const int RowHeight = 16;
    private const int AxisHeight = 18;
    private const int LongestName = 38;
    private const int Marks = 6;

    // Beyond that a picture says less than the table below it.
    private const int MostRows = 300;

    public static Html Of(IReadOnlyList<DrillStep> steps, IReadOnlyList<DrillStep> criticalPath)
    {
        var rows = steps.OrderBy(step => step.Start).ThenBy(step => step.End).Take(MostRows).ToList();
        if (rows.Count == 0)
            return default;
        var (from, to) = (rows.Min(step => step.Start), rows.Max(step => step.End));
        var seconds = Math.Max(1, (to - from).TotalSeconds);
        var height = AxisHeight + (rows.Count * RowHeight);
        var svg = new Html.Builder();
        svg.Add($"""<svg class="gantt" viewBox="0 0 {Width} {height}" role="img" aria-label="Steps of the drill over time">""");
        for (var mark = 0; mark <= Marks; mark++)
        {
            var x = NameWidth + ((Width - NameWidth - 30) * mark / Marks);
            svg.Add($"""<line class="mark" x1="{x}" y1="{AxisHeight - 4}" x2="{x}" y2="{height}"/>""");
            svg.Add($"""<text class="at" x="{x}" y="{AxisHeight - 6}">{Time(seconds * mark / Marks)}</text>""");
        }
        foreach (var (index, step) in rows.Index())
        {
            var y = AxisHeight + (index * RowHeight);
            var x = NameWidth + ((Width - NameWidth - 30) * (step.Start - from).TotalSeconds / seconds);
            var width = Math.Max(1.5, (Width - NameWidth - 30) * (step.End - step.Start).TotalSeconds / seconds);
            var kind = step.Problem is not null
                ? "bad"
                : criticalPath.Contains(step)
                ? "critical"
                : step.Kind == StepKind.Recovery
                ? "recovery"
                : "other";
            svg.Add($"""<text x="0" y="{y + 11}">{Name(step)}</text>""");
            svg.Add(
                $"""<rect class="{kind}" x="{x:0.#}" y="{y + 3}" width="{width:0.#}" height="{RowHeight - 5}"><title>{Name(step)}: {Time((step.End - step.Start).TotalSeconds)}{(step.Problem is null ? "" : ", " + step.Problem)}</title></rect>""");
        }
        return svg.Add($"</svg>").Build();
    }

    /// <summary>Seconds as people read them.</summary>
    public static string Time(double seconds) => seconds < 120 ? FormattableString.Invariant($"{seconds:0} s")
        : seconds < 7200 ? FormattableString.Invariant($"{seconds / 60:0.#} min")
        : FormattableString.Invariant($"{seconds / 3600:0.#} h");

    private static string Name(DrillStep step)
    {
        var name = step.Machine.Length == 0 ? step.Name : $"{step.Machine}: {step.Name}";
        return name.Length > LongestName ? name[..LongestName] + "…" : name;
    }
}
