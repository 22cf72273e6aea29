using OpsFunctions.Functions;
using OpsFunctions.Orchestrations.Access;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli;

/// <summary>
/// Settings that let every capability that acts do so in every simulated subscription: there is nothing to lose. Audits of access change
/// nothing, and have no guard.
/// </summary>
internal static class AllowedScopes
{
    public static IEnumerable<(string Name, string Scope)> Everywhere(SimulatedAzure azure) =>
        from one in Capabilities.All
        where one.Capability.Name != AccessCapability.Name
        from subscription in azure.Fleet.Subscriptions.Index()
        select ($"{one.Capability.Title}:Guard:AllowedScopes:{subscription.Index}", $"/subscriptions/{subscription.Item.Id}");
}
