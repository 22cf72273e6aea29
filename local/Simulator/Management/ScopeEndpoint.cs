using System.Text.Json;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Management;

/// <summary>Tenant and subscriptions, and how is said what is not there.</summary>
internal sealed class ScopeEndpoint(Fleet fleet, string tenantId)
{
    private const int PageSize = 1000;

    public static Task SubscriptionNotFound(Exchange exchange) => JsonAnswers.Error(
        exchange, 404, "SubscriptionNotFound", $"The subscription '{exchange.Route["subscription"]}' could not be found.");

    public static Task GroupNotFound(Exchange exchange) => JsonAnswers.Error(
        exchange, 404, "ResourceGroupNotFound", $"Resource group '{exchange.Route["group"]}' could not be found.");

    /// <param name="exchange">Whose path names the group.</param>
    /// <param name="resource">Type and name.</param>
    public static Task ResourceNotFound(Exchange exchange, string resource) => JsonAnswers.Error(
        exchange, 404, "ResourceNotFound",
        $"The Resource '{resource}' under resource group '{exchange.Route["group"]}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");

    public static SimulatedSubscription? SubscriptionOf(Fleet fleet, Exchange exchange) =>
        fleet.Subscriptions.FirstOrDefault(one => one.Id.Equals(exchange.Route["subscription"], StringComparison.OrdinalIgnoreCase));

    public static SimulatedResourceGroup? GroupOf(Fleet fleet, Exchange exchange) =>
        fleet.Groups.Find(exchange.Route["subscription"], exchange.Route["group"]);

    /// <summary>The group of a scope; null: the scope has none.</summary>
    public static SimulatedResourceGroup? GroupOfScope(Fleet fleet, IReadOnlyDictionary<string, string> route) =>
        route.TryGetValue("group", out var name) ? fleet.Groups.Find(route["subscription"], name) : null;

    public Task Tenants(Exchange exchange) => Pages.Write(exchange, [tenantId], PageSize, static (writer, id) =>
    {
        writer.WriteStartObject();
        writer.WriteString("id", $"/tenants/{id}");
        writer.WriteString("tenantId", id);
        writer.WriteString("displayName", "Contoso");
        writer.WriteEndObject();
    });

    public Task Subscriptions(Exchange exchange) => Pages.Write(exchange, fleet.Subscriptions, PageSize, Write);

    public Task Subscription(Exchange exchange) => SubscriptionOf(fleet, exchange) is { } subscription
        ? exchange.Json(200, writer => Write(writer, subscription))
        : SubscriptionNotFound(exchange);

    private void Write(Utf8JsonWriter writer, SimulatedSubscription subscription)
    {
        writer.WriteStartObject();
        writer.WriteString("id", $"/subscriptions/{subscription.Id}");
        writer.WriteString("authorizationSource", "RoleBased");
        writer.WriteStartArray("managedByTenants");
        writer.WriteEndArray();
        writer.WriteString("subscriptionId", subscription.Id);
        writer.WriteString("tenantId", tenantId);
        writer.WriteString("displayName", subscription.Name);
        writer.WriteString("state", "Enabled");
        if (fleet.SubscriptionTags.TryGetValue(subscription.Id, out var tags))
        {
            writer.WritePropertyName("tags");
            Management.TagText.Of(tags).WriteTo(writer);
        }
        writer.WriteStartObject("subscriptionPolicies");
        writer.WriteString("locationPlacementId", "Public_2014-09-01");
        writer.WriteString("quotaId", "EnterpriseAgreement_2014-09-01");
        writer.WriteString("spendingLimit", "Off");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
