using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Changes;

/// <summary>Plans that a real run makes for a fleet; made once for all who ask.</summary>
internal static class PlannedFleet
{
    private const string Run = "rightsizing-plans";

    private static readonly ConcurrentDictionary<FleetOptions, Lazy<Task<ChangePlans>>> Known = new();

    public static Task<ChangePlans> OfAsync(FleetOptions fleet) => Known.GetOrAdd(fleet, options => new(() => PlanAsync(options))).Value;

    private static async Task<ChangePlans> PlanAsync(FleetOptions fleet)
    {
        await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions { Fleet = fleet, Start = fleet.Start });
        await using var app = await AppLife.StartAsync(azure, ChangeSettings.Of(azure), _ => Task.CompletedTask, _ => Task.CompletedTask);
        await app.RunAsync(nameof(RightsizingOrchestrator), Run, new RunInput("rehearsal"));
        return (await app.Services.GetRequiredService<StateStore>()
            .FindAsync<ChangePlans>(ChangePlans.NameOf("rightsizing", Run), default))?.Value
            ?? throw new InvalidOperationException("the run has planned nothing");
    }
}
