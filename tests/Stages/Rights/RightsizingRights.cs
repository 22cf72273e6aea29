using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;

namespace OpsFunctions.Stages.Rights;

/// <summary>Runs that advise, and every end that a change has.</summary>
internal static class RightsizingRights
{
    private const string Capability = "rightsizing";

    private static readonly FleetOptions Few = ChangeScenarios.Fleet with { Machines = 12, Surges = 0 };

    // The last three are in an availability set.
    private static readonly FleetOptions Grouped = Few with { Machines = 21, Seed = 3 };

    // One is behind a load balancer, and gets another size.
    private static readonly ChangeScenario Balanced = new("behind a load balancer", 12, ChangeEndKind.Changed)
    {
        Fleet = Few with { Machines = 15, Seed = 5 },
    };

    public static IReadOnlyList<RightsScenario> All { get; } =
    [
        new(Capability, "advice", () => AdviseAsync(Few, late: null)),
        .. ChangeScenarios.All.Select(one => new RightsScenario(Capability, one.Name, () => ChangeAsync(one))),
        new(Capability, "advice in an availability set", () => AdviseAsync(Grouped, late: null)),
        new(Capability, Balanced.Name, () => ChangeAsync(Balanced)),
        new(Capability, "a role that arrives late", () => AdviseAsync(Few, late: "Microsoft.Compute/skus/read")),
    ];

    private static async Task<RightsSeen> AdviseAsync(FleetOptions fleet, string? late)
    {
        await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions { Fleet = fleet, Start = fleet.Start });
        azure.Roles.DeployFor(Capability);
        await using var app = await AppLife.StartAsync(azure, ChangeSettings.Of(azure), _ => Task.CompletedTask, _ => Task.CompletedTask);
        if (late is not null)
        {
            await app.PassAsync(LateRole.Settled);
            LateRole.Begin(azure, azure.Suite.Read, late);
        }
        await app.RunAsync(nameof(RightsizingOrchestrator), "rightsizing-rights", new RunInput("stage"));
        return RightsSeen.Of(azure, late);
    }

    private static async Task<RightsSeen> ChangeAsync(ChangeScenario scenario)
    {
        await using var stage = await ChangeStage.OpenAsync(scenario);
        await stage.BeginAsync();
        await stage.WritePlanAsync();
        await stage.RunAsync();
        return RightsSeen.Of(stage.Azure);
    }
}
