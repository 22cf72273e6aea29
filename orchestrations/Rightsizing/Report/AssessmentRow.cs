using OpsFunctions.Orchestrations.Reports;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Load;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>A machine in the table of the page: a line of figures, and under it the reason, which opens to what is behind it.</summary>
internal static class AssessmentRow
{
    public const int SavingColumn = 2;

    public static readonly IReadOnlyList<TableColumn> Columns =
    [
        new("Machine"), new("Advice", ColumnKind.Choice), new("Saving a month", ColumnKind.Number), new("Risk", ColumnKind.Number),
        new("Size"),
        new("CPU, vCPU", ColumnKind.Picture), new("Memory, GiB", ColumnKind.Picture),
        new("Environment", IsShown: false), new("Region", IsShown: false), new("Owner", IsShown: false),
        new("Subscription", IsShown: false), new("Resource group", IsShown: false),
    ];

    /// <summary>What the row is sorted and found by, for each column.</summary>
    public static IReadOnlyList<object?> Values(Assessment one) =>
    [
        one.Machine.Name, one.Advice.Kind.ToString(), one.Advice.MonthlySaving, one.Advice.Risk?.Overall, Sizes(one), null, null,
        one.Tags.Environment, one.Machine.Region, one.Tags.Owner, one.Machine.Subscription, one.Machine.ResourceGroup,
    ];

    /// <summary>The row: one line.</summary>
    public static Html Row(Assessment one)
    {
        var (demand, size, target) = (one.Demand, one.Size, one.Target);
        var risk = one.Advice.Risk is { } known ? Html.Of($"{known.Overall}") : Html.Of($"–");
        var owner = one.Tags.Owner is { } name ? Html.Of($" · {name}") : default;
        var cpu = LoadCurve.Svg(demand?.CpuCurveVcpus, size?.Vcpus, target?.Vcpus, "vCPU");
        var memory = LoadCurve.Svg(demand?.MemoryCurveGiB, size?.MemoryGiB, target?.MemoryGiB, "GiB");
        var row = new Html.Builder()
            .Add($"""<tbody><tr><td><b title="{one.Machine.Id}">{one.Machine.Name}</b><br>""")
            .Add($"""<span class="small">{one.Tags.Environment ?? "untagged"} · {one.Machine.Region}{owner}</span></td>""")
            .Add($"""<td data-label="Advice"><span>{Badges(one)}</span></td>""")
            .Add($"""<td data-label="Saving" class="number">{Usd.OrDash(one.Advice.MonthlySaving)}</td>""")
            .Add($"""<td data-label="Risk" class="number">{risk}</td>""")
            .Add($"""<td data-label="Size"><span>{Change(one)}</span></td>""")
            .Add($"""<td data-label="CPU, vCPU">{cpu}</td>""")
            .Add($"""<td data-label="Memory, GiB">{memory}</td></tr>""")
            .Add($"""<tr class="more"><td colspan="7"><details><summary>{one.Advice.Reason}</summary><div class="facts">""");
        AssessmentDetails.Append(row, one);
        return row.Add($"</div></details></td></tr></tbody>").Build();
    }

    internal static string Short(string size) => size.StartsWith("Standard_", StringComparison.Ordinal) ? size["Standard_".Length..] : size;

    private static Html Badges(Assessment one)
    {
        var look = one.Advice.Kind switch
        {
            AdviceKind.Resize => "good",
            AdviceKind.Unused or AdviceKind.Idle => "warn",
            AdviceKind.Unknown => "bad",
            _ => "calm",
        };
        var badges = new Html.Builder().Add($"""<span class="tag {look}">{one.Advice.Kind}</span>""");
        if (one.Advice.NotToBeApplied is { Count: > 0 } reasons)
            badges.Add($""" <span class="tag warn" title="{string.Join("; ", reasons)}">by hand</span>""");
        return badges.Build();
    }

    private static string Sizes(Assessment one) =>
        one.Advice.Target is { } target ? $"{Short(one.Machine.Size)} → {Short(target)}" : Short(one.Machine.Size);

    private static Html Change(Assessment one) => one.Advice.Target is { } target
        ? Html.Of($"""{Short(one.Machine.Size)} <span class="arrow">→</span> <b>{Short(target)}</b>""")
        : Html.Of($"{Short(one.Machine.Size)}");
}
