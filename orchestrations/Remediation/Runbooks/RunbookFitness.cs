using OpsFunctions.Orchestrations.Remediation.Deciding;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>Whether a runbook is of any use to a resource as it is. Pure; what only the act itself can see is looked at there.</summary>
public static class RunbookFitness
{
    /// <summary>A script that runs while its machine restarts is stuck for good (azure-cli#14642).</summary>
    public static readonly TimeSpan AroundRestart = TimeSpan.FromMinutes(10);

    private static readonly string[] Restarting = [RunbookNames.Restart, RunbookNames.Start, RunbookNames.Redeploy, RunbookNames.ResizeUp];

    /// <returns>Why it is none; null: it may help.</returns>
    public static string? Problem(ChosenRunbook choice, Situation seen, Episode episode, RemediationOptions options, DateTimeOffset now) =>
        choice.Name switch
    {
        RunbookNames.ScaleOut => seen.IsScaleSet ? null : "it is for scale sets",
        _ when !seen.IsMachine => "it is for virtual machines",
        RunbookNames.Restart => seen.IsRunning ? null : $"it is for machines that run; this one is {Power(seen)}",
        // Somebody, or a budget, gave its place back on purpose.
        RunbookNames.Start => seen.Power switch
        {
            "stopped" => null,
            "deallocated" => "it is deallocated, which somebody did on purpose",
            _ => $"it is for machines that stopped from within; this one is {Power(seen)}",
        },
        RunbookNames.Reapply => seen.Provisioning == "Failed"
            ? null
            : $"it is for machines whose provisioning failed; this one's is {seen.Provisioning}",
        RunbookNames.Redeploy => seen.HasEphemeralOsDisk ? "its OS disk is ephemeral and would be lost" : null,
        RunbookNames.RunScript => OfScript(choice, seen, episode, options, now),
        RunbookNames.GrowDisk => !seen.IsRunning ? $"its disk grows while it runs; it is {Power(seen)}"
            // A full OS disk takes the agent with it; and no disk ever shrinks, so none grows a second time for the same trouble.
            : !seen.IsAgentReady ? "its agent does not report, and so could not grow the file system"
            : episode.Attempts.Any(one => one.Runbook == RunbookNames.GrowDisk && one.At >= episode.BeganAt)
                ? "it grew in this episode already"
            : !seen.DataDisks.ContainsKey(choice.Lun)
                ? string.Create(
                    System.Globalization.CultureInfo.InvariantCulture, $"it has no data disk at {choice.Lun}; an OS disk is left to people")
            : null,
        RunbookNames.ResizeUp => seen.IsRunning ? null : $"it is for machines that run; this one is {Power(seen)}",
        _ => "there is no such runbook",
    };

    private static string? OfScript(ChosenRunbook choice, Situation seen, Episode episode, RemediationOptions options, DateTimeOffset now)
    {
        if (!options.Scripts.TryGetValue(choice.Script, out var script))
            return $"there is no approved script {Words.OneLine(choice.Script)}";
        return script.IsWindows != seen.IsWindows ? $"the script is for {(script.IsWindows ? "Windows" : "Linux")}"
            : !seen.IsRunning ? $"it is {Power(seen)}"
            : !seen.IsAgentReady ? "its agent does not report"
            : episode.Attempts.Any(one => Restarting.Contains(one.Runbook, StringComparer.Ordinal) && one.At > now - AroundRestart)
                ? "it was restarted within ten minutes"
            : null;
    }

    private static string Power(Situation seen) => seen.Power.Length == 0 ? "in a state that is not known" : seen.Power;
}
