using OpsFunctions.Orchestrations.Reports;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Load;

/// <summary>A small picture of a load with the limit of the present size and of the advised one.</summary>
internal static class LoadCurve
{
    private const int Step = 2;
    private const int Height = 60;
    private const int Top = 4;
    private const int Bottom = Top + Height;

    /// <param name="points">The load; null where the machine was off.</param>
    /// <param name="limit">What the present size gives.</param>
    /// <param name="target">What the advised size gives; null where none is advised.</param>
    /// <param name="unit">Unit of all three.</param>
    public static Html Svg(IReadOnlyList<double?>? points, double? limit, double? target, string unit)
    {
        if (points is not { Count: > 1 } || limit is null)
            return Html.Of($"""<span class="small">unknown</span>""");

        var highest = points.Max() ?? 0;
        var scale = Math.Max(Math.Max(limit.Value, target ?? 0), highest) * 1.02;
        var words = Invariant($"highest {highest:0.##} {unit}, size {limit:0.##}")
            + (target is null ? "" : Invariant($", advised {target:0.##}"));
        var svg = new Html.Builder()
            .Add($"""<svg viewBox="0 0 {points.Count * Step} {Height + Top}" preserveAspectRatio="none" """)
            .Add($"""role="img" aria-label="{words}"><title>{words}</title>""");
        Area(svg, points, scale);
        Line(svg, points.Count, limit.Value, scale, "limit");
        if (target is { } advised)
            Line(svg, points.Count, advised, scale, "target");
        return svg.Add($"</svg>").Build();
    }

    // One closed area a stretch of running time; a point is as wide as the hours it stands for. Whole numbers, and steps from the
    // point before: a curve is a third of the row it stands in.
    private static void Area(Html.Builder svg, IReadOnlyList<double?> points, double scale)
    {
        svg.Add($"<path class=\"load\" d=\"");
        for (var i = 0; i < points.Count; i++)
        {
            if (points[i] is null)
                continue;
            var (from, y, flat) = (i, Bottom, 0);
            svg.Add($"M{from * Step} {Bottom}");
            for (; i < points.Count && points[i] is { } point; i++)
            {
                var next = Y(point, scale);
                if (next != y)
                {
                    Flat(svg, ref flat);
                    svg.Add($"v{next - y}");
                    y = next;
                }
                flat += Step;
            }
            Flat(svg, ref flat);
            svg.Add($"V{Bottom}z");
        }
        svg.Add($"\"/>");
    }

    private static void Flat(Html.Builder svg, ref int length)
    {
        if (length > 0)
            svg.Add($"h{length}");
        length = 0;
    }

    private static void Line(Html.Builder svg, int points, double value, double scale, string kind) =>
        svg.Add($"""<path class="{kind}" vector-effect="non-scaling-stroke" d="M0 {Y(value, scale)}H{points * Step}"/>""");

    private static int Y(double value, double scale) => Bottom - (int)Math.Round(value / scale * Height);
}
