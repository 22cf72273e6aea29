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
}
