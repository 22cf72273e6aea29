using System.Diagnostics;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>One rightsizing run on a fleet, app and simulated Azure in one process.</summary>
/// <param name="Machines">Machines of the fleet.</param>
/// <param name="Summary">What the run ended with.</param>
/// <param name="Calls">Calls that simulated Azure counted.</param>
/// <param name="HistoryEvents">Events in the history of the run's orchestration.</param>
/// <param name="Duration">From the start of the simulation to the end of the run.</param>
internal sealed record FleetRun(int Machines, RunSummary Summary, IReadOnlyList<CallCount> Calls, long HistoryEvents, TimeSpan Duration)
{
    /// <param name="page">Where to leave the report's page; null: nowhere.</param>
    /// <exception cref="InvalidOperationException">The run did not end well.</exception>
    public static async Task<FleetRun> RunAsync(int fleet, int seed, string? page)
    {
        const string run = "rightsizing-fleet";
        var watch = Stopwatch.StartNew();
        await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = fleet, Seed = seed, Start = RehearsalOptions.Start },
            Start = RehearsalOptions.Start,
        });
        await using var app = await LocalApp.StartAsync(LocalApp.On(azure) with { Settings = RightsizingAlone.Settings });
        var host = app.Host;
        await host.Client.StartOnceAsync(nameof(RightsizingOrchestrator), run, input: null, default);
        await new SimulatedTime(azure, host).RunUntilAsync(RehearsalOptions.Start.AddHours(5), _ => { }, default);
        var ended = await host.Client.GetInstanceAsync(run, getInputsAndOutputs: true);
        var duration = watch.Elapsed;
        if (ended is not { RuntimeStatus: OrchestrationRuntimeStatus.Completed } || ended.ReadOutputAs<RunSummary>() is not { } summary)
            throw new InvalidOperationException(
                $"the run is {ended?.RuntimeStatus}: {ended?.FailureDetails?.ErrorMessage ?? "it has not ended"}");
        if (page is not null)
            await SaveAsync(app.Services.GetRequiredService<RunStore>(), $"{run}.html", page);
        await app.StopAsync();
        return new(azure.Fleet.Machines.Count, summary, azure.Calls.Counts, host.HistoryLength(run) ?? long.MaxValue, duration);
    }

    private static async Task SaveAsync(RunStore store, string report, string path)
    {
        await using var from = await store.OpenReportAsync(RightsizingCapability.Name, report, default)
            ?? throw new InvalidOperationException($"there is no report {report}");
        await using var to = File.Create(path);
        await from.CopyToAsync(to);
    }
}
