using System.Collections.Frozen;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Sizes;

/// <summary>Which sizes exist, where they are offered, and what they cost.</summary>
internal static class SizeCatalogue
{
    public static IReadOnlyList<VmSize> All { get; } =
        [.. SizeTables.All.SelectMany(table => table.Sizes()).OrderBy(size => size.Name, StringComparer.Ordinal)];

    private static readonly FrozenDictionary<string, VmSize> ByName = All.ToFrozenDictionary(
        size => size.Name, StringComparer.OrdinalIgnoreCase);

    public static VmSize Get(string name) => ByName[name];

    public static VmSize? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Some hardware has not reached every region.</summary>
    public static bool OfferedIn(VmSize size, string region) => (size.Family.Key, region) switch
    {
        ("Dsv6" or "Ddsv6", "northeurope") => size.Vcpus <= 16,
        ("Dasv6", "northeurope") => false,
        ("Dpsv5", "eastus") => size.Vcpus <= 32,
        ("Easv5", "westeurope") => size.Vcpus != 20,
        _ => true,
    };

    /// <summary>In the list, but the subscription may not have it: in the whole region.</summary>
    public static bool RestrictedIn(VmSize size, string region, string subscription) =>
        RestrictedForAll(size, region)
        // One subscription has asked for it and been given it, the next has not.
        || (size.Family.Key is "Dlsv5" && Noise.Of($"{subscription.ToLowerInvariant()}/{region}/{size.Name}") % 2 == 0);

    /// <summary>No subscription may have it there.</summary>
    public static bool RestrictedForAll(VmSize size, string region) => region is "westeurope" && size.Name is "Standard_D4as_v5";

    /// <summary>Zones of the region in which the subscription may not have the size.</summary>
    public static IReadOnlyList<string> RestrictedZones(VmSize size, string region) => (size.Family.Key, region) switch
    {
        ("Edsv5", "eastus") when size.Name is "Standard_E8ds_v5" => ["3"],
        ("Dsv6" or "Ddsv6", "westeurope") => ["1"],
        _ => [],
    };

    public static IReadOnlyList<string> Zones(VmSize size, string region) =>
        (size.Family.Key, region) is ("Dasv6", "eastus") ? ["2", "3"] : ["1", "2", "3"];

    /// <summary>Zones in which the subscription gets the size.</summary>
    public static IReadOnlyList<string> OpenZones(VmSize size, string region) =>
        [.. Zones(size, region).Except(RestrictedZones(size, region), StringComparer.Ordinal)];

    /// <summary>Zones in which it takes ultra disks.</summary>
    public static IReadOnlyList<string> UltraZones(VmSize size, string region) => size.Family.UltraDisks is not true ? []
        : region is "northeurope" ? [.. Zones(size, region).Where(static zone => zone is not "3")] : Zones(size, region);

    /// <summary>Whether it takes ultra disks on a machine that is in no zone.</summary>
    public static bool UltraDisksWithoutZone(VmSize size, string region) => size.Family.UltraDisks is true && region is "eastus";

    /// <summary>USD per hour for Linux, pay-as-you-go; null where it is not offered.</summary>
    public static decimal? LinuxPrice(VmSize size, string region)
    {
        if (!OfferedIn(size, region) || !size.Family.PricePerVcpu.TryGetValue(region, out var perVcpu))
            return null;
        // Published as an exception: 2 GiB instead of 4 GiB per vCPU at half the price per vCPU.
        return decimal.Round(size.Name is "Standard_B1ms" ? perVcpu / 2 : perVcpu * size.Vcpus, 4);
    }

    public static decimal? WindowsPrice(VmSize size, string region) =>
        size.Family.Architecture is "Arm64" ? null : LinuxPrice(size, region) + (size.Family.WindowsPerVcpu * size.Vcpus);
}
