using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Prices;

/// <summary>The virtual machine meters of all regions: Linux and Windows, each pay-as-you-go, spot and low priority.</summary>
internal static class PriceList
{
    private static readonly (string Suffix, Func<SizeFamily, decimal> Fraction)[] Offers =
    [
        ("", static _ => 1),
        (" Spot", static family => family.SpotFraction),
        (" Low Priority", static family => family.SpotFraction),
    ];

    public static IReadOnlyList<PriceItem> All { get; } = [.. Regions.All.SelectMany(region => SizeCatalogue.All.SelectMany(size => Items(region, size)))];

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
        var product = $"Virtual Machines {size.Family.Product}{(windows ? " Windows" : "")}";
        var meter = size.ShortName.Replace('_', ' ');
        var productId = $"DZH318Z0{Noise.Of(product) % 0x10000:X4}";
        var key = Noise.Of($"{region.Name}/{product}/{size.Name}{suffix}");
        return new PriceItem(
            region.Name, region.PriceLocation, size.Name, product, meter + suffix, meter + suffix, price,
            Noise.Id(key, "meter").ToString(), productId, $"{productId}/{key % 0x10000:X4}");
    }
}
