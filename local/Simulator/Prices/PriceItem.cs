namespace OpsFunctions.Simulator.Prices;

/// <summary>One meter of the retail price list, USD per hour.</summary>
internal sealed record PriceItem(
    string Region, string Location, string Sku, string ProductName, string SkuName, string MeterName, decimal Price, string MeterId,
    string ProductId, string SkuId)
{
    public const string Service = "Virtual Machines";

    /// <summary>What the price is for: Consumption or DevTestConsumption.</summary>
    public string Type { get; init; } = "Consumption";

    /// <summary>When it came, or comes, into force, UTC.</summary>
    public string From { get; init; } = "2025-01-01T00:00:00Z";

    /// <summary>When it ended, UTC; null: it has no end.</summary>
    public string? Until { get; init; }

    /// <summary>Whether it is charged by this meter; the list names others, too.</summary>
    public bool IsPrimary { get; init; } = true;

    /// <summary>A field of the list by its name; null: there is no such field to filter by.</summary>
    public string? Field(string name, string currency = Currencies.Default) => name switch
    {
        "armRegionName" => Region,
        "location" => Location,
        "armSkuName" => Sku,
        "productName" => ProductName,
        "skuName" => SkuName,
        "meterName" => MeterName,
        "meterId" => MeterId,
        "productId" => ProductId,
        "skuId" => SkuId,
        "serviceName" => Service,
        "serviceFamily" => "Compute",
        "serviceId" => "DZH313Z7MMC8",
        "priceType" or "type" => Type,
        "currencyCode" => currency,
        _ => null,
    };
}
