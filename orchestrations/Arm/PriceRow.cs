using System.Globalization;
using System.Text.Json;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Which of a size's prices a row is.</summary>
internal enum PriceKind
{
    Linux,
    Windows,
    LinuxSpot,
    WindowsSpot,
}

/// <summary>A row of the retail price list that is the price of a virtual machine now.</summary>
/// <param name="Size">Name of the size.</param>
/// <param name="Kind">With or without the Windows licence, pay-as-you-go or spot.</param>
/// <param name="PerHour">More than zero, in the currency that was asked for.</param>
internal sealed record PriceRow(string Size, PriceKind Kind, double PerHour)
{
    // Cloud Services, dedicated hosts and others stand under the same size, at other prices; only this is a machine.
    private const string Machines = "Virtual Machines ";

    /// <summary>Null: it is the price of something else, or does not say what it is the price of; it costs the others nothing.</summary>
    /// <param name="now">A row that has ended, or begins later, is none.</param>
    public static PriceRow? Read(JsonElement item, string region, string currency, DateTimeOffset now)
    {
        if (item.Get("armSkuName").Text() is not { } size || item.Get("skuName").Text() is not { } sku
            || item.Get("productName").Text() is not { } product)
            return null;
        if (!product.StartsWith(Machines, StringComparison.Ordinal) || sku.Contains("Low Priority", StringComparison.Ordinal))
            return null;
        return IsOffered(item, region, currency) && IsInForce(item, now) && Price(item) is { } price
            ? new(size, KindOf(product, sku), price)
            : null;
    }

    // The service is asked for just these; what comes is looked at all the same.
    private static bool IsOffered(JsonElement item, string region, string currency) =>
        item.Get("type").Text() == "Consumption" && item.Get("unitOfMeasure").Text() == "1 Hour"
            && item.Get("currencyCode").Text() == currency
        && string.Equals(item.Get("armRegionName").Text(), region, StringComparison.OrdinalIgnoreCase)
        && item.Get("isPrimaryMeterRegion").ValueKind == JsonValueKind.True;

    private static bool IsInForce(JsonElement item, DateTimeOffset now) =>
        Moment(item.Get("effectiveStartDate")) <= now
        && (item.Get("effectiveEndDate").ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
            || Moment(item.Get("effectiveEndDate")) > now);

    private static DateTimeOffset? Moment(JsonElement element) =>
        DateTimeOffset.TryParse(element.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : null;

    private static double? Price(JsonElement item) =>
        item.Get("retailPrice") is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var price) && price > 0
            && double.IsFinite(price)
            ? price
            : null;

    private static PriceKind KindOf(string product, string sku) =>
        (product.Contains("Windows", StringComparison.Ordinal), sku.Contains("Spot", StringComparison.Ordinal)) switch
        {
            (false, false) => PriceKind.Linux,
            (true, false) => PriceKind.Windows,
            (false, true) => PriceKind.LinuxSpot,
            (true, true) => PriceKind.WindowsSpot,
        };
}
