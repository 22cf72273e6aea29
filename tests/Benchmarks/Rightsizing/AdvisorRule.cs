using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// Azure Advisor's rule as Microsoft publishes it: the cheapest size on which CPU and network P95 stay at or under 40 %
/// (user-facing) or 80 %, and memory at its maximum under 60 or 80 %. It is given what the suite saw, and the offers of the
/// same machine's hardware; production counts as user-facing.
/// </summary>
internal static class AdvisorRule
{
    public static Size? Target(Machine machine, Demand demand, Offer offer)
    {
        var tags = OpsTags.Read(machine.Tags, Orchestrations.Mode.Report);
        var (cpuPercent, memoryPercent) = tags.IsProduction ? (40d, 60d) : (80d, 80d);
        return offer.Find(machine.Size) is { } present && RightsizingPolicy.Price(machine, present) is { } price
            ? offer.Sizes
                .Where(size => size.Restriction is null && size.Architecture == present.Architecture && size.TempDiskMiB > 0 == present.TempDiskMiB > 0)
                .Where(size => demand.CpuP95Vcpus <= size.Vcpus * cpuPercent / 100)
                .Where(size => demand.MemoryPeakGiB is not { } memory || memory <= size.MemoryGiB * memoryPercent / 100)
                .Where(size => RightsizingPolicy.Price(machine, size) < price)
                .OrderBy(size => RightsizingPolicy.Price(machine, size)).ThenBy(size => size.Name, StringComparer.Ordinal)
                .FirstOrDefault()
            : null;
    }
}
