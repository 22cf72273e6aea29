using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Sizes;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// Azure Advisor's rule as Microsoft publishes it: the cheapest size of the region on which CPU and outbound network P95 stay at or
/// under 40 % (user-facing) or 80 %, and memory at its maximum under 60 or 80 %, with the same accelerated networking and premium
/// storage; a burstable one where the mean lies under its baseline and P95 under twice of it. It is given what the suite saw, of
/// the network P99; production counts as user-facing. Its kindness: processor architecture and temporary disk stay, too.
/// </summary>
internal static class AdvisorRule
{
    /// <param name="read">What the suite saw.</param>
    /// <param name="isPossible">Which sizes Azure would give the machine; null: the rule does not ask, as it is published.</param>
    public static Size? Target(MachineReading read, Func<Size, bool>? isPossible = null)
    {
        var (machine, demand, offer) = (read.Machine, read.Demand, read.Offer);
        if (demand is null || offer.Find(machine.Size) is not { } present || RightsizingPolicy.Price(machine, present) is not { } price)
            return null;
        var tags = Orchestrations.Fleet.OpsTags.Read(machine.Tags, Orchestrations.Mode.Report);
        var (cpuPercent, memoryPercent) = tags.IsProduction ? (40d, 60d) : (80d, 80d);
        return offer.Sizes
            .Where(size => size.Restriction is null && size.Architecture == present.Architecture
                && size.TempDiskMiB > 0 == present.TempDiskMiB > 0)
            .Where(size => size.PremiumDisks || !machine.Hardware.PremiumDisks)
            .Where(size => size.AcceleratedNetworking || !machine.Hardware.AcceleratedNetworking)
            .Where(size => demand.CpuP95Vcpus <= size.Vcpus * cpuPercent / 100)
            .Where(size => !(demand.NetworkOutMbps > NetworkBandwidth.Mbps(size) * cpuPercent / 100))
            .Where(size => demand.MemoryPeakGiB is not { } memory || memory <= size.MemoryGiB * memoryPercent / 100)
            .Where(size => !size.IsBurstable
                || BurstableBaseline.Of(size) is { } baseline && read.MeanVcpus < baseline && demand.CpuP95Vcpus < 2 * baseline)
            .Where(size => RightsizingPolicy.Price(machine, size) < price)
            .Where(size => isPossible?.Invoke(size) ?? true)
            .OrderBy(size => RightsizingPolicy.Price(machine, size)).ThenBy(size => size.Name, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>
    /// Its rule for machines that nothing uses: CPU P95 under 3 %, last three days at most 2 %, outbound network under 2 % of 500 Mb/s a
    /// vCPU.
    /// </summary>
    public static bool ShutsDown(MachineReading read) =>
        read.Demand is { NetworkOutMbps: { } sent, CpuLastThreeDaysVcpus: { } lastDays } demand
            && read.Offer.Find(read.Machine.Size) is { } size
        && demand.CpuP95Vcpus < 0.03 * size.Vcpus && lastDays <= 0.02 * size.Vcpus && sent < 0.02 * 500 * size.Vcpus;
}
