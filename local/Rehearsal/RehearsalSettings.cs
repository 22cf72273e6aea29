using OpsFunctions.Local.Cli.Rehearsal.Drills;
using OpsFunctions.Orchestrations;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>
/// The app's settings in a rehearsal. Where changes are rehearsed, everything is in scope, and what would only be done after asking is
/// done: there is nothing to lose, and as much as possible is to be seen.
/// </summary>
internal static class RehearsalSettings
{
    public static IReadOnlyDictionary<string, string?> Of(RehearsalOptions options, SimulatedAzure azure)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Rightsizing:Mode"] = options.Mode.ToString() };
        if (options.Mode > Mode.Report)
        {
            settings["Snapshots:Mode"] = nameof(Mode.Apply);
            settings["Snapshots:DeleteMode"] = options.Mode.ToString();
            // Copies of what is taken hourly, kept for a week.
            settings["Snapshots:Policies:gold:CopyTo:0:Region"] = "northeurope";
            settings["Snapshots:Policies:gold:CopyTo:0:KeepDaily"] = "7";
            settings["Rightsizing:Changes:LosesTemporaryDisk"] = "true";
            settings["Rightsizing:Changes:EnlargesUnasked"] = "true";
            foreach (var (name, scope) in AllowedScopes.Everywhere(azure))
                settings[name] = scope;
            foreach (var (name, value) in DrilledApplications.Settings(azure, weekly: true))
                settings[name] = value;
        }
        foreach (var (name, value) in options.Settings)
            settings[name] = value;
        return settings;
    }
}
