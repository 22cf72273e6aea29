using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Tests.Fixtures;
using Xunit;
using Machine = OpsFunctions.Orchestrations.Fleet.Machine;

namespace OpsFunctions.Tests.Rightsizing;

/// <summary>Whole runs on simulated Azure, through the real clients.</summary>
public class RunTests
{
    private static readonly FleetOptions Fleet = new() { Machines = 40, Seed = 3 };

    [Fact]
    public async Task A_run_advises_every_machine_and_leaves_its_report_and_nothing_else()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);

        var (summary, report) = await RunAsync(suite, "rightsizing-good");

        Assert.Equal(40, summary.Totals.Machines);
        Assert.True(summary.Totals.Resize > 0 && summary.Totals.Keep > 0);
        Assert.Equal(suite.Azure.Fleet.Machines.Select(machine => machine.Id).Order(StringComparer.Ordinal), Ids(report)
            .Order(StringComparer.Ordinal));
        Assert.Equal(["rightsizing/rightsizing-good.html", "rightsizing/rightsizing-good.json"], await Store(suite)
            .ListReportsAsync(default));
        Assert.Empty(await StateAsync(suite));
    }

    [Fact]
    public async Task The_same_run_asked_for_twice_runs_once()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);

        Assert.True(await suite.Client.StartOnceAsync(nameof(RightsizingOrchestrator), "rightsizing-once", input: null, default));
        Assert.False(await suite.Client.StartOnceAsync(nameof(RightsizingOrchestrator), "rightsizing-once", input: null, default));
        await suite.CompletedAsync("rightsizing-once");
        Assert.False(await suite.Client.StartOnceAsync(nameof(RightsizingOrchestrator), "rightsizing-once", input: null, default));
    }

    [Fact]
    public async Task A_region_without_prices_costs_its_machines_their_advice_and_not_the_run()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "RetailPrices_List", Target = "northeurope", Status = 400, Code = "BadRequest"
        });

        var (summary, report) = await RunAsync(suite, "rightsizing-noprices");

        Assert.Equal(40, summary.Totals.Machines);
        foreach (var machine in report.GetProperty("machines").EnumerateArray())
        {
            var inRegion = machine.GetProperty("region").GetString() == "northeurope";
            var reason = machine.GetProperty("advice").GetProperty("reason").GetString()!;
            if (inRegion && machine.GetProperty("mode").GetString() != "Off")
                Assert.StartsWith("prices: ", reason, StringComparison.Ordinal);
            else
                Assert.DoesNotContain("prices: ", reason, StringComparison.Ordinal);
        }
        Assert.Contains(report.GetProperty("problems").EnumerateArray(), problem => problem.GetProperty("where")
            .GetString()!.StartsWith("northeurope", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_metrics_answer_that_is_refused_makes_its_machines_unknown_with_the_reason()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "MetricsBatch_Batch", Target = suite.Azure.Fleet.Subscriptions[0].Id, Status = 403, Code = "AuthorizationFailed"
        });

        var (summary, report) = await RunAsync(suite, "rightsizing-nometrics");

        Assert.True(summary.Totals.Unknown > 0 && summary.Totals.Resize > 0);
        Assert.Contains(report.GetProperty("machines").EnumerateArray(), machine =>
            machine.GetProperty("advice").GetProperty("reason").GetString()!.StartsWith("metrics: ", StringComparison.Ordinal));
        Assert.Contains(report.GetProperty("problems").EnumerateArray(), problem =>
            problem.GetProperty("what").GetString()!.Contains("metrics: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_refused_of_many_machines_at_once_is_asked_of_fewer_and_costs_none_its_advice()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        foreach (var nth in new[] { 1, 2 })
            suite.Azure.Faults.Add(new FaultRule { Operation = "MetricsBatch_Batch", Nth = nth, Status = 400, Code = "BadRequest" });

        var (_, report) = await RunAsync(suite, "rightsizing-halves");

        Assert.DoesNotContain(report.GetProperty("machines").EnumerateArray(), machine =>
            machine.GetProperty("advice").GetProperty("reason").GetString()!.StartsWith("metrics: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_of_tags_ignore_case_on_the_way_through_storage()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var store = Store(suite);
        await store.WriteAsync("rightsizing-tagged", "machines", new List<Machine>
        {
            Cases.Machine("Standard_D8s_v5", ("OPS:Rightsizing", "off"), ("Env", "Dev"))
        }, default);

        var machine = Assert.Single(await store.ReadAsync<List<Machine>>("rightsizing-tagged", "machines", default));
        var tags = OpsTags.Read(machine.Tags, Mode.Apply);

        Assert.Equal(Mode.Off, tags.Rightsizing);
        Assert.False(tags.IsProduction);
    }

    [Fact]
    public async Task An_inventory_that_is_refused_fails_the_run_with_Azures_reason()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        suite.Azure.Faults.Add(new FaultRule { Operation = "Resources_Query", Status = 403, Code = "AuthorizationFailed" });

        await suite.Client.StartOnceAsync(nameof(RightsizingOrchestrator), "rightsizing-nofleet", input: null, default);
        var ended = await suite.CompletedAsync("rightsizing-nofleet");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("The fleet could not be read: inventory:", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(await StateAsync(suite));
    }

    [Fact]
    public async Task A_tag_that_cannot_be_read_is_listed_and_its_machine_left_alone()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet with { Machines = 200 });
        var unreadable = suite.Azure.Fleet.Machines.Where(machine => machine.Tags.GetValueOrDefault("ops:rightsizing") is { } tag
            && tag is not ("off" or "report" or "approve" or "apply")).ToList();
        Assert.NotEmpty(unreadable);

        var (_, report) = await RunAsync(suite, "rightsizing-tags");

        foreach (var machine in unreadable)
        {
            Assert.Contains(report.GetProperty("problems").EnumerateArray(), problem => problem.GetProperty("where")
                .GetString() == machine.Id
                || problem.GetProperty("alsoAt").EnumerateArray().Any(place => place.GetString() == machine.Id));
            Assert.Equal("Keep", Advice(report, machine.Id).GetProperty("kind").GetString());
        }
    }

    [Fact]
    public async Task A_machine_that_was_stopped_and_not_deallocated_is_unused()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var machine = suite.Azure.Fleet.Machines.First(one => one.IsRunning(suite.Azure.Time.GetUtcNow()));
        suite.Azure.Outages.Begin(machine, OutageKind.DeadGuest);
        await suite.UntilAsync(suite.Azure.Time.GetUtcNow().AddDays(5));

        var (_, report) = await RunAsync(suite, "rightsizing-stopped");

        var advice = Advice(report, machine.Id);
        Assert.Equal("Unused", advice.GetProperty("kind").GetString());
        Assert.StartsWith("stopped 5 days ago but not deallocated", advice.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(advice.GetProperty("monthlySaving").GetDouble(), report.GetProperty("machines").EnumerateArray()
            .Single(one => one.GetProperty("id").GetString() == machine.Id).GetProperty("monthlyCost").GetDouble());
    }

    // Without a figure nothing says when it last ran.
    [Fact]
    public async Task A_machine_that_was_shut_down_before_the_look_back_and_is_off_still_was_not_started_by_anybody()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet, ("Rightsizing:LookBackDays", "7"), ("Rightsizing:MinimumDays", "7"));
        var off = suite.Azure.Fleet.Machines[0];
        suite.Azure.SetPowerAsSomebodyElse(off, isOn: false);
        var at = suite.Azure.Time.GetUtcNow();
        await suite.UntilAsync(at.AddDays(8));
        await suite.Services.GetRequiredService<LedgerStore>().ChangeAsync(off.SubscriptionId, off.Region, _ => new(
            [new(new(off.Id, off.SubscriptionId, off.Region, "run-1", off.Size.Name, LedgerEntry.Off, at, 0.1, 0, 73), 0, at)]), default);

        var (_, report) = await RunAsync(suite, "rightsizing-after");

        Assert.StartsWith(
            "it did not run in the last 7 days", Advice(report, off.Id).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    internal static async Task<(RunSummary Summary, JsonElement Report)> RunAsync(SuiteHost suite, string id)
    {
        await suite.Client.StartOnceAsync(nameof(RightsizingOrchestrator), id, input: null, default);
        var ended = await suite.CompletedAsync(id);
        Assert.True(ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed, ended.FailureDetails?.ToString());
        return (ended.ReadOutputAs<RunSummary>()!, JsonSerializer.Deserialize<JsonElement>(await ReportAsync(suite, $"{id}.json")));
    }

    internal static async Task<byte[]> ReportAsync(SuiteHost suite, string file, string capability = "rightsizing")
    {
        await using var report = await Store(suite).OpenReportAsync(capability, file, default) ?? throw new FileNotFoundException(file);
        using var bytes = new MemoryStream();
        await report.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    internal static RunStore Store(SuiteHost suite) => suite.Services.GetRequiredService<RunStore>();

    private static async Task<List<string>> StateAsync(SuiteHost suite)
    {
        var names = new List<string>();
        if (!await suite.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state").ExistsAsync())
            return names;
        await foreach (var blob in suite.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state").GetBlobsAsync())
            if (blob.Name.StartsWith("runs/", StringComparison.Ordinal))
                names.Add(blob.Name);
        return names;
    }

    private static IEnumerable<string> Ids(JsonElement report) =>
        report.GetProperty("machines").EnumerateArray().Select(machine => machine.GetProperty("id").GetString()!);

    internal static JsonElement Advice(JsonElement report, string id) => report.GetProperty("machines").EnumerateArray()
        .First(machine => machine.GetProperty("id").GetString() == id).GetProperty("advice");
}
