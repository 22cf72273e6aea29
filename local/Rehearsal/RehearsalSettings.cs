using OpsFunctions.Local.Cli.Rehearsal.Access;
using OpsFunctions.Local.Cli.Rehearsal.Drills;
using OpsFunctions.Local.Cli.Rehearsal.Remediation;
using OpsFunctions.Orchestrations;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Tenants;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>
/// The app's settings in a rehearsal. Where changes are rehearsed, everything is in scope, and what would only be done after asking is
/// done: there is nothing to lose, and as much as possible is to be seen.
/// </summary>
internal static class RehearsalSettings
{
    /// <param name="tenant">The tenant whose access is audited; null: there is none.</param>
    /// <param name="outages">Outages that are rehearsed; null: there are none.</param>
    public static IReadOnlyDictionary<string, string?> Of(
        RehearsalOptions options, SimulatedAzure azure, TenantTruth? tenant, RehearsedOutages? outages)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Rightsizing:Mode"] = options.ChangeMode.ToString(),
            // Without alerts there is nothing to see.
            ["Remediation:Mode"] = nameof(Mode.Off),
        };
        if (options.ChangeMode > Mode.Report)
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
        if (tenant is null)
            // The watch alone is 288 runs a day, and without people there is nothing to see.
            settings["Access:Mode"] = nameof(Mode.Off);
        else
            foreach (var (name, value) in RehearsedTenant.Settings(tenant).Concat(RehearsedTenant.Receiver()))
                settings[name] = value;
        if (outages is not null)
            foreach (var (name, value) in outages.Settings(options.Mode).Concat(AllowedScopes.Everywhere(azure).Select(KeyValue)))
                settings[name] = value;
        foreach (var (name, value) in options.Settings)
            settings[name] = value;
        return settings;
    }

    private static KeyValuePair<string, string?> KeyValue((string Name, string Scope) one) => new(one.Name, one.Scope);
}
