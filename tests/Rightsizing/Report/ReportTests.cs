using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Load;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Report;

public class ReportTests
{
    private const string Hostile = "\"><script>alert(1)</script><!--\n</tbody>";

    [Fact]
    public async Task Nothing_from_Azure_becomes_markup()
    {
        var assessment = Full("web-1") with
        {
            Machine = Machine("Standard_D8s_v5", ("env", Hostile), ("owner", Hostile), ("ops:rightsizing", Hostile)) with
            {
                Name = Hostile, ResourceGroup = Hostile
            },
        };
        assessment = assessment with
        {
            Tags = OpsTags.Read(assessment.Machine.Tags, Mode.Report),
            Advice = assessment.Advice with
            {
                Reason = Hostile,
                Notes = [Hostile],
                NotToBeApplied = [Hostile],
                Problems = [Hostile],
                Differences = [Hostile],
                Alternatives = [new(Hostile, 1, new(0, 0, 0, 0), [Hostile])],
                CheaperExcluded = [new(Hostile, Hostile, [Hostile])],
            },
        };
        var page = await PageAsync(assessment);
        var packed = Assert.Single(Rows(page));

        foreach (var html in (string[])[page, packed])
        {
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<!--", html, StringComparison.Ordinal);
        }
        // The page's own script, its data and one block; nothing from outside ends one of them.
        Assert.Equal(3, Count(page, "<script"));
        Assert.Equal(3, Count(page, "</script>"));
        Assert.Equal(1, Count(packed, "</tbody>"));
        Assert.Equal(Hostile, Index(page)[0][0].GetString());
    }

    [Fact]
    public async Task The_page_fetches_nothing_from_elsewhere()
    {
        var page = await PageAsync(Full("web-1"));

        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        foreach (var html in (string[])[page, .. Rows(page)])
            foreach (var way in (string[])["src=", "href=", "url(", "@import", "http://", "https://"])
                Assert.DoesNotContain(way, html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_largest_savings_stand_in_the_page_and_every_machine_in_its_blocks()
    {
        var machines = Enumerable.Range(0, 120).Select(number => Full($"web-{number:000}", saving: number % 7 == 0 ? 1000 + number : 10))
            .ToArray();
        var page = await PageAsync(machines);

        var table = page[page.IndexOf("<table>", StringComparison.Ordinal)..page.IndexOf("</table>\n<nav", StringComparison.Ordinal)];
        var shown = Names(table);
        Assert.Equal(50, shown.Count);
        Assert.Equal(["web-119", "web-112", "web-105"], shown.Take(3));
        // Equal savings keep the order of the report.
        Assert.Equal(["web-001", "web-002", "web-003"], shown.Skip(18).Take(3));
        Assert.Equal(machines.Select(machine => machine.Machine.Name), Rows(page).SelectMany(Names));
        Assert.Equal(machines.Select(machine => machine.Machine.Name), Index(page).Select(row => row[0].GetString()));
        Assert.Contains("<noscript>", page, StringComparison.Ordinal);
        Assert.Contains("rightsizing-1.json", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_opens_to_all_that_is_behind_an_advice()
    {
        var row = Assert.Single(Rows(await PageAsync(Full("web-1"))));

        foreach (var text in (string[])
        [
            "risk 3: CPU 2, memory 3, disks 0, network 1", "AMD instead of Intel", "advised 3 runs in a row", "ephemeral OS disk",
            "by hand", "a rare peak was not sized for",
            "D4s_v5", "720 of 720 running hours, 30 days", "P99 1, daily peak P95 1, highest 1 of 8 vCPU",
            "100 of 12,800 operations a second, 5 of 192 MB/s",
            "0.5 vCPU, 1 needed", "F1s, F1ms",
        ])
            Assert.Contains(text, row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_JSON_carries_what_programs_rely_on()
    {
        var report = JsonSerializer.Deserialize<JsonElement>(await JsonAsync(Full("web-1", saving: 210.24)));

        Assert.Equal(2, report.GetProperty("schemaVersion").GetInt32());
        Assert.Equal("rightsizing-1", report.GetProperty("run").GetProperty("id").GetString());
        Assert.Equal(0, report.GetProperty("problemsNotListed").GetInt32());
        var machine = report.GetProperty("machines")[0];
        Assert.Equal("/machines/web-1", machine.GetProperty("id").GetString());
        Assert.Equal("Standard_D8s_v5", machine.GetProperty("size").GetString());
        Assert.Equal("Standard_D2s_v5", machine.GetProperty("target").GetString());
        Assert.Equal(3, machine.GetProperty("risk").GetInt32());
        Assert.Equal(3, machine.GetProperty("runsInARow").GetInt32());
        var advice = machine.GetProperty("advice");
        Assert.Equal("Resize", advice.GetProperty("kind").GetString());
        Assert.Equal("Standard_D2s_v5", advice.GetProperty("target").GetString());
        Assert.Equal(210.24, advice.GetProperty("monthlySaving").GetDouble());
        Assert.NotEqual("", advice.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_machine_without_advice_has_no_target_and_no_risk()
    {
        var machine = Machine("Standard_X1");
        var json = JsonSerializer.Deserialize<JsonElement>(await JsonAsync(new Assessment(
            machine, OpsTags.Read(machine.Tags, Mode.Report), null, null, null, Advice.Unknown("?"), null)));

        foreach (var name in (string[])["target", "risk", "demand"])
            Assert.Equal(JsonValueKind.Null, json.GetProperty("machines")[0].GetProperty(name).ValueKind);
    }

    [Fact]
    public void A_curve_has_a_gap_where_the_machine_was_off()
    {
        var svg = LoadCurve.Svg([1, null, 2, 2], 4, 2, "vCPU").ToString();

        // Two closed areas: before the gap and after it.
        Assert.Equal(2, Count(svg, "V64z"));
        Assert.Contains("highest 2 vCPU, size 4, advised 2", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_load_nobody_knows_has_no_curve() =>
        Assert.DoesNotContain("<svg", LoadCurve.Svg(null, 4, null, "vCPU").ToString(), StringComparison.Ordinal);

    /// <summary>An advice with everything an advice can carry.</summary>
    internal static Assessment Full(string name, double saving = 210)
    {
        var machine = Machine("Standard_D8s_v5", ("env", "prod"), ("owner", "ops@contoso.com")) with
        {
            Name = name, Id = $"/machines/{name}"
        };
        var demand = Demand() with { CpuCurveVcpus = [1, null, 0.5], MemoryCurveGiB = [4, null, 3] };
        var advice = Advice.Resize("Standard_D2s_v5", saving, "needs little") with
        {
            Notes = ["a rare peak was not sized for"],
            NotToBeApplied = ["ephemeral OS disk"],
            Risk = new Risk(2, 3, 0, 1),
            Differences = ["AMD instead of Intel"],
            Alternatives = [new("Standard_D4s_v5", 140, new Risk(1, 2, 0, 0), [])],
            CheaperExcluded = [new("Cpu", "0.5 vCPU, 1 needed", ["Standard_F1s", "Standard_F1ms"])],
        };
        return new Assessment(machine, OpsTags.Read(machine.Tags, Mode.Report), D8, D2, demand, advice, null) { RunsInARow = 3 };
    }

    private static RightsizingReport Report(IReadOnlyList<Assessment> assessments) => new(
        new RunMoment("rightsizing-1", Now), new RightsizingOptions(),
        assessments.Aggregate(RunTotals.None, (totals, one) => totals.Plus(one)), [], 0,
        [.. assessments.OrderByDescending(one => one.Advice.MonthlySaving).Take(50)]);

    private static async Task<string> PageAsync(params Assessment[] assessments)
    {
        await using var text = new StringWriter();
        using var page = new RightsizingPage(text);
        await page.BeginAsync(Report(assessments));
        foreach (var assessment in assessments)
            await page.AddAsync(assessment);
        await page.EndAsync();
        return text.ToString();
    }

    private static async Task<string> JsonAsync(params Assessment[] assessments)
    {
        await using var text = new StringWriter();
        var json = new RightsizingJson(text);
        await json.BeginAsync(Report(assessments));
        foreach (var assessment in assessments)
            await json.AddAsync(assessment);
        await json.EndAsync();
        return text.ToString();
    }

    /// <summary>The rows that lie packed in a page, in order.</summary>
    internal static IReadOnlyList<string> Rows(string page) =>
    [
        .. Regex.Matches(
            page, "<script type=\"application/gzip\" data-block=\"\\d+\">(?<text>[^<]*)</script>",
            RegexOptions.NonBacktracking).SelectMany(block =>
        {
            using var gzip = new GZipStream(
                new MemoryStream(Convert.FromBase64String(block.Groups["text"].Value)), CompressionMode.Decompress);
            using var reader = new StreamReader(gzip, Encoding.UTF8);
            return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }),
    ];

    private static List<JsonElement> Index(string page) =>
    [
        .. JsonSerializer.Deserialize<JsonElement>(Regex.Match(
                page, "<script type=\"application/json\">(?<text>.*?)</script>", RegexOptions.NonBacktracking).Groups["text"].Value)
            .GetProperty("rows").EnumerateArray(),
    ];

    private static List<string> Names(string html) => [.. Regex.Matches(
        html, "<tbody><tr><td><b [^>]*>(?<text>[^<]*)</b>", RegexOptions.NonBacktracking).Select(match => match.Groups["text"].Value)];

    private static int Count(string text, string part) =>
        (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length) / part.Length;
}
