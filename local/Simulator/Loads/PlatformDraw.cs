using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Loads;

/// <summary>
/// Draws what a machine is built with, within what its size can do. It has dice of its own, so that a fact more or less changes
/// neither loads nor other facts. Each special fact falls to a few machines in a hundred.
/// </summary>
internal sealed class PlatformDraw(ulong machineSeed, MachinePlace place)
{
    private const double RarePlace = 0.015;

    private readonly Dice _dice = new(Noise.Mix(machineSeed ^ 0xFAC75));

    /// <summary>The same figures with local NVMe disks, or without premium disks; the same size for most.</summary>
    public VmSize Variant(VmSize size)
    {
        var draw = _dice.Next();
        var name = size.Family.Key switch
        {
            "Dsv6" when draw < 0.15 => size.Name.Replace("s_v6", "ds_v6", StringComparison.Ordinal),
            "Dsv5" when draw < 0.05 => size.Name.Replace("s_v5", "_v5", StringComparison.Ordinal),
            _ => size.Name,
        };
        return SizeCatalogue.Get(name);
    }

    public MachinePlatform Draw(VmSize size, string? zone, bool isWindows, bool isSpot, bool inSet, bool isEphemeral, int dataDisks)
    {
        var family = size.Family;
        var plainDisks = !family.PremiumDisks | _dice.Chance(0.04);
        var accelerated = _dice.Chance(0.75);
        var encrypted = _dice.Chance(0.04);
        var cards = _dice.Chance(0.04) ? 2 + _dice.Below(3) : 1;
        var (home, first) = (_dice.Next(), _dice.Chance(0.06));
        var inCache = _dice.Chance(0.3);
        var (ultraEnabled, disks) = Disks(size, zone, plainDisks, dataDisks);
        var platform = new MachinePlatform
        {
            HyperVGeneration = family.HyperVGenerations is "V1" || (first && family.HyperVGenerations is "V1,V2") ? "V1" : "V2",
            DiskController = family.DiskControllers is "NVMe" ? "NVMe" : "SCSI",
            OsDiskType = plainDisks ? "StandardSSD_LRS" : "Premium_LRS",
            // A Windows disk of 127 GiB needs a cache that holds it.
            EphemeralPlacement = !isEphemeral ? null : inCache && (!isWindows || size.Vcpus >= 8) ? "CacheDisk" : "ResourceDisk",
            DataDiskTypes = disks,
            NetworkInterfaces = Math.Min(size.NetworkInterfaces, cards),
            AcceleratedNetworking = accelerated && size.AcceleratedNetworking,
            EncryptionAtHost = encrypted && family.EncryptionAtHost,
            UltraDisksEnabled = ultraEnabled,
        };
        return isSpot || inSet ? platform : Home(platform, size, home);
    }

    // A host, a reservation and a scale set exclude each other and sets; spot machines have none of them.
    private MachinePlatform Home(MachinePlatform platform, VmSize size, double draw) => draw switch
    {
        < RarePlace when size.Reservable => platform with { DedicatedHost = Resource($"hostGroups/hg-{place.App}/hosts/host-1") },
        < 2 * RarePlace when size.Reservable => platform with
        {
            CapacityReservationGroup = Resource($"capacityReservationGroups/crg-{place.App}")
        },
        >= 2 * RarePlace and < 0.05 => platform with { ScaleSet = Resource($"virtualMachineScaleSets/vmss-{place.App}") },
        _ => platform,
    };

    private (bool UltraEnabled, IReadOnlyList<string> Types) Disks(VmSize size, string? zone, bool plain, int count)
    {
        // A few have many, as database servers do.
        var many = _dice.Chance(0.03) ? 5 + _dice.Below(8) : 0;
        var special = _dice.Next();
        var types = new List<string>();
        for (var lun = 0; lun < Math.Min(size.DataDisks, Math.Max(count, many)); lun++)
            types.Add(plain | _dice.Chance(0.1) ? "StandardSSD_LRS" : "Premium_LRS");
        var ultraPossible = zone is null
            ? SizeCatalogue.UltraDisksWithoutZone(size, place.Region.Name)
            : SizeCatalogue.UltraZones(size, place.Region.Name).Contains(zone, StringComparer.Ordinal);
        // Ultra and premium v2 disks are mostly zonal; some machines are only prepared for ultra disks.
        var kind = special switch
        {
            < 0.08 when zone is not null && ultraPossible => "UltraSSD_LRS",
            < 0.01 when ultraPossible => "UltraSSD_LRS",
            >= 0.08 and < 0.18 when zone is not null && !plain => "PremiumV2_LRS",
            _ => null,
        };
        if (kind is not null)
        {
            if (types.Count == size.DataDisks)
                types.RemoveAt(types.Count - 1);
            types.Add(kind);
        }
        return (kind is "UltraSSD_LRS" || (special >= 0.98 && ultraPossible), types);
    }

    private string Resource(string path) =>
        $"/subscriptions/{place.Subscription.Id}/resourceGroups/{place.ResourceGroup}/providers/Microsoft.Compute/{path}";

    /// <summary>A size below which the owner does not want to go; a few name one that does not exist. Null for most.</summary>
    public string? Floor(VmSize size) => _dice.Next() switch
    {
        < 0.006 => "Standard_D4s_v99",
        < 0.012 => "Standard_D4s_v5",
        < 0.03 => size.Name,
        _ => null,
    };
}
