using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Sizes;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>The hard constraints on a target, side by side. Each says why it excludes, or null where it does not.</summary>
public static class SizeRules
{
    /// <summary>Why the target cannot take the machine's place; null where it can.</summary>
    public static string? Excludes(Candidate candidate) => FirstThatExcludes(candidate)?.Reason;

    internal static (SizeRule Rule, string Reason)? FirstThatExcludes(Candidate candidate)
    {
        foreach (var rule in All)
            if (rule.Excludes(candidate) is { } reason)
                return (rule, reason);
        return null;
    }

    /// <summary>Every constraint by its name, in the order in which they are asked.</summary>
    internal static readonly IReadOnlyList<SizeRule> All = [.. new Func<Candidate, string?>[]
    {
        Offered, Zone, Retirement, Architecture, Gpus, Rdma, Confidential, Generation, TempDisk, NvmeDisk, DiskController, DataDisks,
        NetworkInterfaces, PremiumDisks, PremiumV2Disks, UltraDisks, AcceleratedNetworking, EncryptionAtHost, Spot, AllowedFamily,
        Commitment, Quota, Floor, Larger, Cpu, Memory, Credits, DiskOperations, DiskThroughput, Network,
    }.Select(rule => new SizeRule(rule.Method.Name, rule))];

    internal static int PlaceOf(string name) => All.TakeWhile(rule => rule.Name != name).Count();

    internal static string? Offered(Candidate of) =>
        of.Target.Restriction is { } restriction ? $"not offered to this subscription: {restriction}" : null;

    internal static string? Zone(Candidate of) =>
        of.Machine.Hardware.Zones.FirstOrDefault(zone => !of.Target.Zones.Contains(zone, StringComparer.Ordinal)) is { } zone
        ? $"not offered in zone {zone}"
        : null;

    internal static string? Retirement(Candidate of) =>
        of.Target.Retires is { } day && day <= of.Today.AddDays(of.Options.RetirementNoticeDays)
        ? Invariant($"Azure ends it on {day:yyyy-MM-dd}")
        : null;

    internal static string? Architecture(Candidate of) => Same(of.Target.Architecture, of.Present.Architecture)
        ? null
        : $"{of.Target.Architecture} instead of {of.Present.Architecture}";

    internal static string? Gpus(Candidate of) =>
        of.Target.Gpus == of.Present.Gpus ? null : Invariant($"{of.Target.Gpus} GPUs instead of {of.Present.Gpus}");

    internal static string? Rdma(Candidate of) => of.Present.Rdma && !of.Target.Rdma ? "no RDMA network" : null;

    internal static string? Confidential(Candidate of) => of.Target.Confidential == of.Present.Confidential
        ? null
        : $"confidential computing {of.Target.Confidential ?? "none"} instead of {of.Present.Confidential ?? "none"}";

    // Azure does not tell the generation of a machine that is off: a target must then boot what the present size boots.
    internal static string? Generation(Candidate of) => (of.Machine.Hardware.Generation ?? of.Present.Generations)
        .Split(',', StringSplitOptions.TrimEntries)
        .FirstOrDefault(generation => !of.Target.Generations.Contains(generation, StringComparison.OrdinalIgnoreCase)) is { } missing
        ? $"does not boot generation {missing}"
        : null;

    internal static string? TempDisk(Candidate of) => of.Target.TempDiskMiB > 0 == of.Present.TempDiskMiB > 0
        ? null
        : "a temporary disk would appear or go, which no plain resize does";

    internal static string? NvmeDisk(Candidate of) =>
        of.Target.NvmeDiskMiB > 0 == of.Present.NvmeDiskMiB > 0 ? null : "a local NVMe disk would appear or go";

    // Where Azure does not tell the machine's controller it is SCSI, unless its size has only the other.
    internal static string? DiskController(Candidate of)
    {
        var present = of.Machine.Hardware.DiskController ?? (Has(of.Present.DiskControllers, "SCSI") ? "SCSI" : "NVMe");
        return Has(of.Target.DiskControllers, present) ? null : $"has no {present} disk controller";
    }

    // A size that does not say how many it takes is trusted with none, and with the one interface that every size has.
    internal static string? DataDisks(Candidate of) => (of.Target.MaxDataDisks ?? 0) < of.Machine.Hardware.DataDisks
        ? Invariant($"takes {Said(of.Target.MaxDataDisks)} data disks, it has {of.Machine.Hardware.DataDisks}")
        : null;

    internal static string? NetworkInterfaces(Candidate of) => (of.Target.MaxNetworkInterfaces ?? 1) < of.Machine.Hardware.NetworkInterfaces
        ? Invariant($"takes {Said(of.Target.MaxNetworkInterfaces)} network interfaces, it has {of.Machine.Hardware.NetworkInterfaces}")
        : null;

    internal static string? PremiumDisks(Candidate of) =>
        of.Machine.Hardware.PremiumDisks && of.Present.PremiumDisks && !of.Target.PremiumDisks ? "no premium disks" : null;

    internal static string? PremiumV2Disks(Candidate of) =>
        of.Machine.Hardware.PremiumV2Disks && !of.Target.PremiumDisks ? "no Premium v2 disks" : null;

    // In a zone Azure tells Ultra disks with the zone, else with the size (Microsoft Learn, using Azure Ultra Disks).
    internal static string? UltraDisks(Candidate of)
    {
        if (!of.Machine.Hardware.UltraDisks)
            return null;
        var zones = of.Machine.Hardware.Zones;
        var has = zones.Count == 0
            ? of.Target.UltraWithoutZone
            : zones.All(zone => of.Target.UltraZones.Contains(zone, StringComparer.Ordinal));
        return has ? null : "no Ultra disks where it stands";
    }

    internal static string? AcceleratedNetworking(Candidate of) =>
        of.Machine.Hardware.AcceleratedNetworking && of.Present.AcceleratedNetworking && !of.Target.AcceleratedNetworking
            ? "no accelerated networking"
            : null;

    internal static string? EncryptionAtHost(Candidate of) =>
        of.Machine.Hardware.EncryptionAtHost && !of.Target.EncryptionAtHost ? "no encryption at host" : null;

    internal static string? Spot(Candidate of) => of.Machine.IsSpot && !of.Target.SpotCapable ? "not sold as spot" : null;

    internal static string? AllowedFamily(Candidate of) =>
        of.Options.AllowedFamilies.Count > 0 && !of.Options.AllowedFamilies.Contains(of.Target.Family, StringComparer.OrdinalIgnoreCase)
            ? $"family {of.Target.Family} is not allowed"
            : null;

    // A reservation is paid for, used or not: a machine that leaves its sizes makes the bill larger.
    internal static string? Commitment(Candidate of) =>
        of.Options.CommittedFamilies.Contains(of.Present.Family, StringComparer.OrdinalIgnoreCase)
        && FlexibilityGroup.Of(of.Present) is var group && !Same(FlexibilityGroup.Of(of.Target), group)
            ? $"leaves {group}, for which there is a commitment"
            : null;

    internal static string? Quota(Candidate of) => of.Quotas?.Excludes(of.Present, of.Target, of.Machine.IsSpot);

    // A burstable size gives its vCPUs only for a while: it is less than one of as many that has them all day.
    internal static string? Floor(Candidate of) =>
        of.Floor is { } floor
            && (of.Target.Vcpus < floor.Vcpus || of.Target.MemoryGiB < floor.MemoryGiB || (of.Target.IsBurstable && !floor.IsBurstable))
            ? $"below ops:floor {floor.Name}"
            : null;

    // The true height of a load that is cut off is unknown: strictly more of what it lacks, no less of the rest, and no
    // burstable size, whose credits were counted on a load that was cut.
    internal static string? Larger(Candidate of)
    {
        if (of.Lack == Lack.None)
            return null;
        if (of.Target.IsBurstable)
            return $"burstable, and {of.Lack.Words}";
        var isLarger = (of.Lack.Cpu ? of.Target.Vcpus > of.Present.Vcpus : of.Target.Vcpus >= of.Present.Vcpus)
            && (of.Lack.Memory ? of.Target.MemoryGiB > of.Present.MemoryGiB : of.Target.MemoryGiB >= of.Present.MemoryGiB);
        return isLarger ? null : $"no larger, and {of.Lack.Words}";
    }

    internal static string? Cpu(Candidate of) => of.Need.LacksCpuOn(of.Target)
        ? Invariant($"{of.Target.Vcpus:0.##} vCPU, {of.Need.VcpusOfSize:0.##} needed")
        : null;

    internal static string? Memory(Candidate of)
    {
        var needed = of.Need.MemoryOfSize ?? of.Present.MemoryGiB;
        var isLess = of.Need.MemoryGiB is null ? of.Target.MemoryGiB < needed : of.Need.LacksMemoryOn(of.Target);
        return isLess ? Invariant($"{of.Target.MemoryGiB:0.#} GiB, {needed:0.#} needed") : null;
    }

    internal static string? Credits(Candidate of)
    {
        if (!of.Target.IsBurstable)
            return null;
        var baseline = BurstableBaseline.Of(of.Target);
        if (baseline is null)
            return "burstable, and its baseline is not known";
        return baseline < of.Need.SustainedVcpus
            ? Invariant($"its credits would run out: {baseline:0.##} vCPU without credits, {of.Need.SustainedVcpus:0.##} needed")
            : null;
    }

    internal static string? DiskOperations(Candidate of) => Less(of.Target.DiskIops, of.Need.DiskIops, of.Present.DiskIops) is { } needed
        ? Invariant($"{Said(of.Target.DiskIops)} disk operations a second, {needed:0} needed")
        : null;

    internal static string? DiskThroughput(Candidate of) => Less(of.Target.DiskMBps, of.Need.DiskMBps, of.Present.DiskMBps) is { } needed
        ? Invariant($"{Said(of.Target.DiskMBps)} MB/s to disk, {needed:0} needed")
        : null;

    internal static string? Network(Candidate of) =>
        Less(NetworkBandwidth.Mbps(of.Target), of.Need.NetworkMbps, NetworkBandwidth.Mbps(of.Present)) is { } needed
            ? Invariant($"about {NetworkBandwidth.Mbps(of.Target):0} Mb/s of network, {needed:0} needed")
            : null;

    // What is needed, where the target gives less of it or does not say. Where the need is not known: no less than now.
    private static double? Less(double? target, double? need, double? present) => target >= (need ?? present) ? null : need ?? present;

    private static string Said(double? figure) => figure is { } said ? Invariant($"{said:0}") : "an unknown number of";

    private static bool Has(string list, string item) => list.Contains(item, StringComparison.OrdinalIgnoreCase);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
