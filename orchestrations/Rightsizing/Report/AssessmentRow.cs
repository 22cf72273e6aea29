using System.Globalization;
using System.Text;
using OpsFunctions.Orchestrations.Reports;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Load;
using static OpsFunctions.Orchestrations.Reports.ReportPage;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>A machine in the table of the page: a line of figures, and under it the reason, which opens to what is behind it.</summary>
internal static class AssessmentRow
{
    public const int SavingColumn = 2;

    public static readonly IReadOnlyList<TableColumn> Columns =
    [
        new("Machine"), new("Advice", ColumnKind.Choice), new("Saving a month", ColumnKind.Number), new("Risk", ColumnKind.Number), new("Size"),
        new("CPU, vCPU", ColumnKind.Picture), new("Memory, GiB", ColumnKind.Picture),
        new("Environment", IsShown: false), new("Region", IsShown: false), new("Owner", IsShown: false), new("Subscription", IsShown: false), new("Resource group", IsShown: false),
    ];

    /// <summary>What the row is sorted and found by, for each column.</summary>
    public static IReadOnlyList<object?> Values(Assessment one) =>
    [
        one.Machine.Name, one.Advice.Kind.ToString(), one.Advice.MonthlySaving, one.Advice.Risk?.Overall, Sizes(one, " → "), null, null,
        one.Tags.Environment, one.Machine.Region, one.Tags.Owner, one.Machine.Subscription, one.Machine.ResourceGroup,
    ];

    /// <summary>The row: one line.</summary>
    public static string Html(Assessment one)
    {
        var owner = one.Tags.Owner is null ? "" : $" · {Text(one.Tags.Owner)}";
        var row = new StringBuilder();
        row.Append(CultureInfo.InvariantCulture, $"<tbody><tr><td><b title=\"{Text(one.Machine.Id)}\">{Text(one.Machine.Name)}</b><br><span class=\"small\">{Text(one.Tags.Environment ?? "untagged")} · {Text(one.Machine.Region)}{owner}</span></td>");
        row.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Advice\"><span>{Badges(one)}</span></td>");
        row.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Saving\" class=\"number\">{Usd.OrDash(one.Advice.MonthlySaving)}</td>");
        row.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Risk\" class=\"number\">{(one.Advice.Risk is { } risk ? risk.Overall : "–")}</td>");
        row.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Size\"><span>{Sizes(one, " <span class=\"arrow\">→</span> ", "<b>", "</b>")}</span></td>");
        row.Append(CultureInfo.InvariantCulture, $"<td data-label=\"CPU, vCPU\">{LoadCurve.Svg(one.Demand?.CpuCurveVcpus, one.Size?.Vcpus, one.Target?.Vcpus, "vCPU")}</td>");
        row.Append(CultureInfo.InvariantCulture, $"<td data-label=\"Memory, GiB\">{LoadCurve.Svg(one.Demand?.MemoryCurveGiB, one.Size?.MemoryGiB, one.Target?.MemoryGiB, "GiB")}</td></tr>");
        row.Append(CultureInfo.InvariantCulture, $"<tr class=\"more\"><td colspan=\"7\"><details><summary>{Text(one.Advice.Reason)}</summary><div class=\"facts\">");
        AssessmentDetails.Append(row, one);
        return row.Append("</div></details></td></tr></tbody>").ToString();
    }

    internal static string Short(string size) => size.StartsWith("Standard_", StringComparison.Ordinal) ? size["Standard_".Length..] : size;

    private static string Badges(Assessment one)
    {
        var kind = one.Advice.Kind.ToString();
        var look = one.Advice.Kind switch
        {
            AdviceKind.Resize => "good",
            AdviceKind.Shutdown => "warn",
            AdviceKind.Unknown => "bad",
            _ => "calm",
        };
        var advice = $"<span class=\"tag {look}\">{kind}</span>";
        return one.Advice.NotToBeApplied.Count == 0
            ? advice
            : $"{advice} <span class=\"tag warn\" title=\"{Text(string.Join("; ", one.Advice.NotToBeApplied))}\">by hand</span>";
    }

    private static string Sizes(Assessment one, string arrow, string before = "", string after = "")
    {
        var present = Text(Short(one.Machine.Size));
        return one.Advice.Target is { } target ? $"{present}{arrow}{before}{Text(Short(target))}{after}" : present;
    }
}
