using OpsFunctions.Orchestrations.Rightsizing.Needs;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>Tells a reader of what does not stand in the figures of the look-back, and counts.</summary>
internal static class EarlierNote
{
    /// <param name="demand">What the look-back shows.</param>
    /// <param name="known">The same, with what earlier runs saw.</param>
    /// <returns>Empty where earlier runs saw no more.</returns>
    public static IReadOnlyList<string> Of(Demand demand, Demand known)
    {
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
        return more.Count == 0 ? [] : [$"earlier runs saw more, and it counts: up to {string.Join(", ", more)}"];
    }
}
