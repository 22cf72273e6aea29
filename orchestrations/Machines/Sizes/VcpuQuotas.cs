using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Machines.Sizes;

/// <summary>A line of a subscription's vCPU quota in a region.</summary>
/// <param name="Name">A family as the list of sizes names it, <c>cores</c> or <c>lowPriorityCores</c>.</param>
/// <param name="Used">vCPUs of all machines that count here, also of those that are off (Microsoft Learn, virtual machine quotas).</param>
/// <param name="Limit">vCPUs allowed.</param>
public sealed record VcpuQuota(string Name, long Used, long Limit);

/// <summary>A subscription's vCPU quota in a region (<c>Microsoft.Compute/locations/usages</c>).</summary>
/// <param name="lines">Its lines; names ignore case.</param>
public sealed class VcpuQuotas(IReadOnlyList<VcpuQuota> lines)
{
    /// <summary>Total of the region, spot machines apart.</summary>
    public const string Regional = "cores";

    /// <summary>Total of the region's spot machines, whatever their family.</summary>
    public const string Spot = "lowPriorityCores";

    // Of two lines of one name the one that leaves less.
    private readonly Dictionary<string, VcpuQuota> _byName = lines
        .GroupBy(line => line.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(line => line.Key, line => line.MinBy(one => one.Limit - one.Used)!, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<VcpuQuota> Lines { get; } = lines;

    /// <summary>Null where the service names no such quota.</summary>
    public VcpuQuota? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// Why the quota does not allow a machine another size; null where it does, or is not known. A size counts with all vCPUs of its
    /// hardware, constrained or not (Azure SDK, VirtualMachineSize.NumberOfCores), and the present size is given back where the same quota
    /// counts it. Each machine is looked at alone: what several resizes need together is for whoever carries them out.
    /// </summary>
    public string? Excludes(Size present, Size target, bool isSpot)
    {
        var more = Counted(target) - Counted(present);
        // Spot machines are counted in a quota of their own, and in no family.
        if (isSpot)
            return Exceeds("spot quota", Find(Spot), more);
        var isSameFamily = string.Equals(target.Family, present.Family, StringComparison.OrdinalIgnoreCase);
        return Exceeds("family quota", Find(target.Family), isSameFamily ? more : Counted(target))
            ?? Exceeds("regional quota", Find(Regional), more);
    }

    // What needs no more is always allowed, also where the quota is overdrawn.
    private static string? Exceeds(string what, VcpuQuota? quota, double more) =>
        quota is not null && more > 0 && quota.Used + more > quota.Limit
        ? Invariant($"{what}: {quota.Used} of {quota.Limit} vCPU used, {more:0.##} more needed")
        : null;

    private static double Counted(Size size) => size.FullVcpus ?? size.Vcpus;
}
