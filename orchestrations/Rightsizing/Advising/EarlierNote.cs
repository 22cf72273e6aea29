using OpsFunctions.Orchestrations.Rightsizing.Needs;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>Tells a reader of what does not stand in the figures of the look-back, and counts.</summary>
internal static class EarlierNote
{
    /// <param name="demand">What the look-back shows, and what earlier runs saw.</param>
    /// <param name="advice">The advice.</param>
    /// <param name="alone">The advice by the look-back alone.</param>
    /// <returns>Empty where it makes no difference.</returns>
    public static IReadOnlyList<string> Of(Demand demand, Advice advice, Advice alone)
    {
        if ((advice.Kind, advice.Target) == (alone.Kind, alone.Target))
            return [];
        var known = demand.WithBefore();
        var more = new List<string>();
        if (known.CpuHighestVcpus > demand.CpuHighestVcpus)
            more.Add(Invariant($"{known.CpuHighestVcpus:0.##} vCPU"));
        if (known.DiskIops > demand.DiskIops)
            more.Add(Invariant($"{known.DiskIops:0} operations a second"));
        if (known.DiskMBps > demand.DiskMBps)
            more.Add(Invariant($"{known.DiskMBps:0.#} MB/s of disks"));
        if (known.NetworkInMbps > demand.NetworkInMbps)
            more.Add(Invariant($"{known.NetworkInMbps:0.#} Mb/s in"));
        if (known.NetworkOutMbps > demand.NetworkOutMbps)
            more.Add(Invariant($"{known.NetworkOutMbps:0.#} Mb/s out"));
        var otherwise = alone.Target is { } target ? $"{alone.Kind} to {target}" : $"{alone.Kind}";
        return [$"earlier runs saw more, and it counts: up to {string.Join(", ", more)}; by the look-back alone it would be {otherwise}"];
    }
}
