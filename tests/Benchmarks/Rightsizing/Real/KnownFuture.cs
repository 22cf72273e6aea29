using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using Machine = OpsFunctions.Orchestrations.Fleet.Machine;
using Size = OpsFunctions.Orchestrations.Machines.Sizes.Size;

namespace OpsFunctions.Benchmarks.Rightsizing.Real;

/// <summary>The size that somebody would choose who knows the days ahead.</summary>
internal sealed class KnownFuture(RealWalk walk, Machine machine, Size present, Demand demand, Replay ahead)
{
    /// <summary>
    /// The headroom by which this was first measured (65 or 80 % of CPU, 80 or 90 % of memory) holds for 99.9 % of the samples; a saving
    /// under the least one is none.
    /// </summary>
    public Size? SameHeadroom()
    {
        var (vcpus, memory) = ahead.Covering();
        var size = Cheapest(None with
        {
            Vcpus = vcpus, CpuFitPercent = walk.IsProduction ? 65 : 80, MemoryGiB = memory, MemoryFitPercent = walk.IsProduction ? 80 : 90,
        });
        if (size is null)
            return null;
        var cost = walk.PriceOf(present) * 730;
        var saving = cost - walk.PriceOf(size) * 730;
        return saving >= Math.Max(walk.Options.MinimumSavingUsd, walk.Options.MinimumSavingPercent / 100d * cost) ? size : null;
    }

    /// <summary>Every hard constraint is met, and 99.9 % of the samples are carried.</summary>
    public Size? ToTheBrim() => Cheapest(None with { Vcpus = 0, MemoryGiB = 0 });

    private Need None => Need.Of(demand, walk.IsProduction, walk.Options) with
    {
        SustainedVcpus = 0, DiskIops = 0, DiskMBps = 0, NetworkMbps = 0,
    };

    private Size? Cheapest(Need need) => walk.Offer.Sizes
        .Where(size => RightsizingPolicy.Price(machine, size) < RightsizingPolicy.Price(machine, present))
        .OrderBy(size => RightsizingPolicy.Price(machine, size)).ThenBy(size => size.Name, StringComparer.Ordinal)
        .FirstOrDefault(size => SizeRules.Excludes(Candidate(size, need)) is null && ahead.Carries(size.Name));

    private Candidate Candidate(Size size, Need need) =>
        new(machine, present, size, need, Lack.None, null, walk.Options, DateOnly.FromDateTime(RealWalk.Today.UtcDateTime));
}
