using OpsFunctions.Orchestrations.Fleet;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>
/// Which size a machine should have. Pure: what was seen, what is offered and the settings give the advice.
/// CPU: the larger of P99 of the 30-minute maxima and P95 of the daily peaks, times 1 + 1/days observed. Memory: the highest
/// use seen plus headroom. Shutdown: Azure Advisor's published rule (CPU P95 under 3 %, last three days at most 2 %,
/// outbound network under 2 %).
/// </summary>
public static class RightsizingPolicy
{
    private const double HoursPerMonth = 730;
    private const double ShutdownCpuP95Percent = 3;
    private const double ShutdownCpuLastDaysPercent = 2;
    private const double ShutdownNetworkPercent = 2;

    // The service does not publish a size's bandwidth. 500 Mb/s a vCPU is at the low end of current sizes.
    private const double AssumedNetworkMbpsPerVcpu = 500;

    // Above this share of grains at the limit the load is cut off by the size, and its true height is unknown.
    private const double CutOffShare = 0.005;

    // Less than one credit: the machine runs at its baseline, and what it would use is unknown.
    private const double CreditsGone = 1;

    // Above this share of the memory the machine swaps or kills: the system itself keeps a few percent.
    private const double MemoryFull = 0.95;

    /// <param name="machine">The machine as the inventory knows it.</param>
    /// <param name="tags">What its tags say.</param>
    /// <param name="demand">What it needed over the look-back; null where its metrics could not be read.</param>
    /// <param name="offer">What its region offers to its subscription.</param>
    public static Advice Advise(Machine machine, OpsTags tags, Demand? demand, Offer offer, RightsizingOptions options)
    {
        if (tags.Rightsizing == Mode.Off)
            return Advice.Keep("rightsizing is off for this machine");
        if (offer.Problem is not null)
            return Advice.Unknown(offer.Problem);
        if (offer.Find(machine.Size) is not { } size)
            return Advice.Unknown($"{machine.Size} is not among the sizes of {machine.Region}");
        if (demand is null)
            return Advice.Unknown("the metrics answer did not hold its CPU");
        if (NotEnough(demand, options) is { } tooLittle)
            return Advice.Unknown(tooLittle);
        if (Price(machine, size) is not { } price)
            return Advice.Unknown($"no price of {size.Name} in {machine.Region}");

        Size? floor = null;
        if (tags.Floor is { } floorName && (floor = offer.Find(floorName)) is null)
            return Advice.Keep($"ops:floor names {floorName}, which {machine.Region} does not offer; taken as: keep");

        if (IsIdle(demand, size))
            return Advice.Shutdown(Monthly(price, demand), Invariant(
                $"nothing uses it: CPU P95 {Percent(demand.CpuP95Vcpus, size.Vcpus):0.#} %, last three days at most {Percent(demand.CpuLastThreeDaysVcpus, size.Vcpus):0.#} %, sent P99 {demand.NetworkOutMbps:0.#} Mb/s"));

        var need = Need.Of(demand, tags.IsProduction, options);
        return Choose(machine, demand, size, price, floor, need, offer, options);
    }

    private static string? NotEnough(Demand demand, RightsizingOptions options)
    {
        if (demand.RunningGrains == 0)
            return $"it did not run in the last {options.LookBackDays} days, or its metrics are missing";
        if (demand.ObservedDays < options.MinimumDays)
            return Invariant($"{demand.ObservedDays:0.#} of at least {options.MinimumDays} days observed");
        var coverage = 100d * demand.ObservedGrains / demand.RunningGrains;
        return coverage < options.MinimumCoveragePercent
            ? Invariant($"only {coverage:0} % of its running time observed, {options.MinimumCoveragePercent} % are needed")
            : null;
    }

    private static bool IsIdle(Demand demand, Size size) =>
        demand.NetworkOutMbps is { } sent
        && Percent(demand.CpuP95Vcpus, size.Vcpus) < ShutdownCpuP95Percent
        && Percent(demand.CpuLastThreeDaysVcpus, size.Vcpus) <= ShutdownCpuLastDaysPercent
        && Percent(sent, size.Vcpus * AssumedNetworkMbpsPerVcpu) < ShutdownNetworkPercent;

    private static Advice Choose(
        Machine machine, Demand demand, Size size, double price, Size? floor, Need need, Offer offer, RightsizingOptions options)
    {
        var isCutOff = demand.CpuCutOffShare > CutOffShare || demand.CreditsLeast < CreditsGone || demand.MemoryPeakGiB > size.MemoryGiB * MemoryFull;
        var fitting = offer.Sizes
            .Where(target => target.Restriction is null && !IsSame(target, size))
            .Where(target => SizeFit.Excludes(target, size, need, floor) is null)
            .Select(target => (Target: target, Price: Price(machine, target)))
            .Where(candidate => candidate.Price is not null)
            .OrderBy(candidate => candidate.Price).ThenBy(candidate => candidate.Target.Name, StringComparer.Ordinal)
            .ToList();

        if (isCutOff)
        {
            var larger = fitting.FirstOrDefault(candidate =>
                candidate.Target.Vcpus >= size.Vcpus && candidate.Target.MemoryGiB >= size.MemoryGiB);
            return larger.Target is null
                ? Advice.Keep($"the load is cut off by the size, but {machine.Region} offers no larger one that fits: {need.Beside(size)}")
                : Advice.Resize(larger.Target.Name, Monthly(price - larger.Price!.Value, demand), $"the load is cut off by the size: {need.Beside(size)}, {need.On(larger.Target)}");
        }

        var best = fitting.FirstOrDefault();
        if (best.Target is null)
            return Advice.Keep($"no other size of {machine.Region} fits: {need.Beside(size)}");
        var saving = Monthly(price - best.Price!.Value, demand);
        if (saving <= 0)
            return Advice.Keep($"nothing cheaper fits: {need.Beside(size)}, {need.On(size)}");
        if (saving < options.MinimumSavingUsd || saving < Monthly(price, demand) * options.MinimumSavingPercent / 100)
            return Advice.Keep(Invariant($"{best.Target.Name} would save only {saving:0.00} USD a month"));
        return Advice.Resize(best.Target.Name, saving, $"{need.Beside(size)}: {need.On(best.Target)}");
    }

    /// <summary>What the machine costs at present, USD a month; 0 where size, price or running time is unknown.</summary>
    public static double MonthlyCost(Assessment assessment) =>
        assessment is { Size: { } size, Demand: { } demand } && Price(assessment.Machine, size) is { } price ? Monthly(price, demand) : 0;

    private static bool IsSame(Size a, Size b) => string.Equals(a.Name, b.Name, StringComparison.OrdinalIgnoreCase);

    private static double? Price(Machine machine, Size size) =>
        machine.IsWindows && machine.LicenseType is null ? size.WindowsPerHour : size.LinuxPerHour;

    private static double Monthly(double perHour, Demand demand) =>
        Math.Round(perHour * HoursPerMonth * demand.RunningShare, 2);

    private static double Percent(double part, double whole) => 100 * part / whole;
}
