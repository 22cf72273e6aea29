using System.Globalization;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator;

/// <summary>What stands between the machines of a fleet and another size, from what they are built with; for scoring only.</summary>
public sealed class TruthOfPlace(Fleet fleet)
{
    private readonly VcpuLimits _limits = new(fleet);

    /// <summary>
    /// Everything that Azure would refuse, or that the machine would lose by a plain resize; empty where nothing stands in the way.
    /// </summary>
    /// <param name="noticeDays">A size that ends within this many days is an obstacle.</param>
    /// <exception cref="ArgumentException">There is no such size.</exception>
    public IReadOnlyList<string> Obstacles(Machine machine, string sizeName, DateTimeOffset at, int noticeDays)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var target = SizeCatalogue.Find(sizeName) ?? throw new ArgumentException($"There is no size '{sizeName}'.", nameof(sizeName));
        var (family, platform, present) = (target.Family, machine.Platform, machine.Size);
        var ultra = platform.UltraDisksEnabled || platform.DataDiskTypes.Contains("UltraSSD_LRS", StringComparer.Ordinal);
        var disks = platform.DataDiskTypes.Append(platform.OsDiskType).ToList();
        (string Name, bool Stands)[] all =
        [
            ("not offered", !SizeCatalogue.OfferedIn(target, machine.Region)),
            ("restricted", SizeCatalogue.RestrictedIn(target, machine.Region, machine.SubscriptionId)),
            ("zone", machine.Zone is { } zone && !SizeCatalogue.OpenZones(target, machine.Region).Contains(zone, StringComparer.Ordinal)),
            ("retired", Ends(family) <= at.AddDays(noticeDays)),
            ("architecture", family.Architecture != present.Family.Architecture),
            ("generation", !family.HyperVGenerations.Contains(platform.HyperVGeneration, StringComparison.Ordinal)),
            ("temporary disk", target.TemporaryDiskGiB > 0 != present.TemporaryDiskGiB > 0),
            ("NVMe disk", target.NvmeDiskGiB > 0 != present.NvmeDiskGiB > 0),
            ("disk controller", !(family.DiskControllers.Length == 0
                ? "SCSI"
                : family.DiskControllers).Contains(platform.DiskController, StringComparison.Ordinal)),
            ("data disks", target.DataDisks < machine.DataDisks),
            ("network interfaces", target.NetworkInterfaces < platform.NetworkInterfaces),
            ("premium disks", !family.PremiumDisks && disks.Exists(static disk => disk.StartsWith("Premium", StringComparison.Ordinal))),
            ("ultra disks", ultra && !(machine.Zone is { } place
                ? SizeCatalogue.UltraZones(target, machine.Region).Contains(place, StringComparer.Ordinal)
                : SizeCatalogue.UltraDisksWithoutZone(target, machine.Region))),
            ("accelerated networking", platform.AcceleratedNetworking && !target.AcceleratedNetworking),
            ("encryption at host", platform.EncryptionAtHost && !family.EncryptionAtHost),
            ("quota", ExceedsQuota(machine, target, at)),
        ];
        return [.. all.Where(static one => one.Stands).Select(static one => one.Name)];
    }

    private bool ExceedsQuota(Machine machine, VmSize target, DateTimeOffset at)
    {
        var usages = _limits.Of(machine.SubscriptionId, machine.Region, at);
        if (machine.Priority is "Spot")
            return Exceeds("lowPriorityCores", target.Vcpus - machine.Size.Vcpus);
        var same = string.Equals(target.Family.QuotaName, machine.Size.Family.QuotaName, StringComparison.OrdinalIgnoreCase);
        return Exceeds("cores", target.Vcpus - machine.Size.Vcpus)
            || Exceeds(target.Family.QuotaName, target.Vcpus - (same ? machine.Size.Vcpus : 0));

        bool Exceeds(string name, int more) =>
            usages.First(usage => string.Equals(usage.Name, name, StringComparison.OrdinalIgnoreCase)) is var usage && more > 0
                && usage.Current + more > usage.Limit;
    }

    private static DateTimeOffset? Ends(SizeFamily family) => family.RetirementDate is { } text
        ? new DateTimeOffset(DateTime.ParseExact(text, "MM/dd/yyyy", CultureInfo.InvariantCulture), TimeSpan.Zero)
        : null;
}
