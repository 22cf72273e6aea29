using Azure;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Report;

/// <summary>The report from a run's documents to its blobs.</summary>
public class ReportWriterTests
{
    private static readonly RunMoment Run = new("rightsizing-written", Now);
    private static readonly ReportRequest Request = new(Run, [2, 1]);

    [Fact]
    public async Task A_repeated_report_is_the_same_to_the_byte()
    {
        await using var suite = await StartAsync();

        var report = await WriteAsync(suite);
        var (page, json) = (await RunTests.ReportAsync(suite, "rightsizing-written.html"), await RunTests.ReportAsync(
            suite, "rightsizing-written.json"));
        await WriteAsync(suite);

        Assert.Equal(103, report.Totals.Machines);
        Assert.Equal(page, await RunTests.ReportAsync(suite, "rightsizing-written.html"));
        Assert.Equal(json, await RunTests.ReportAsync(suite, "rightsizing-written.json"));
    }

    [Fact]
    public async Task A_report_that_could_not_be_finished_does_not_appear()
    {
        await using var suite = await StartAsync();
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "BlockBlob_CommitBlockList", Nth = 2, Status = 403, Code = "AuthorizationFailure"
        });

        await Assert.ThrowsAsync<RequestFailedException>(() => WriteAsync(suite));
        Assert.Equal(["rightsizing/rightsizing-written.json"], await RunTests.Store(suite).ListReportsAsync(default));

        await WriteAsync(suite);
        Assert.Equal(["rightsizing/rightsizing-written.html", "rightsizing/rightsizing-written.json"], await RunTests.Store(suite)
            .ListReportsAsync(default));
    }

    [Fact]
    public async Task A_chunk_that_was_never_assessed_is_in_the_report_with_its_reason()
    {
        await using var suite = await StartAsync();
        var store = RunTests.Store(suite);
        await store.WriteAsync(
            Run.RunId, DocumentNames.Missing(DocumentNames.Assessments(1, 0)), new Missing(Run, "assessments-1-0", "metrics: Http403"),
            default);
        await store.WriteAsync(Run.RunId, DocumentNames.Machines(1, 0), new List<OpsFunctions.Orchestrations.Fleet.Machine>
        {
            Machine(), Machine() with { Id = "/machines/2" }
        }, default);

        var report = await WriteAsync(suite);

        Assert.Equal(2, report.Totals.Unknown);
        Assert.Equal("no advice for 2 machines: metrics: Http403", Assert.Single(report.Problems).What);
    }

    [Fact]
    public async Task Prices_that_contradict_each_other_and_families_without_a_size_are_problems_of_the_run()
    {
        await using var suite = await StartAsync();
        var store = RunTests.Store(suite);
        SizePrice[] prices = [new("Standard_D2as_v5", null, 0.192) { Ambiguities = ["Linux: 0.1 or 0.12 USD an hour"] }, new(
            "Standard_D4as_v5", 0.2, 0.4)];
        await store.WriteAsync(Run.RunId, DocumentNames.Prices(0), new RegionPrices(prices), default);
        await store.WriteAsync(Run.RunId, DocumentNames.Offer(0), Offer(D2 with { Family = "standardDSv5Family" }), default);
        var options = Options with { AllowedFamilies = ["STANDARDDSV5FAMILY", "standardXYv9Family"],
        CommittedFamilies = ["standardXYv9Family"] };

        var report = await new ReportWriter(store, new ReportDocuments(store, Request, options)).WriteAsync(default);

        Assert.Equal(
            ["Rightsizing:AllowedFamilies:1 Rightsizing:CommittedFamilies:0", "Standard_D2as_v5 in eastus "],
            report.Problems.Select(problem => $"{problem.Where} {string.Join(' ', problem.AlsoAt)}"));
        Assert.Equal("no price is taken: Linux: 0.1 or 0.12 USD an hour", report.Problems[1].What);
    }

    private static Task<RightsizingReport> WriteAsync(SuiteHost suite) =>
        new ReportWriter(RunTests.Store(suite), new ReportDocuments(RunTests.Store(suite), Request, Options)).WriteAsync(default);

    private static async Task<SuiteHost> StartAsync()
    {
        var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1, Seed = 3 });
        var store = RunTests.Store(suite);
        await store.WriteAsync(
            Run.RunId, DocumentNames.Fleet, new FleetManifest(Now, [new("s1", "eastus", 100), new("s2", "eastus", 3)], ["eastus"], []),
            default);
        foreach (var (group, chunk, count) in ((int, int, int)[])[(0, 0, 50), (0, 1, 50), (1, 0, 3)])
            await store.WriteAsync(
                Run.RunId, DocumentNames.Assessments(group, chunk),
                Enumerable.Range(0, count).Select(number => ReportTests.Full($"web-{group}-{chunk}-{number:00}")).ToList(), default);
        return suite;
    }
}
