using System.Globalization;
using OpsFunctions.Local.Cli;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Snapshots;

/// <summary>The app's settings where days of rotation are rehearsed: short rules, so that there is much to delete, and copies.</summary>
internal static class RotationSettings
{
    public const int MinGood = 3;

    public static Dictionary<string, string?> Of(SimulatedAzure azure)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            // On the first of January: no run of its own comes between.
            ["Rightsizing:Schedule"] = "0 0 6 1 1 *",
            ["Drills:Schedule"] = "0 0 6 1 1 *",
            ["Access:Schedule"] = "0 0 6 1 1 *",
            ["Access:WatchSchedule"] = "0 0 6 1 1 *",
            ["Rightsizing:Changes:LaterWatchSchedule"] = "0 0 6 1 1 *",
            ["Remediation:Schedule"] = "0 0 6 1 1 *",
            ["Snapshots:Mode"] = "Apply",
            ["Snapshots:DeleteMode"] = "Apply",
            ["Snapshots:MaxDeletePercent"] = "50",
            ["Snapshots:RetentionHour"] = "0",
            ["Snapshots:Policies:gold:KeepHourly"] = "5",
            ["Snapshots:Policies:gold:KeepDaily"] = "2",
            ["Snapshots:Policies:gold:KeepWeekly"] = "0",
            ["Snapshots:Policies:gold:KeepMonthly"] = "0",
            ["Snapshots:Policies:gold:KeepYearly"] = "0",
            ["Snapshots:Policies:gold:MinAge"] = "02:00:00",
            ["Snapshots:Policies:gold:MinGood"] = MinGood.ToString(CultureInfo.InvariantCulture),
            ["Snapshots:Policies:gold:CopyTo:0:Region"] = "northeurope",
            ["Snapshots:Policies:gold:CopyTo:0:KeepHourly"] = "3",
            ["Snapshots:Policies:gold:CopyTo:0:MinAge"] = "02:00:00",
            ["Snapshots:Policies:gold:CopyTo:0:MinGood"] = "1",
        };
        foreach (var (name, scope) in AllowedScopes.Everywhere(azure))
            settings[name] = scope;
        return settings;
    }
}
