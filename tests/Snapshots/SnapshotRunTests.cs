using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Snapshots;

/// <summary>Whole runs that only report, and one whose inventory is refused.</summary>
public class SnapshotRunTests
{
    private static readonly FleetOptions Fleet = new() { Machines = 12, Seed = 3 };

    [Theory]
    [InlineData(nameof(SnapshotsOrchestrator), "snapshots-report")]
    [InlineData(nameof(RetentionOrchestrator), "snapshots-retention-report")]
    public async Task A_run_that_only_reports_leaves_state_and_report_and_changes_nothing(string orchestrator, string run)
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);

        await suite.Client.StartOnceAsync(orchestrator, run, new RunInput("somebody"), default);
        var ended = await suite.CompletedAsync(run);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal(
            (12, $"snapshots/{run}"),
            (ended.ReadOutputAs<SnapshotRunSummary>()!.Totals.Machines, ended.ReadOutputAs<SnapshotRunSummary>()!.Report));
        Assert.Single((await suite.Services.GetRequiredService<SnapshotStateReader>()
            .FindAsync(suite.Azure.Fleet.Machines[0].Id, default)).Found);
        Assert.Empty(suite.Azure.Snapshots.History);
    }

    [Fact]
    public async Task A_run_whose_inventory_is_refused_fails_and_says_why()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "Resources_Query", Status = 403, Code = "AuthorizationFailed", Message = "not yours to read"
        });

        await suite.Client.StartOnceAsync(nameof(SnapshotsOrchestrator), "snapshots-refused", new RunInput("somebody"), default);
        var ended = await suite.CompletedAsync("snapshots-refused");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("not yours to read", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }
}
