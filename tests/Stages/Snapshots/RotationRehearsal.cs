using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Local.Cli.Rehearsal.Snapshots;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;
using static System.FormattableString;

namespace OpsFunctions.Stages.Snapshots;

/// <summary>
/// Days of rotation under faults, people and kills, all drawn by seed; afterwards everything that must hold is judged by what simulated
/// Azure held.
/// </summary>
internal static class RotationRehearsal
{
    private const int Days = 2;
    private const int Machines = 6;
    private const int MostKills = 12;

    private static readonly DateTimeOffset Start = RehearsalOptions.Start;

    public static async Task<RotationVerdict> RunAsync(int seed)
    {
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("ops-rotation-").FullName;
        try
        {
            await using var azure = await SimulatedAzure.StartAsync(
                new SimulatedAzureOptions { Fleet = new FleetOptions { Machines = Machines, Seed = seed, Start = Start }, Start = Start,
                SpellsIds = true, ImmutableContainers = ["evidence"] });
            azure.Roles.DeployFor("snapshots");
            foreach (var machine in azure.Fleet.Machines)
                azure.SetTagAsSomebodyElse(machine, PolicyChoice.Tag, "gold");
            var troubles = new RotationTroubles(azure, random);
            var file = Path.Combine(folder, "hub.db");
            var kills = 0;
            var life = await BeginAsync(azure, file, Crash(random, file, kills));
            try
            {
                await CoolOffAsync(life);
                for (var hour = 0; hour < Days * 24; hour++)
                {
                    await troubles.HourAsync(life.Services);
                    while (!await life.LiveUntilAsync(Start.AddHours(hour + 1)))
                    {
                        kills++;
                        await life.DisposeAsync();
                        life = await BeginAsync(azure, file, Crash(random, file, kills));
                    }
                }
                await troubles.CalmAsync(life.Services);
                // A day without trouble: what was left behind has been caught up with.
                while (!await life.LiveUntilAsync(Start.AddDays(Days + 1).AddMinutes(58)))
                {
                    kills++;
                    await life.DisposeAsync();
                    life = await BeginAsync(azure, file, Crash(random, file, MostKills));
                }
                return await JudgeAsync(seed, azure, life, troubles, kills);
            }
            finally
            {
                await life.DisposeAsync();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<AppLife> BeginAsync(SimulatedAzure azure, string file, Crash crash) =>
        AppLife.StartAsync(azure, RotationSettings.Of(azure), static _ => Task.CompletedTask, static _ => Task.CompletedTask, crash with
        {
            File = file
        });

    // Some die soon after their begin, some in the middle of a run, the last never.
    private static Crash Crash(Random random, string file, int kills) =>
        new(file, kills >= MostKills ? Changes.Crash.Never : random.Next(20, 900), random.Next(2) == 0);

    private static async Task CoolOffAsync(AppLife life)
    {
        var (options, seen) = (life.Services.GetRequiredService<SnapshotOptions>(), Start.AddDays(-30));
        await life.Services.GetRequiredService<StateStore>()
            .WriteAsync(
                PolicyMemory.Name,
                new PolicyMemory([.. options.Policies.Keys.Select(name => new PolicyHistory(options.Find(name)!, seen, seen, []))]),
                default);
    }

    private static async Task<RotationVerdict> JudgeAsync(
        int seed, SimulatedAzure azure, AppLife life, RotationTroubles troubles, int kills)
    {
        var runs = await SnapshotReading.RunsAsync(life.Client, default);
        // One that was refused again and again in the troubled days has failed, said so and was made good by the next; in the calm day none
        // may.
        var calm = $"snapshots-{Start.AddDays(Days):yyyyMMdd}";
        var ended = runs.ToDictionary(run => run.Key, run => run.Value is null or ""
            ? run.Value
            : run.Key.StartsWith(calm, StringComparison.Ordinal)
            ? run.Value
            : "", StringComparer.Ordinal);
        var left = await SnapshotReading.LeftAsync(life.Services, azure, runs, default);
        var invariants = SnapshotInvariants.Of(
            azure, life.Services.GetRequiredService<SnapshotOptions>(), ended, left, new HashSet<string>(StringComparer.Ordinal), Start,
            azure.Time.GetUtcNow()).ToList();
        var chains = await EvidenceCheck.AllAsync(life.Services.GetRequiredService<EvidenceStore>(), default).ToListAsync();
        List<string> broken =
        [
            .. invariants.Where(invariant => !invariant.Holds).Select(invariant => $"{invariant.Rule}: {invariant.Found}"),
            .. troubles.DeletedUnderProtection().Select(id => $"deleted while it was held or locked: {id}"),
            .. chains.Where(chain => chain.Problem is not null
                && runs.GetValueOrDefault(Path.GetFileNameWithoutExtension(chain.Chain), "") is { Length: 0 })
                    .Select(chain => $"{chain.Chain}: {chain.Problem}"),
        ];
        var history = azure.Snapshots.History;
        return new(
            seed, kills, history.Count(point => point.CreatedBy == azure.Suite.Act.PrincipalId),
            history.Count(point => point.DeletedBy == azure.Suite.Act.PrincipalId), runs.Count(run => run.Value is { Length: > 0 }), broken,
            troubles.Drawn);
    }
}

/// <summary>What became of a seed.</summary>
/// <param name="Made">Points made, and <paramref name="Deleted"/> deleted, by the suite.</param>
/// <param name="FailedRuns">Runs that ended with a failure, which people are told.</param>
internal sealed record RotationVerdict(
    int Seed, int Kills, int Made, int Deleted, int FailedRuns, IReadOnlyList<string> Broken, IReadOnlyList<string> Drawn)
{
    public override string ToString() => Invariant(
        $"seed {Seed}: {Kills} kills, {Made} points made, {Deleted} deleted, {FailedRuns} runs failed: {(Broken.Count == 0 ? "holds" : string.Join("\n  BROKEN ", Broken.Prepend("")))}{(Broken.Count == 0 ? "" : "\n  " + string.Join("\n  ", Drawn))}");
}
