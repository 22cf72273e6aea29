using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Governance;

/// <summary>What is listed at the tenant's root needs a right there; one at a subscription or management group is not enough.</summary>
internal static class RootScope
{
    /// <summary>Null: it may be read.</summary>
    public static Outcome? Refuses(SimulatedAzure azure, Exchange exchange, AccessFilter filter)
    {
        // One's own may be read by anybody.
        if (exchange.Route["scope"] is not "/" || filter.AsTarget || exchange.Operation?.Action is not { } action
            || azure.Roles.AllowAtRoot(exchange.Caller?.PrincipalId, action))
            return null;
        var caller = exchange.Caller;
        return Outcome.Refused(
            403, "AuthorizationFailed",
            $"The client '{caller?.ClientId}' with object id '{caller?.PrincipalId}' does not have authorization to perform action '{action}' over scope '/' or the scope is invalid. If access was recently granted, please refresh your credentials.");
    }
}
