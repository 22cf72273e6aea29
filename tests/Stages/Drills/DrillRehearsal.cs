using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Stages.Changes;
using static System.FormattableString;

namespace OpsFunctions.Stages.Drills;

/// <summary>
/// A drill under faults, aborts, kills and an expired TTL, all drawn by seed: the same seed, the same trouble. Afterwards it is clean, with
/// nothing left in simulated Azure, or leaked, with exactly what is left.
/// </summary>
internal static class DrillRehearsal
{
    private static readonly TimeSpan Afterwards = TimeSpan.FromHours(4);

    public static Task<DrillRehearsed> RunAsync(int seed)
    {
        var random = new Random(seed);
        return RunAsync(seed, random.Next(1, 4), seed % 7, stage => new(stage, random));
    }

    /// <summary>One machine, and one trouble at a call or commit.</summary>
    public static Task<DrillRehearsed> RunAsync(DrillTrouble trouble, int at, bool isKept) =>
        RunAsync(at, 1, 1, stage => new(stage, trouble, at, isKept));

    private static async Task<DrillRehearsed> RunAsync(int number, int machines, int fleet, Func<DrillStage, DrillTroubles> draw)
    {
        var folder = Directory.CreateTempSubdirectory("ops-drill-").FullName;
        try
        {
            await using var stage = await DrillStage.OpenAsync(machines, fleet);
            var troubles = draw(stage);
            foreach (var (name, value) in troubles.Settings)
                stage.Set(name, value);
            var kills = troubles.Kills;
            await stage.BeginAsync();
            await stage.TakePointsAsync();
            var before = stage.Azure.Calls.Changes.Count;
            troubles.Begin();
            var killed = 0;
            await stage.BeginAsync(Crash(folder, kills, killed));
            while (!await stage.DrillAsync())
                await stage.BeginAsync(Crash(folder, kills, ++killed));
            var (calls, commits) = (troubles.Calls, stage.Life.Commits);
            troubles.End();
            // Nothing dies any more.
            await stage.BeginAsync(Crash(folder, [], killed));
            await SweepAsync(stage);
            return (await JudgeAsync(number, stage, troubles, before, killed)) with { Calls = calls, Commits = commits };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Crash Crash(string folder, IReadOnlyList<(int Commit, bool IsKept)> kills, int killed) => killed < kills.Count
        ? new(Path.Combine(folder, "hub.db"), kills[killed].Commit, kills[killed].IsKept)
        : new(Path.Combine(folder, "hub.db"), Changes.Crash.Never, IsKept: true);

    // What the drill could not take down the sweeper does, once its time is over and nothing is in its way any more.
    private static async Task SweepAsync(DrillStage stage)
    {
        await stage.Life.PassAsync(Afterwards);
        await stage.Life.RunAsync(nameof(DrillSweepOrchestrator), $"{DrillSweepOrchestrator.Prefix}-after", "after");
    }

    private static async Task<DrillRehearsed> JudgeAsync(int seed, DrillStage stage, DrillTroubles troubles, int before, int killed)
    {
        var record = await stage.Life.Services.GetRequiredService<DrillStore>().RecordAsync(DrillStage.DrillId, default);
        var summary = await stage.SummaryAsync();
        return new(
            seed, killed, record?.Judgement?.Verdict, record?.Cleaning?.Remains ?? Remains.Pending, troubles.Drawn,
            [.. DrillInvariants.Broken(stage, record, summary, troubles, before)], record);
    }
}

/// <summary>What became of a seed.</summary>
internal sealed record DrillRehearsed(
    int Seed, int Kills, Verdict? Verdict, Remains Remains, IReadOnlyList<string> Drawn, IReadOnlyList<string> Broken, DrillRecord? Record)
{
    /// <summary>Calls of the app to Azure, and commits of its history in its last life.</summary>
    public int Calls { get; init; }

    public int Commits { get; init; }

    public override string ToString() => Invariant(
        $"seed {Seed}, {Kills} kills, {Verdict}, {Remains}: {(Broken.Count == 0 ? "holds" : string.Join("; ", Broken))}\n  {string.Join("\n  ", Drawn)}\n  {string.Join("; ", Record?.Judgement?.Causes ?? [])}\n  {Record?.Cleaning?.Problem}");
}
