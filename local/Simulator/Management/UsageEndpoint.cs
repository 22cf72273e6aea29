using System.Text.Json;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Management;

/// <summary>Microsoft.Compute/locations/usages: what a subscription uses of its limits in a region.</summary>
internal sealed class UsageEndpoint(SimulatedAzure azure)
{
    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (Regions.Find(exchange.Route["location"]) is not { } region)
        {
            return JsonAnswers.Error(
                exchange, 400, "NoRegisteredProviderFound",
                $"No registered resource provider found for location '{exchange.Route["location"]}' and API version '{exchange.Query("api-version")}' for type 'locations/usages'.");
        }
        return Pages.Write(exchange, azure.Limits.Of(subscription.Id, region.Name, azure.Time.GetUtcNow()), int.MaxValue / 2, Write);
    }

    private static void Write(Utf8JsonWriter writer, Usage usage)
    {
        writer.WriteStartObject();
        writer.WriteNumber("limit", usage.Limit);
        writer.WriteString("unit", "Count");
        writer.WriteNumber("currentValue", usage.Current);
        writer.WriteStartObject("name");
        writer.WriteString("value", usage.Name);
        writer.WriteString("localizedValue", usage.DisplayName);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
