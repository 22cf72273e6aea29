using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Governance;

/// <summary>What can be asked before something is made: terms of the marketplace, features, policy. Forms assumed.</summary>
internal static class PreflightRoutes
{
    private const string Subscription = "/subscriptions/{subscription}";
    private const string Check = "/providers/Microsoft.PolicyInsights/checkPolicyRestrictions";

    // Assumed.
    private const string CheckAction = "Microsoft.PolicyInsights/checkPolicyRestrictions/read";

    public static Route[] Of(SimulatedAzure azure)
    {
        var policy = new PolicyCheckEndpoint(azure);
        return
        [
            new("POST", Subscription + Check, "PolicyRestrictions_CheckAtSubscriptionScope", CheckAction, Quota.ArmRead, policy.Check),
            new("POST", Subscription + "/resourceGroups/{group}" + Check, "PolicyRestrictions_CheckAtResourceGroupScope", CheckAction,
                Quota.ArmRead, policy.Check),
            new("GET", Subscription + "/providers/Microsoft.Features/providers/{provider}/features/{feature}", "Features_Get",
                "Microsoft.Features/providers/features/read", Quota.ArmRead, exchange => Feature(azure, exchange)),
            new("GET", Subscription + "/providers/Microsoft.MarketplaceOrdering/offerTypes/virtualmachine/publishers/{publisher}"
                + "/offers/{offer}/plans/{plan}/agreements/current", "MarketplaceAgreements_Get",
                "Microsoft.MarketplaceOrdering/offertypes/publishers/offers/plans/agreements/read", Quota.ArmRead,
                exchange => Agreement(azure, exchange)),
        ];
    }

    private static Task Feature(SimulatedAzure azure, Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        var (provider, feature) = (exchange.Route["provider"], exchange.Route["feature"]);
        var isRegistered = azure.Providers.HasFeature(subscription.Id, $"{provider}/{feature}");
        return new Outcome(200, new JsonObject
        {
            ["properties"] = new JsonObject { ["state"] = isRegistered ? "Registered" : "NotRegistered" },
            ["id"] = $"/subscriptions/{subscription.Id}/providers/Microsoft.Features/providers/{provider}/features/{feature}",
            ["type"] = "Microsoft.Features/providers/features",
            ["name"] = $"{provider}/{feature}",
        }).Write(exchange);
    }

    private static Task Agreement(SimulatedAzure azure, Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        var (publisher, offer, plan) = (exchange.Route["publisher"], exchange.Route["offer"], exchange.Route["plan"]);
        return new Outcome(200, new JsonObject
        {
            ["id"] = $"/subscriptions/{subscription.Id}/providers/Microsoft.MarketplaceOrdering/offerTypes/virtualmachine/publishers/{publisher}/offers/{offer}/plans/{plan}/agreements/current",
            ["name"] = plan,
            ["type"] = "Microsoft.MarketplaceOrdering/offertypes",
            ["properties"] = new JsonObject
            {
                ["publisher"] = publisher, ["product"] = offer, ["plan"] = plan,
                ["accepted"] = azure.Marketplace.IsAccepted(subscription.Id, publisher, offer, plan),
            },
        }).Write(exchange);
    }
}
