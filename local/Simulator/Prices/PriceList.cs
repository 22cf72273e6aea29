using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Prices;

/// <summary>
/// The meters of all regions under the service Virtual Machines: Linux and Windows, each pay-as-you-go, spot and low priority; beside
/// them what is no price of a machine now: Cloud Services, dev/test, ended, dated ahead, secondary meters.
/// </summary>
internal static class PriceList
{
    private const string Windows = " Windows";

    private static readonly (string Suffix, Func<SizeFamily, decimal> Fraction)[] Offers =
    [
        ("", static _ => 1),
        (" Spot", static family => family.SpotFraction),
        (" Low Priority", static family => family.SpotFraction),
    ];

    public static IReadOnlyList<PriceItem> All { get; } =
        [.. Regions.All.SelectMany(region => SizeCatalogue.All.SelectMany(size => Items(region, size).SelectMany(WithOthers)))];

    /// <summary>All of them, in an order of the seed's own.</summary>
    public static IReadOnlyList<PriceItem> InOrderOf(ulong seed) =>
        [.. All.Index().OrderBy(item => Noise.Mix(seed, item.Index)).Select(item => item.Item)];

    // Every second size or so has each kind: what differs from it by one field only.
    private static IEnumerable<PriceItem> WithOthers(PriceItem item)
    {
        yield return item;
        var isPlain = !item.SkuName.EndsWith("Spot", StringComparison.Ordinal)
            && !item.SkuName.EndsWith("Priority", StringComparison.Ordinal);
        if (!isPlain)
            yield break;
        var chance = Noise.Of(item.MeterId);
        var isWindows = item.ProductName.EndsWith(Windows, StringComparison.Ordinal);
        if (isWindows)
        {
            var series = item.ProductName["Virtual Machines ".Length..^Windows.Length];
            yield return Another(item, "cloud services") with
            {
                ProductName = $"{series} {(chance % 8 == 0 ? "CloudServices" : "Cloud Services")}", From = "2023-10-01T00:00:00Z",
            };
            yield return Another(item, "dev/test") with { Type = "DevTestConsumption", Price = item.Price * 0.6m };
        }
        if (chance % 16 < 8)
            yield return Another(item, "ended") with
            {
                Price = item.Price * 1.1m, From = "2019-01-01T00:00:00Z", Until = "2024-12-31T23:59:59Z",
            };
        if (chance % 32 < 16)
            yield return Another(item, "ahead") with { Price = item.Price * 0.9m, From = "2040-01-01T00:00:00Z" };
        if (chance % 64 < 32)
            yield return Another(item, "secondary") with { Price = item.Price * 1.2m, IsPrimary = false };
    }

    private static PriceItem Another(PriceItem item, string what) =>
        item with { MeterId = Noise.Id(Noise.Of(item.MeterId), what).ToString() };

    private static IEnumerable<PriceItem> Items(Region region, VmSize size)
    {
        foreach (var windows in (bool[])[false, true])
        {
            if ((windows ? SizeCatalogue.WindowsPrice(size, region.Name) : SizeCatalogue.LinuxPrice(size, region.Name)) is not { } price)
                continue;
            foreach (var (suffix, fraction) in Offers)
            {
                if (fraction(size.Family) is > 0 and var part)
                    yield return Item(region, size, windows, suffix, decimal.Round(price * part, 6));
            }
        }
    }

    private static PriceItem Item(Region region, VmSize size, bool windows, string suffix, decimal price)
    {
        var product = $"Virtual Machines {size.Family.Product}{(windows ? Windows : "")}";
        var meter = size.ShortName.Replace('_', ' ');
        var productId = $"DZH318Z0{Noise.Of(product) % 0x10000:X4}";
        var key = Noise.Of($"{region.Name}/{product}/{size.Name}{suffix}");
        return new PriceItem(
            region.Name, region.PriceLocation, size.Name, product, meter + suffix, meter + suffix, price,
            Noise.Id(key, "meter").ToString(), productId, $"{productId}/{key % 0x10000:X4}");
    }
}
