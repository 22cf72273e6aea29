using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Reports;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>What is behind an advice, for the reader who opens its row.</summary>
internal static class AssessmentDetails
{
    private const int MostSizes = 12;

    public static void Append(Html.Builder row, Assessment one)
    {
        var advice = one.Advice;
        Items(row, "Not to be applied unattended", advice.NotToBeApplied);
        Items(row, "Notes", advice.Notes);
        Items(row, "Settings that could not be read", [.. one.Tags.Problems, .. advice.Problems]);
        if (advice.Target is { } target)
            Items(row, AssessmentRow.Short(target), [.. Target(one)]);
        Alternatives(row, advice.Alternatives);
        if (one.Demand is { } demand)
            Figures(row, demand, one.Size);
        Excluded(row, advice);
        row.Add($"""<div class="wide"><code>{one.Machine.Id}</code></div>""");
    }

    private static void Items(Html.Builder row, string title, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
            return;
        row.Add($"<div><h3>{title}</h3><ul>");
        foreach (var item in items)
            row.Add($"<li>{item}</li>");
        row.Add($"</ul></div>");
    }

    private static IEnumerable<string> Target(Assessment one)
    {
        if (one.Advice.Risk is { } risk)
            yield return $"risk {risk.Overall}: {Words(risk)}";
        foreach (var difference in one.Advice.Differences)
            yield return difference;
        if (one.RunsInARow > 0)
            yield return one.RunsInARow == 1 ? "advised for the first time" : $"advised {one.RunsInARow} runs in a row";
    }

    private static void Alternatives(Html.Builder row, IReadOnlyList<Alternative> alternatives)
    {
        if (alternatives.Count == 0)
            return;
        row.Add($"<div><h3>Would do, too</h3><table>");
        row.Add($"""<tr><th>size</th><th class="number">saving</th><th>risk</th><th>differs in</th></tr>""");
        foreach (var one in alternatives)
        {
            row.Add($"""<tr><td>{AssessmentRow.Short(one.Size)}</td><td class="number">{Usd.OrDash(one.MonthlySaving)}</td>""");
            row.Add($"""<td><span title="{Words(one.Risk)}">{one.Risk.Overall}</span></td>""");
            row.Add($"<td>{(one.Differences.Count == 0 ? "–" : string.Join("; ", one.Differences))}</td></tr>");
        }
        row.Add($"</table></div>");
    }

    private static void Figures(Html.Builder row, Demand demand, Size? size)
    {
        row.Add($"<div><h3>What it needed</h3><table>");
        Line(
            row, "observed",
            Invariant(
                $"{demand.ObservedGrains / 2d:#,##0.#} of {demand.RunningGrains / 2d:#,##0.#} running hours, {demand.ObservedDays} days; on {100 * demand.RunningShare:0} % of the time"));
        Line(
            row, "CPU",
            Invariant(
                $"P99 {demand.CpuP99Vcpus:0.##}, daily peak P95 {demand.CpuDailyPeakP95Vcpus:0.##}, highest {demand.CpuHighestVcpus:0.##}")
                    + Of(size?.Vcpus, "vCPU"));
        if (demand.GrowthPerMonth > demand.GrowthError)
            Line(row, "growth", Invariant($"{100 * demand.GrowthPerMonth:0} ± {100 * demand.GrowthError:0} % a month"));
        Line(row, "memory", demand.MemoryPeakGiB is { } memory
            ? Invariant($"highest {memory:0.#}") + Of(size?.MemoryGiB, "GiB")
            : "unknown");
        Line(row, "disks", demand is { DiskIops: null, DiskMBps: null }
            ? "unknown"
            : $"highest {Figure(demand.DiskIops)} of {Figure(size?.DiskIops)} operations a second, {Figure(demand.DiskMBps)} of {Figure(size?.DiskMBps)} MB/s");
        Line(row, "network", $"highest {Figure(demand.NetworkInMbps)} Mb/s in, {Figure(demand.NetworkOutMbps)} Mb/s out");
        row.Add($"</table></div>");
    }

    private static void Excluded(Html.Builder row, Advice advice)
    {
        if (advice.CheaperExcluded.Count == 0)
            return;
        row.Add($"""<div class="wide"><h3>Why nothing cheaper</h3><table>""");
        foreach (var exclusion in advice.CheaperExcluded)
        {
            var sizes = string.Join(", ", exclusion.Sizes.Take(MostSizes).Select(AssessmentRow.Short));
            var more = exclusion.Sizes.Count > MostSizes ? Invariant($" and {exclusion.Sizes.Count - MostSizes} more") : "";
            Line(row, exclusion.Constraint, $"{exclusion.Reason} ({sizes}{more})");
        }
        row.Add($"</table></div>");
    }

    private static void Line(Html.Builder row, string name, string words) =>
        row.Add($"""<tr><th scope="row">{name}</th><td>{words}</td></tr>""");

    private static string Words(Risk risk) => $"CPU {risk.Cpu}, memory {risk.Memory}, disks {risk.Disk}, network {risk.Network}";

    private static string Of(double? size, string unit) => size is null ? $" {unit}" : Invariant($" of {size:0.##} {unit}");

    private static string Figure(double? figure) => figure is null ? "unknown" : Invariant($"{figure:#,##0.#}");
}
