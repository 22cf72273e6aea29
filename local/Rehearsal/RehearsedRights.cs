using OpsFunctions.Orchestrations;
using OpsFunctions.Simulator;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>What the suite's identities may do in a rehearsal: what a deployment would give them for just that.</summary>
internal static class RehearsedRights
{
    public static void Give(SimulatedAzure azure, RehearsalOptions options) => azure.Roles.Deploy(one => IsOn(one, options));

    /// <summary>What is to be taken away; not the suite's own storage, without which there is no suite.</summary>
    public static void Take(SimulatedAzure azure, RehearsalOptions options)
    {
        foreach (var identity in azure.Suite.All.Where(one => options.Without.Contains(one.Name, StringComparer.OrdinalIgnoreCase)))
            azure.Roles.Assign(identity, [.. azure.Roles.Of(identity).Where(one => one.Role.DataActions.Count > 0)]);
        var actions = options.Without.Where(one => one.Contains('/', StringComparison.Ordinal)).ToList();
        if (actions.Count > 0)
            azure.Roles.Without(actions);
    }

    /// <summary>Nobody wanted what no role of his allows.</summary>
    public static Invariant Kept(SimulatedAzure azure)
    {
        var lacking = azure.Calls.Lacking;
        return new(
            "every call was allowed by the roles of the identity that made it", lacking.Count == 0,
            lacking.Count == 0 ? Invariant($"{azure.Calls.Uses.Count} rights used") : string.Join("; ", lacking.Take(3)));
    }

    private static bool IsOn(DeployedRole role, RehearsalOptions options) => role.Capability switch
    {
        "drills" => options.ChangeMode > Mode.Report,
        "access" => options.Tenant,
        "remediation" => options.Outages && (!role.Changes || options.Mode > Mode.Report),
        _ => !role.Changes || options.ChangeMode > Mode.Report,
    };
}
