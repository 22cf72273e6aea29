using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>A small picture of a load with the limit of the present size and of the advised one.</summary>
internal static class LoadCurve
{
    private const double Width = 180;
    private const double Height = 44;
    private const double Top = 4;

    /// <param name="points">The load; null where the machine was off.</param>
    /// <param name="limit">What the present size gives.</param>
    /// <param name="target">What the advised size gives; null where none is advised.</param>
    /// <param name="unit">Unit of all three.</param>
    public static string Svg(IReadOnlyList<double?>? points, double? limit, double? target, string unit)
    {
        if (points is not { Count: > 1 } || limit is null)
            return "<span class=\"small\">unknown</span>";

        var highest = points.Max() ?? 0;
        var scale = Math.Max(Math.Max(limit.Value, target ?? 0), highest) * 1.02;
        var words = Invariant($"highest {highest:0.##} {unit}, size {limit:0.##}") + (target is null ? "" : Invariant($", advised {target:0.##}"));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height + Top}\" role=\"img\" aria-label=\"{words}\"><title>{words}</title>");
        Area(svg, points, scale);
        Line(svg, limit.Value, scale, "limit");
        if (target is { } advised)
            Line(svg, advised, scale, "target");
        return svg.Append("</svg>").ToString();
    }

    // One closed area a stretch of running time; a point is as wide as the hours it stands for.
    private static void Area(StringBuilder svg, IReadOnlyList<double?> points, double scale)
    {
        var step = Width / points.Count;
        svg.Append("<path class=\"load\" d=\"");
        for (var i = 0; i < points.Count; i++)
        {
            if (points[i] is null)
                continue;
            svg.Append(CultureInfo.InvariantCulture, $"M{i * step:0.#} {Y(0, scale):0.#}");
            for (; i < points.Count && points[i] is { } point; i++)
                svg.Append(CultureInfo.InvariantCulture, $"V{Y(point, scale):0.#}H{(i + 1) * step:0.#}");
            svg.Append(CultureInfo.InvariantCulture, $"V{Y(0, scale):0.#}Z");
        }
        svg.Append("\"/>");
    }

    private static void Line(StringBuilder svg, double value, double scale, string kind) =>
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"M0 {Y(value, scale):0.#}H{Width}\"/>");

    private static double Y(double value, double scale) => Top + Height - value / scale * Height;
}
