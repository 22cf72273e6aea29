namespace OpsFunctions.Simulator.Prices;

/// <summary>One meter of the retail price list, USD per hour.</summary>
internal sealed record PriceItem(
    string Region, string Location, string Sku, string ProductName, string SkuName, string MeterName, decimal Price, string MeterId, string ProductId, string SkuId)
{
    public const string Service = "Virtual Machines";
    public const string Type = "Consumption";

    /// <summary>A field of the list by its name; null: there is no such field to filter by.</summary>
    public string? Field(string name) => name switch
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
        "currencyCode" => "USD",
        _ => null,
    };
}
