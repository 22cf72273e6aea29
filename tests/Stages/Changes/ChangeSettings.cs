using OpsFunctions.Local.Cli;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Changes;

/// <summary>
/// The app's settings where one change is rehearsed: everything may be changed at any time, and is watched for two hours.
/// </summary>
internal static class ChangeSettings
{
    public static Dictionary<string, string?> Of(SimulatedAzure azure)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            // On the first of January: no run of its own comes between.
            ["Rightsizing:Schedule"] = "0 0 6 1 1 *",
            ["Snapshots:Schedule"] = "0 0 6 1 1 *",
            ["Drills:Schedule"] = "0 0 6 1 1 *",
            ["Access:Schedule"] = "0 0 6 1 1 *",
            ["Access:WatchSchedule"] = "0 0 6 1 1 *",
            ["Rightsizing:Changes:LaterWatchSchedule"] = "0 0 6 1 1 *",
            ["Remediation:Schedule"] = "0 0 6 1 1 *",
            ["Rightsizing:Mode"] = "Apply",
            ["Rightsizing:Changes:RunsInARow"] = "1",
            ["Rightsizing:Changes:LosesTemporaryDisk"] = "true",
            ["Rightsizing:Changes:WatchHours"] = "2",
            ["Rightsizing:Changes:OptOutDays"] = "1",
            ["Rightsizing:Guard:ProductionWindow"] = "always",
            ["Rightsizing:Guard:OtherWindow"] = "always",
        };
        foreach (var (name, scope) in AllowedScopes.Everywhere(azure))
            settings[name] = scope;
        return settings;
    }
}
