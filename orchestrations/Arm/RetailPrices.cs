using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Prices of a size in USD per hour, pay-as-you-go and spot; null where none is published, or several that differ.</summary>
/// <param name="Size">Name of the size.</param>
/// <param name="Linux">Without an operating system's licence.</param>
/// <param name="Windows">With the Windows licence.</param>
public sealed record SizePrice(string Size, double? Linux, double? Windows)
{
    /// <summary>As a spot machine, without an operating system's licence; moves from hour to hour.</summary>
    public double? LinuxSpot { get; init; }

    /// <summary>As a spot machine with the Windows licence.</summary>
    public double? WindowsSpot { get; init; }

    /// <summary>Those that are null because the list names several that differ, in words; empty: none.</summary>
    public IReadOnlyList<string> Ambiguities { get; init; } = [];
}

/// <summary>Azure's retail prices; no credentials needed. Reservations, savings plans and discounts are not in them.</summary>
public sealed class RetailPrices(AzureClients clients, TimeProvider time)
{
    private const string Currency = "USD";

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
    private static string OfRegion(string region) =>
        $"serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq '{region}'";

    private async Task<IReadOnlyList<SizePrice>> ReadAsync(string filter, string region, CancellationToken ct)
    {
        Uri? next = new($"https://prices.azure.com/api/retail/prices?currencyCode='{Currency}'&$filter={Uri.EscapeDataString(filter)}");
        var (rows, now) = (new List<PriceRow>(), time.GetUtcNow());
        for (var page = 0; next is not null; page++)
        {
            if (page == MaximumPages)
                throw new InvalidDataException($"more than {MaximumPages} pages of prices for {region}");
            using var answer = await clients.PricesPipeline.SendAsync(RequestMethod.Get, next, null, ct);
            rows.AddRange(answer.RootElement.GetProperty("Items").EnumerateArray()
                .Select(item => PriceRow.Read(item, region, Currency, now)).OfType<PriceRow>());
            next = NextPage(answer.RootElement);
        }
        return [.. rows.GroupBy(row => row.Size, StringComparer.OrdinalIgnoreCase).Select(Of)
            .OrderBy(price => price.Size, StringComparer.OrdinalIgnoreCase)];
    }

    // The link comes from outside: it is followed only to the same service.
    private static Uri? NextPage(JsonElement answer) =>
        answer.TryGetProperty("NextPageLink", out var link) && link.GetString() is { Length: > 0 } text
            ? new Uri(text) is { Scheme: "https", Host: "prices.azure.com" } address
                ? address
                : throw new InvalidDataException("the next page of prices lies on another host")
            : null;

    private static SizePrice Of(IGrouping<string, PriceRow> rows)
    {
        var prices = rows.ToLookup(row => row.Kind, row => row.PerHour);
        // The list may be in any order: of two that differ, none is the price.
        double? Only(PriceKind kind) => prices[kind].Distinct().ToList() is [var one] ? one : null;
        return new(rows.Min(row => row.Size)!, Only(PriceKind.Linux), Only(PriceKind.Windows))
        {
            LinuxSpot = Only(PriceKind.LinuxSpot), WindowsSpot = Only(PriceKind.WindowsSpot),
            Ambiguities = [.. prices.OrderBy(kind => kind.Key).Where(kind => kind.Distinct().Skip(1).Any()).Select(Doubt)],
        };
    }

    private static string Doubt(IGrouping<PriceKind, double> kind) =>
        Invariant($"{Name(kind.Key)}: {string.Join(" or ", Texts(kind))} {Currency} an hour");

    private static IEnumerable<string> Texts(IEnumerable<double> prices) =>
        prices.Distinct().Order().Select(price => Invariant($"{price:0.######}"));

    private static string Name(PriceKind kind) => kind switch
    {
        PriceKind.Linux => "Linux",
        PriceKind.Windows => "Windows",
        PriceKind.LinuxSpot => "Linux spot",
        _ => "Windows spot",
    };
}
