using System.Text.Json;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Management;

/// <summary>Microsoft.Compute/skus: what a subscription may have where, with every capability.</summary>
internal sealed class SkuEndpoint(Fleet fleet)
{
    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        IEnumerable<Region> regions = Regions.All;
        if (exchange.Query("$filter") is { } filter)
        {
            // The service knows one filter only.
            var words = filter.Split('\'');
            if (words.Length != 3 || !words[0].Trim().Equals("location eq", StringComparison.OrdinalIgnoreCase)
                || words[2].Trim().Length > 0)
                return JsonAnswers.Error(exchange, 400, "InvalidParameter", $"The value '{filter}' of the parameter '$filter' is invalid.");
            regions = Regions.Find(words[1]) is { } region ? [region] : [];
        }
        var offers = regions.SelectMany(region => SizeCatalogue.All.Where(size => SizeCatalogue.OfferedIn(size, region.Name))
            .Select(size => (size, region))).ToList();
        return Pages.Write(
            exchange, offers, int.MaxValue / 2, (writer, offer) => Write(writer, offer.size, offer.region.Name, subscription.Id));
    }

    private static void Write(Utf8JsonWriter writer, VmSize size, string region, string subscription)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType", "virtualMachines");
        writer.WriteString("name", size.Name);
        writer.WriteString("tier", "Standard");
        writer.WriteString("size", size.ShortName);
        writer.WriteString("family", size.Family.QuotaName);
        Strings(writer, "locations", [region]);
        writer.WriteStartArray("locationInfo");
        writer.WriteStartObject();
        writer.WriteString("location", region);
        Strings(writer, "zones", SizeCatalogue.Zones(size, region));
        writer.WriteStartArray("zoneDetails");
        if (SizeCatalogue.UltraZones(size, region) is { Count: > 0 } ultra)
            UltraDisks(writer, ultra);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartArray("capabilities");
        foreach (var (name, value) in SizeCapabilities.Of(size, region))
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("value", value);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("restrictions");
        if (SizeCatalogue.RestrictedIn(size, region, subscription))
            Restriction(writer, "Location", region, []);
        else if (SizeCatalogue.RestrictedZones(size, region) is { Count: > 0 } zones)
            Restriction(writer, "Zone", region, zones);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // With a capital, unlike in the specification: the client library, which minds case, finds no zones here.
    private static void UltraDisks(Utf8JsonWriter writer, IReadOnlyList<string> zones)
    {
        writer.WriteStartObject();
        Strings(writer, "Name", zones);
        writer.WriteStartArray("capabilities");
        writer.WriteStartObject();
        writer.WriteString("name", "UltraSSDAvailable");
        writer.WriteString("value", "True");
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Restriction(Utf8JsonWriter writer, string type, string region, IReadOnlyList<string> zones)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        Strings(writer, "values", [region]);
        writer.WriteStartObject("restrictionInfo");
        Strings(writer, "locations", [region]);
        if (zones.Count > 0)
            Strings(writer, "zones", zones);
        writer.WriteEndObject();
        writer.WriteString("reasonCode", "NotAvailableForSubscription");
        writer.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
