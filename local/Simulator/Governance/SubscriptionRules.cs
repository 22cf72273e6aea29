using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Governance;

/// <summary>What a subscription forbids whoever has every right in it: providers it is not registered for, types that policy
/// denies.</summary>
internal sealed class SubscriptionRules(SimulatedAzure azure)
{
    public Refusal? Forbid(Exchange exchange, Operation operation)
    {
        if (!operation.Changes || exchange.Method is not ("PUT" or "PATCH" or "POST" or "DELETE"))
            return null;
        var parts = operation.Target.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindLastIndex(parts, static one => one.Equals("providers", StringComparison.OrdinalIgnoreCase));
        if (parts.Length < 2 || at < 0 || at + 2 >= parts.Length)
            return null;
        var (subscription, provider) = (parts[1], parts[at + 1]);
        // Assumed: what is there can still be deleted.
        if (exchange.Method is not "DELETE" && !azure.Providers.IsRegistered(subscription, provider))
        {
            return new Refusal(
                409, "MissingSubscriptionRegistration",
                $"The subscription is not registered to use namespace '{provider}'. See https://aka.ms/rps-not-found for how to register subscriptions.");
        }
        var type = provider + string.Concat(parts.Skip(at + 2).Where(static (_, i) => i % 2 == 0).Select(static one => "/" + one));
        return exchange.Method is "PUT" && azure.Policies.DeniesType(subscription, type) is { } denied
            ? new Refusal(403, "RequestDisallowedByPolicy", denied.Message(parts[^1]))
            : null;
    }
}
