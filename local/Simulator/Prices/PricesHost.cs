using System.Globalization;
using System.Text.Json;
using OpsFunctions.Simulator.Faults;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Prices;

/// <summary>prices.azure.com: needs no token, 1,000 items a page, in an order that the service does not promise.</summary>
internal sealed class PricesHost(ChanceFaults chance, ulong seed, TimeProvider time) : SimulatedHost
{
    private const int PageSize = 1000;

    private readonly Lazy<IReadOnlyList<PriceItem>> _items = new(() => PriceList.InOrderOf(seed));

    public override bool Serves(string host) => host is "prices.azure.com";

    public override Operation? Find(Exchange exchange) =>
        exchange.Method is "GET" && exchange.Path.Equals("/api/retail/prices", StringComparison.OrdinalIgnoreCase)
            ? new Operation("RetailPrices_List", null, List) { Target = exchange.Query("$filter") ?? "" }
            : null;

    public override Task Refuse(Exchange exchange, int status, string code, string message) => exchange.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("Error");
        writer.WriteString("Code", code);
        writer.WriteString("Message", message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private Task List(Exchange exchange)
    {
        var text = exchange.Query("$filter") ?? "";
        var currency = (exchange.Query("currencyCode") ?? Currencies.Default).Trim('\'');
        if (Currencies.Rate(currency) is not { } rate)
            return Refuse(exchange, 400, "BadRequest", "Invalid currency code");
        IEnumerable<PriceItem> items = _items.Value;
        if (text.Length > 0)
        {
            if (!PriceFilter.TryParse(text, currency, out var filter))
                return Refuse(exchange, 400, "BadRequest", "Invalid OData parameters supplied");
            items = items.Where(filter.Matches);
        }
        var skip = int.TryParse(exchange.Query("$skip"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var page = items.Skip(skip).Take(PageSize + 1).ToList();
        var now = time.GetUtcNow();
        if (Regions.All.Any(region => chance.PricesAreDown(region.Name, now)
            && text.Contains($"'{region.Name}'", StringComparison.Ordinal)))
            return Refuse(exchange, 500, "InternalServerError", "An unexpected error occurred.");
        var next = page.Count > PageSize
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"https://prices.azure.com:443/api/retail/prices?currencyCode='{currency}'&$filter={Uri.EscapeDataString(text)}&$skip={skip + PageSize}")
            : null;
        return exchange.Json(200, writer => Write(writer, page.Take(PageSize), Math.Min(page.Count, PageSize), next, currency, rate));
    }

    private static void Write(Utf8JsonWriter writer, IEnumerable<PriceItem> items, int count, string? next, string currency, decimal rate)
    {
        writer.WriteStartObject();
        writer.WriteString("BillingCurrency", currency);
        writer.WriteString("CustomerEntityId", "Default");
        writer.WriteString("CustomerEntityType", "Retail");
        writer.WriteStartArray("Items");
        foreach (var item in items)
            Write(writer, item, currency, rate);
        writer.WriteEndArray();
        writer.WriteString("NextPageLink", next);
        writer.WriteNumber("Count", count);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, PriceItem item, string currency, decimal rate)
    {
        writer.WriteStartObject();
        writer.WriteString("currencyCode", currency);
        writer.WriteNumber("tierMinimumUnits", 0.0);
        writer.WriteNumber("retailPrice", item.Price * rate);
        writer.WriteNumber("unitPrice", item.Price * rate);
        writer.WriteString("armRegionName", item.Region);
        writer.WriteString("location", item.Location);
        writer.WriteString("effectiveStartDate", item.From);
        if (item.Until is { } until)
            writer.WriteString("effectiveEndDate", until);
        writer.WriteString("meterId", item.MeterId);
        writer.WriteString("meterName", item.MeterName);
        writer.WriteString("productId", item.ProductId);
        writer.WriteString("skuId", item.SkuId);
        writer.WriteString("productName", item.ProductName);
        writer.WriteString("skuName", item.SkuName);
        writer.WriteString("serviceName", PriceItem.Service);
        writer.WriteString("serviceId", "DZH313Z7MMC8");
        writer.WriteString("serviceFamily", "Compute");
        writer.WriteString("unitOfMeasure", "1 Hour");
        writer.WriteString("type", item.Type);
        writer.WriteBoolean("isPrimaryMeterRegion", item.IsPrimary);
        writer.WriteString("armSkuName", item.Sku);
        writer.WriteEndObject();
    }
}
