using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using OpsFunctions.Orchestrations.Rightsizing.Sizes;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>Grades how full a size would be.</summary>
internal static class RiskScale
{
    private static readonly double[] Steps = [0.5, 0.65, 0.8, 0.9];

    /// <param name="need">What the machine needs, room for peaks to come included.</param>
    /// <param name="size">The size it is laid on.</param>
    public static Risk Of(Need need, Size size)
    {
        var cpu = need.Vcpus / size.Vcpus;
        if (size.IsBurstable && BurstableBaseline.Of(size) is { } baseline)
            cpu = Math.Max(cpu, need.SustainedVcpus / baseline);
        return new(
            Grade(cpu),
            Grade(need.MemoryGiB / size.MemoryGiB),
            Math.Max(Grade(need.DiskIops / size.DiskIops), Grade(need.DiskMBps / size.DiskMBps)),
            Grade(need.NetworkMbps / NetworkBandwidth.Mbps(size)));
    }

    // What is not known was required to be no less than before.
    private static int Grade(double? fullness) => fullness is { } share ? Steps.Count(step => share >= step) : 0;
}
