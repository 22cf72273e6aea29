namespace OpsFunctions.Stages.Changes;

/// <summary>The app dies at one commit of a change, and a new one goes on where it was.</summary>
internal static class CrashRehearsal
{
    public static readonly IReadOnlyList<ChangeScenario> Scenarios =
        [ChangeScenarios.Online, ChangeScenarios.ByWayOfStop, ChangeScenarios.PutBack, ChangeScenarios.TakeBack];

    /// <summary>Nothing dies.</summary>
    /// <returns>How it ended, and in how many commits.</returns>
    public static async Task<(StageEnd End, int Commits)> UndisturbedAsync(ChangeScenario scenario)
    {
        var (end, commits, _) = await RunAsync(scenario, Crash.Never, isKept: true);
        return (end, commits);
    }

    /// <returns>What is different from the undisturbed run; null: nothing.</returns>
    public static async Task<string?> DifferenceAsync(ChangeScenario scenario, StageEnd undisturbed, int commit, bool isKept)
    {
        var (end, _, broken) = await RunAsync(scenario, commit, isKept);
        var where = $"{scenario} at commit {commit}, {(isKept ? "kept" : "lost")}";
        return broken.Count > 0 ? $"{where}: {string.Join("; ", broken)}"
            : end.Steps != undisturbed.Steps ? $"{where}: {TextDifference.Of(undisturbed.Steps, end.Steps)}"
            : null;
    }

    private static async Task<(StageEnd End, int Commits, IReadOnlyList<string> Broken)> RunAsync(
        ChangeScenario scenario, int commit, bool isKept)
    {
        var folder = Directory.CreateTempSubdirectory("ops-crash-").FullName;
        try
        {
            await using var stage = await ChangeStage.OpenAsync(scenario);
            // The plan was written by the run before, which is not what is tried here.
            await stage.BeginAsync();
            await stage.WritePlanAsync();
            var file = Path.Combine(folder, "hub.db");
            await stage.BeginAsync(new(file, commit, isKept));
            var commits = 0;
            if (await stage.RunAsync())
            {
                commits = stage.Life.Commits;
            }
            else
            {
                await stage.BeginAsync(new(file, Crash.Never, IsKept: true));
                await stage.RunAsync();
            }
            var end = await StageEnd.ReadAsync(stage);
            return (end, commits, [.. StageInvariants.Broken(stage, end)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
