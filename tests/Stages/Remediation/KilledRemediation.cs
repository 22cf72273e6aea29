using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Stages.Changes;

namespace OpsFunctions.Stages.Remediation;

/// <summary>An outage in whose remediation the app is killed.</summary>
internal sealed record KillScenario(string Name, OutageKind Kind, OutageOptions Options);

/// <summary>How it ended.</summary>
/// <param name="Commits">Of the app's history until its end; 0 where it was killed.</param>
/// <param name="Problems">What must not be, in words.</param>
internal sealed record KilledEnd(string State, int Commits, IReadOnlyList<string> Problems);

/// <summary>The app dies at one commit while it remediates, and a new one goes on where it was.</summary>
internal static class KilledRemediation
{
    public static readonly IReadOnlyList<KillScenario> Scenarios =
    [
        new("hung", OutageKind.Hung, new()),
        new("hung, does not heed a restart", OutageKind.Hung, new() { HeedsRestart = false }),
        new("runaway", OutageKind.Runaway, new() { Script = "kill-runaway" }),
        new("full data disk", OutageKind.FullDataDisk, new()),
        new("dead guest", OutageKind.DeadGuest, new()),
    ];

    // An alert, an act, its verification, the watch; and where it was killed, people or another attempt.
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(75);

    /// <param name="commit">At which commit it is killed, from 1; null: never.</param>
    /// <param name="isKept">Right after that was kept, else right before.</param>
    public static async Task<KilledEnd> RunAsync(KillScenario scenario, int? commit, bool isKept)
    {
        var folder = Directory.CreateTempSubdirectory("ops-killed-").FullName;
        try
        {
            await using var stage = await RemediationStage.OpenAsync(machines: 20);
            var file = Path.Combine(folder, "hub.db");
            var machine = stage.Machines[0];
            var outage = stage.Azure.Outages.Begin(machine, scenario.Kind, scenario.Options);
            var end = stage.Azure.Time.GetUtcNow() + Lasts;
            var commits = 0;
            await stage.BeginAsync(new(file, commit ?? Crash.Never, isKept));
            if (await stage.Life.LiveUntilAsync(end))
                commits = stage.Life.Commits;
            else
            {
                await stage.BeginAsync(new(file, Crash.Never, IsKept: true));
                await stage.Life.LiveUntilAsync(end);
            }
            var problems = await ProblemsAsync(stage, machine, outage);
            var where = commit is null
                ? "not killed" : FormattableString.Invariant($"killed at commit {commit}, {(isKept ? "kept" : "lost")}");
            var states = string.Join(", ", (await stage.IncidentsOfAsync(machine)).Select(one => one.State).Distinct());
            return new(states, commits, [.. problems.Select(one => $"{scenario.Name}, {where}: {one}")]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<string>> ProblemsAsync(RemediationStage stage, Machine machine, Outage outage)
    {
        var (problems, incidents) = (new List<string>(), await stage.IncidentsOfAsync(machine));
        var attempts = incidents.Sum(one => one.Timeline.Count(StormScore.IsBegin));
        foreach (var command in stage.ChangesOf(machine).Where(IsCommand).GroupBy(one => one.Operation, StringComparer.Ordinal))
            // A disk that is to grow is looked at first, by a script of its own.
            if (command.Count() > attempts * (command.Key.StartsWith("VirtualMachineRunCommands_", StringComparison.Ordinal)
                ? ScriptsAnAttempt
                : 1))
                problems.Add(FormattableString.Invariant($"{command.Count()} times {command.Key} in {attempts} attempts"));
        problems.AddRange(incidents.Where(one => one.IsOpen).Select(one => $"{one.Id} is still {one.State}: {one.Reason}"));
        if (!incidents.Any(one => one.State is IncidentState.Verified or IncidentState.Escalated))
            problems.Add($"neither verified nor escalated: {string.Join("; ", incidents.Select(one => $"{one.State} {one.Reason}"))}");
        if (incidents.Any(one => one.State == IncidentState.Verified) && outage.EndedAt is null)
            problems.Add("verified, and it lasts");
        if (incidents.Any(one => one.State == IncidentState.Escalated) && !stage.MessagesOf(machine).Any(IsPage))
            problems.Add("escalated, and nobody was called");
        return problems;
    }

    // To delete a script that is gone, or to ask what is done, is no act.
    private const int ScriptsAnAttempt = 2;

    private static bool IsCommand(RecordedChange change) =>
        change.Status < 400 && !change.Operation.EndsWith("_Delete", StringComparison.Ordinal);

    private static bool IsPage(string message) => message.Contains("somebody has to look", StringComparison.Ordinal);
}
