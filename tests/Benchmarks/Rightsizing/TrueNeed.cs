using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using OpsFunctions.Simulator;
using Machine = OpsFunctions.Orchestrations.Fleet.Machine;
using Size = OpsFunctions.Orchestrations.Machines.Sizes.Size;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// The cheapest size for what a machine will really need in the time ahead, as somebody would choose it who knows that time.
/// </summary>
internal sealed record TrueNeed(
    MachineReading Read, OpsTags Tags, Demand Demand, Size Present, RightsizingOptions Options, TruthOfMachine Truth, DateTimeOffset Now)
{
    public Machine Machine => Read.Machine;

    public Offer Offer => Read.Offer;

    /// <summary>Filled to the brim: every hard constraint is met and 99.9 % of the samples stay at or under 100 %.</summary>
    public Size? ToTheBrim => Cheapest(Need.Of(Demand, Tags.IsProduction, Options) with
    {
        Vcpus = 0, MemoryGiB = 0, SustainedVcpus = 0, DiskIops = 0, DiskMBps = 0, NetworkMbps = 0,
    });

    /// <summary>
    /// With the room that is the yardstick since the first score, whatever the rules keep by now: 99.9 % of the samples stay under the
    /// fits, CPU with 1 + 1/days and memory with its headroom; memory that nobody measured does not shrink; a saving under the least one is
    /// none.
    /// </summary>
    public Size? WithRoom
    {
        get
        {
            var ahead = Truth.Covering(Simulator.Truth.Enough);
            var size = Cheapest(Need.Of(Demand, Tags.IsProduction, Options) with
            {
                CpuFitPercent = Tags.IsProduction ? 65 : 80,
                MemoryFitPercent = Tags.IsProduction ? 80 : 90,
                Vcpus = ahead.Vcpus * (1 + 1d / Demand.ObservedDays),
                MemoryGiB = Demand.MemoryPeakGiB is null ? null : ahead.MemoryGiB * 1.15,
                SustainedVcpus = 0,
                DiskIops = 0,
                DiskMBps = 0,
                NetworkMbps = 0,
            });
            return Saving(size) < Math.Max(Options.MinimumSavingUsd, Options.MinimumSavingPercent / 100d * MonthlyCost) ? null : size;
        }
    }

    private double MonthlyCost => (RightsizingPolicy.Price(Machine, Present) ?? 0) * 730 * Demand.RunningShare;

    /// <summary>USD a month by the share of time the machine runs; 0 for none and for a size that costs more.</summary>
    public double Saving(Size? target) =>
        target is not null && RightsizingPolicy.Price(Machine, Present) is { } price
            && RightsizingPolicy.Price(Machine, target) is { } cheaper
            ? Math.Max(0, (price - cheaper) * 730 * Demand.RunningShare)
            : 0;

    private Size? Cheapest(Need need)
    {
        var floor = Tags.Floor is null ? null : Offer.Find(Tags.Floor);
        // A floor that no region offers keeps the machine as it is.
        if (RightsizingPolicy.Price(Machine, Present) is not { } price || floor is null && Tags.Floor is not null)
            return null;
        return Offer.Sizes
            .Where(size => RightsizingPolicy.Price(Machine, size) < price)
            .OrderBy(size => RightsizingPolicy.Price(Machine, size)).ThenBy(size => size.Name, StringComparer.Ordinal)
            .FirstOrDefault(size => SizeRules.Excludes(new Candidate(
                Machine, Present, size, need, Lack.None, floor, Options,
                DateOnly.FromDateTime(Now.UtcDateTime)) { Quotas = Offer.Quotas }) is null
                && Truth.Share(size.Name) >= Simulator.Truth.Enough);
    }
}
