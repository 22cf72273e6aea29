using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Prices of a size in USD per hour, pay-as-you-go and spot; null where none is published.</summary>
/// <param name="Size">Name of the size.</param>
/// <param name="Linux">Without an operating system's licence.</param>
/// <param name="Windows">With the Windows licence.</param>
public sealed record SizePrice(string Size, double? Linux, double? Windows)
{
    /// <summary>As a spot machine, without an operating system's licence; moves from hour to hour.</summary>
    public double? LinuxSpot { get; init; }

    /// <summary>As a spot machine with the Windows licence.</summary>
    public double? WindowsSpot { get; init; }
}

/// <summary>Azure's retail prices; no credentials needed. Reservations, savings plans and discounts are not in them.</summary>
public sealed class RetailPrices(AzureClients clients)
{
    // 8 regions' worth of pages: a guard against a link that never ends.
    private const int MaximumPages = 500;

    /// <summary>Prices of all virtual machine sizes of a region, ordered by size.</summary>
    /// <exception cref="Azure.RequestFailedException">The service refused or throttled.</exception>
    public async Task<IReadOnlyList<SizePrice>> OfRegionAsync(string region, CancellationToken ct)
    {
        RegionName.Check(region);
        return await ReadAsync(OfRegion(region), region, ct);
    }

    /// <summary>Prices of a few sizes of a region, ordered by size; a call a size.</summary>
    /// <exception cref="Azure.RequestFailedException">The service refused or throttled.</exception>
    public async Task<IReadOnlyList<SizePrice>> OfSizesAsync(string region, IEnumerable<string> sizes, CancellationToken ct)
    {
        RegionName.Check(region);
        var prices = new List<SizePrice>();
        foreach (var size in sizes.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase))
        {
            // A name from outside goes into a filter: letters, digits and underscores only.
            if (!size.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
                throw new FormatException($"'{Words.OneLine(size)}' is no name of a size");
            prices.AddRange(await ReadAsync($"{OfRegion(region)} and armSkuName eq '{size}'", region, ct));
        }
        return prices;
    }

    // Values are case-sensitive; Consumption leaves out reservations and dev/test rates.
    private static string OfRegion(string region) => $"serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq '{region}'";

    private async Task<IReadOnlyList<SizePrice>> ReadAsync(string filter, string region, CancellationToken ct)
    {
        Uri? next = new($"https://prices.azure.com/api/retail/prices?$filter={Uri.EscapeDataString(filter)}");
        var prices = new SortedDictionary<string, SizePrice>(StringComparer.OrdinalIgnoreCase);
        for (var page = 0; next is not null; page++)
        {
            if (page == MaximumPages)
                throw new InvalidDataException($"more than {MaximumPages} pages of prices for {region}");
            using var answer = await clients.PricesPipeline.SendAsync(RequestMethod.Get, next, null, ct);
            foreach (var item in answer.RootElement.GetProperty("Items").EnumerateArray())
                Add(prices, item);
            next = NextPage(answer.RootElement);
        }
        return [.. prices.Values];
    }

    // The link comes from outside: it is followed only to the same service.
    private static Uri? NextPage(JsonElement answer) =>
        answer.TryGetProperty("NextPageLink", out var link) && link.GetString() is { Length: > 0 } text
            ? new Uri(text) is { Scheme: "https", Host: "prices.azure.com" } address
                ? address
                : throw new InvalidDataException("the next page of prices lies on another host")
            : null;

    private static void Add(SortedDictionary<string, SizePrice> prices, JsonElement item)
    {
        // An item that does not say what it is the price of is none; it costs the others nothing.
        if (item.Get("armSkuName").Text() is not { } size || item.Get("skuName").Text() is not { } sku || item.Get("productName").Text() is not { } product
            || item.Get("unitOfMeasure").Text() != "1 Hour" || IsOtherOffer(sku, product))
            return;
        if (item.Get("retailPrice") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetDouble(out var price) || price <= 0 || !double.IsFinite(price))
            return;
        prices.TryGetValue(size, out var known);
        known ??= new SizePrice(size, null, null);
        prices[size] = (product.Contains("Windows", StringComparison.Ordinal), sku.Contains("Spot", StringComparison.Ordinal)) switch
        {
            (false, false) => known with { Linux = price },
            (true, false) => known with { Windows = price },
            (false, true) => known with { LinuxSpot = price },
            (true, true) => known with { WindowsSpot = price },
        };
    }

    private static bool IsOtherOffer(string sku, string product) =>
        sku.Contains("Low Priority", StringComparison.Ordinal)
        || product.Contains("CloudServices", StringComparison.Ordinal)
        || product.Contains("Dedicated Host", StringComparison.Ordinal);
}
