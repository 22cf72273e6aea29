using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;
using OpsFunctions.Stages.Snapshots;

namespace OpsFunctions.Stages.Rights;

/// <summary>A day of rotation: points of each form, copies, and what no rule keeps is deleted.</summary>
internal static class RotationRights
{
    private const int Machines = 6;

        // Hours of slots, then the day's deletion.
    private const string RetentionHour = "9";
    private static readonly TimeSpan Longest = TimeSpan.FromHours(10.5);

    public static IReadOnlyList<RightsScenario> All { get; } = 
    [
        new("snapshots", "rotation", () => RotateAsync(Longest, late: null)),
        new("snapshots", "a role that arrives late", () => RotateAsync(TimeSpan.FromHours(3), late: "Microsoft.Compute/snapshots/write")),
    ];

    private static async Task<RightsSeen> RotateAsync(TimeSpan lasts, string? late)
    {
        var start = RehearsalOptions.Start;
        await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = Machines, Seed = 3, Start = start }, Start = start, ImmutableContainers = ["evidence"],
        });
        azure.Roles.DeployFor("snapshots");
        foreach (var machine in azure.Fleet.Machines)
            azure.SetTagAsSomebodyElse(machine, PolicyChoice.Tag, "gold");
        var settings = RotationSettings.Of(azure);
        settings["Snapshots:RetentionHour"] = RetentionHour;
        await using var life = await AppLife.StartAsync(
            azure, settings, static _ => Task.CompletedTask, static _ => Task.CompletedTask);
        var (options, seen) = (life.Services.GetRequiredService<SnapshotOptions>(), start.AddDays(-30));
        await life.Services.GetRequiredService<StateStore>().WriteAsync(
            PolicyMemory.Name,
            new PolicyMemory([.. options.Policies.Keys.Select(name => new PolicyHistory(options.Find(name)!, seen, seen, []))]), default);
        if (late is not null)
        {
            await life.LiveUntilAsync(start + LateRole.Settled);
            LateRole.Begin(azure, azure.Suite.Act, late);
        }
        await life.LiveUntilAsync(start + lasts);
        return RightsSeen.Of(azure, late);
    }
}
