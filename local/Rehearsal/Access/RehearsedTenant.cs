using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Tenants;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Access;

/// <summary>A small tenant around a fleet, with planted violations: the suite keeps its own roles, and may read all.</summary>
internal static class RehearsedTenant
{
    /// <summary>Where simulated receivers take what is told of access.</summary>
    public const string Path = "/access";

    // Where violations are planted: nothing of the fleet lies there.
    private const int EmptySubscriptions = 12;

    /// <param name="seed">Another seed, another tenant.</param>
    public static TenantTruth Fill(SimulatedAzure azure, int seed) => TenantGenerator.Fill(azure, new TenantOptions
    {
        Seed = seed, Users = 250, ServicePrincipals = 40, Groups = 30, Assignments = 400, ManagementLevels = 3, KeepsRoles = true,
        Subscriptions = azure.Fleet.Subscriptions.Count + EmptySubscriptions,
    });

    /// <summary>What whoever deploys the suite would set: the accounts for the day on which nothing else works.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Settings(TenantTruth truth)
    {
        foreach (var (index, account) in truth.EmergencyAccounts.Index())
            yield return new(Invariant($"Access:EmergencyAccounts:{index}"), account);
    }

    /// <summary>Somebody is told, so that it can be judged when.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Receiver()
    {
        yield return new("Notifications:Webhooks:access:Url", $"https://hooks.contoso.example{Path}");
        yield return new("Notifications:Webhooks:access:Secret", new string('s', 32));
        yield return new("Notifications:Webhooks:access:Kinds:0", "Page");
        yield return new("Notifications:Webhooks:access:Kinds:1", "ChangeDone");
    }
}
