using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Loads;

/// <summary>Draws what a machine needs and the size somebody once gave it: mostly one to four times the need, as in real fleets.</summary>
internal static class Needs
{
    private static readonly string[] General =
    [
        "Dsv3", "Dsv5", "Dsv5", "Ddsv5", "Dasv5", "Dasv5", "DSv2", "Fsv2", "Dsv6", "Dasv6", "Bsv2", "Dpsv5"
    ];
    private static readonly string[] MemoryRich = ["Esv5", "Esv5", "Easv5", "Edsv5"];
    private static readonly string[] BurstableFamilies = ["Bms", "Bsv2"];

    public static (VmSize Size, LoadShape Shape) Draw(Dice dice, Archetype archetype, string region)
    {
        var vcpus = dice.OneOf([0.5, 0.8, 1.1, 1.5, 1.5, 2.2, 3, 3, 4.5, 6, 10]) * dice.Between(0.8, 1.2);
        var memory = vcpus * (archetype is Archetype.MemoryBound ? dice.Between(5, 7) : dice.Between(1.5, 4.5)) + 0.7;
        // Sizes come in steps of two, which adds to it.
        var excess = dice.Next() switch { < 0.3 => dice.Between(1, 1.15), < 0.75 => dice.Between(1.2, 1.8), _ => dice.Between(2, 3) };
        // Whoever buys memory does not look at the CPU.
        var wantedVcpus = archetype is Archetype.MemoryBound ? 0 : vcpus * excess;
        var size = Size(dice, archetype, region, wantedVcpus, memory * Math.Min(excess, 1.3));
        switch (archetype)
        {
            case Archetype.Idle:
                return (size, Idle(dice, size));
            case Archetype.Undersized:
                vcpus = size.Vcpus * dice.Between(1.15, 1.6);
                break;
            case Archetype.MemoryBound:
                vcpus = size.Vcpus * dice.Between(0.08, 0.35);
                break;
            case Archetype.Burstable:
                // Bursts to the full size now and then; the average stays below the baseline.
                vcpus = size.Vcpus * dice.Between(0.7, 0.95);
                break;
            default:
                break;
        }
        return (size, Shape(dice, size, Math.Min(vcpus, size.Vcpus * 1.6), Math.Min(memory, size.MemoryGiB * 0.9)));
    }

    private static LoadShape Shape(Dice dice, VmSize size, double vcpus, double memory)
    {
        var iops = size.DiskIops * dice.Between(0.02, 0.35);
        var disk = size.DiskMBps * dice.Between(0.02, 0.35);
        var network = Math.Min(size.NetworkMbps * 0.3, vcpus * dice.Between(5, 60));
        var peak = new Load(vcpus, memory, iops, disk, network, network * dice.Between(0.3, 1.5));
        var quiet = new Load(
            Math.Min(vcpus * 0.05, 0.2), memory * dice.Between(0.45, 0.75), iops * 0.03, disk * 0.03, peak.NetworkInMbps * 0.02,
            peak.NetworkOutMbps * 0.02);
        return new LoadShape(quiet, peak);
    }

    // Never above 1.6 % CPU and 0.5 % of the network: within Advisor's rule (P95 < 3 %, three-day maximum <= 2 %, outbound < 2 %).
    private static LoadShape Idle(Dice dice, VmSize size)
    {
        var vcpus = size.Vcpus * dice.Between(0.003, 0.012);
        var load = new Load(
            vcpus, Math.Min(size.MemoryGiB * 0.3, dice.Between(0.6, 1.5)), dice.Between(1, 8), dice.Between(0.01, 0.1),
            dice.Between(0.01, 0.3), Math.Min(size.NetworkMbps * 0.004, dice.Between(0.01, 0.3)));
        return new LoadShape(load, load) { Jitter = 0.6 };
    }

    private static VmSize Size(Dice dice, Archetype archetype, string region, double vcpus, double memory)
    {
        var families = archetype switch
        {
            Archetype.Burstable => BurstableFamilies,
            Archetype.MemoryBound => MemoryRich,
            _ => General,
        };
        var key = dice.OneOf(families);
        var offered = SizeCatalogue.All
            .Where(size => string.Equals(size.Family.Key, key, StringComparison.Ordinal) && SizeCatalogue.OfferedIn(size, region)
                && !SizeCatalogue.RestrictedForAll(size, region))
            .OrderBy(size => size.Vcpus)
            .ToList();
        // Not in that region: what the owner would have taken instead.
        if (offered.Count == 0)
            offered = [.. SizeCatalogue.All.Where(size => size.Family.Key is "Dsv5").OrderBy(size => size.Vcpus)];
        return offered.Find(size => size.Vcpus >= vcpus && size.MemoryGiB >= memory) ?? offered[^1];
    }
}
