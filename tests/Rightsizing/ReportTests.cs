using System.Text.Json;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing;

public class ReportTests
{
    private const string Hostile = "\"><script>alert(1)</script>";

    [Fact]
    public void Nothing_from_Azure_becomes_markup()
    {
        var machine = Machine("Standard_D8s_v5", ("env", Hostile), ("owner", Hostile), ("ops:rightsizing", Hostile)) with { Name = Hostile };
        var page = RightsizingPage.Of(Report(machine)).ToString();

        Assert.Equal(1, Count(page, "<script>"));
        Assert.DoesNotContain("alert(1)</script>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_fetches_nothing_from_elsewhere()
    {
        var page = RightsizingPage.Of(Report(Machine())).ToString();

        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        foreach (var way in (string[])["src=", "href=", "url(", "@import", "http://", "https://"])
            Assert.DoesNotContain(way, page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_JSON_carries_what_programs_rely_on()
    {
        var report = JsonSerializer.Deserialize<JsonElement>(RightsizingJson.Of(Report(Machine())));

        Assert.Equal(1, report.GetProperty("schemaVersion").GetInt32());
        Assert.Equal("rightsizing-1", report.GetProperty("run").GetProperty("id").GetString());
        var machine = report.GetProperty("machines")[0];
        Assert.Equal(Machine().Id, machine.GetProperty("id").GetString());
        Assert.Equal("Standard_D8s_v5", machine.GetProperty("size").GetString());
        var advice = machine.GetProperty("advice");
        Assert.Equal("Resize", advice.GetProperty("kind").GetString());
        Assert.Equal("Standard_D2s_v5", advice.GetProperty("target").GetString());
        Assert.Equal(210.24, advice.GetProperty("monthlySaving").GetDouble());
        Assert.NotEqual("", advice.GetProperty("reason").GetString());
    }

    [Fact]
    public void A_curve_has_a_gap_where_the_machine_was_off()
    {
        var svg = LoadCurve.Svg([1, null, 2, 2], 4, 2, "vCPU");

        // Two closed areas: before the gap and after it.
        Assert.Equal(2, Count(svg, "Z"));
        Assert.Contains("highest 2 vCPU, size 4, advised 2", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_load_nobody_knows_has_no_curve() => Assert.DoesNotContain("<svg", LoadCurve.Svg(null, 4, null, "vCPU"), StringComparison.Ordinal);

    private static RightsizingReport Report(OpsFunctions.Orchestrations.Fleet.Machine machine)
    {
        var tags = OpsTags.Read(machine.Tags, Mode.Report);
        var demand = Demand() with { CpuCurveVcpus = [1, null, 0.5], MemoryCurveGiB = [4, null, 3] };
        var advice = Advise(machine, demand);
        var assessment = new Assessment(machine, tags, D8, advice.Target is null ? null : D2, demand, advice, null);
        return new(
            new RunMoment("rightsizing-1", new DateTimeOffset(2026, 6, 1, 6, 0, 0, TimeSpan.Zero)), new RightsizingOptions(),
            RunTotals.None.Plus(assessment), [.. tags.Problems.Select(problem => new ReportProblem(machine.Id, problem))], [assessment]);
    }

    private static int Count(string text, string part) => (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length) / part.Length;
}
