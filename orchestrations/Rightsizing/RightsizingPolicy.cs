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

    // Days without running after which a machine counts as off, whatever it did before.
    private const double OffDays = 3;

    // AWS Compute Optimizer asks for 30 hours of figures; fewer say nothing, however many days they lie apart.
    private const int LeastGrains = 60;

    // The service does not publish a size's bandwidth. 500 Mb/s a vCPU is at the low end of current sizes.
    private const double AssumedNetworkMbpsPerVcpu = 500;

    // Above this share of grains at the limit the load is cut off by the size, and its true height is unknown.
    private const double CutOffShare = 0.005;

    // Above this share of the memory the machine swaps or kills: the system itself keeps a few percent.
    private const double MemoryFull = 0.95;

    /// <param name="machine">The machine as the inventory knows it.</param>
    /// <param name="tags">What its tags say.</param>
    /// <param name="demand">What it needed over the look-back; null where its metrics could not be read.</param>
    /// <param name="offer">What its region offers to its subscription.</param>
    /// <param name="now">The moment of the run.</param>
    public static Advice Advise(Machine machine, OpsTags tags, Demand? demand, Offer offer, RightsizingOptions options, DateTimeOffset now)
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
        if (demand.OffDays > OffDays)
            return Advice.Keep(Invariant($"it has been off for {demand.OffDays:0} days; a size saves nothing"));
        if (Price(machine, size) is not { } price)
            return Advice.Unknown($"no {(machine.IsSpot ? "spot price" : "price")} of {size.Name} in {machine.Region}");

        Size? floor = null;
        if (tags.Floor is { } floorName && (floor = offer.Find(floorName)) is null)
            return Advice.Keep("its floor is not known") with
            {
                Problems = [$"ops:floor={Words.OneLine(floorName)} is no size that {machine.Region} offers; taken as: keep the size"],
            };

        if (IsIdle(demand, size))
            return Advice.Shutdown(Monthly(price, demand), Invariant(
                $"nothing uses it: CPU P95 {Percent(demand.CpuP95Vcpus, size.Vcpus):0.#} %, last three days at most {Percent(demand.CpuLastThreeDaysVcpus!.Value, size.Vcpus):0.#} %, sent P99 {demand.NetworkOutMbps:0.#} Mb/s"));

        var need = Need.Of(demand, size, tags.IsProduction, options);
        var candidates = offer.Sizes
            .Where(target => !IsSame(target, size))
            .Select(target => new Candidate(machine, size, target, need, floor, options, DateOnly.FromDateTime(now.UtcDateTime)) { Quotas = offer.Quotas })
            .ToList();
        var lack = new Lack(
            demand.CpuCutOffShare > CutOffShare, demand.CreditsGoneShare > CutOffShare, demand.MemoryPeakGiB > size.MemoryGiB * MemoryFull);
        return lack != Lack.None
            ? Enlarge(machine, demand, size, price, need, candidates, lack)
            : Shrink(machine, demand, size, price, need, candidates, options);
    }

    /// <summary>What the machine costs at present, USD a month; 0 where size, price or running time is unknown.</summary>
    public static double MonthlyCost(Assessment assessment) =>
        assessment is { Size: { } size, Demand: { } demand } && Price(assessment.Machine, size) is { } price ? Monthly(price, demand) : 0;

    private static string? NotEnough(Demand demand, RightsizingOptions options)
    {
        if (demand.RunningGrains == 0)
            return $"it did not run in the last {options.LookBackDays} days, or its metrics are missing";
        if (demand.ObservedDays < options.MinimumDays)
            return $"{demand.ObservedDays} of at least {options.MinimumDays} days observed";
        if (demand.ObservedGrains < LeastGrains)
            return Invariant($"{demand.ObservedGrains / 2d:0.#} of at least {LeastGrains / 2} hours observed");
        var coverage = 100d * demand.ObservedGrains / demand.RunningGrains;
        return coverage < options.MinimumCoveragePercent
            ? Invariant($"only {coverage:0} % of its running time observed, {options.MinimumCoveragePercent} % are needed")
            : null;
    }

    private static bool IsIdle(Demand demand, Size size) =>
        demand is { NetworkOutMbps: { } sent, CpuLastThreeDaysVcpus: { } lastDays }
        && Percent(demand.CpuP95Vcpus, size.Vcpus) < ShutdownCpuP95Percent
        && Percent(lastDays, size.Vcpus) <= ShutdownCpuLastDaysPercent
        && Percent(sent, size.Vcpus * AssumedNetworkMbpsPerVcpu) < ShutdownNetworkPercent;

    // The true height of a load that is cut off is unknown: strictly more of what it lacks, no less of the rest, and no
    // burstable size, whose credits were counted on a load that was cut.
    private static Advice Enlarge(
        Machine machine, Demand demand, Size size, double price, Need need, List<Candidate> candidates, Lack lack)
    {
        var larger = Fitting(machine, candidates.Where(candidate => !candidate.Target.IsBurstable
            && (lack.Cpu ? candidate.Target.Vcpus > size.Vcpus : candidate.Target.Vcpus >= size.Vcpus)
            && (lack.Memory ? candidate.Target.MemoryGiB > size.MemoryGiB : candidate.Target.MemoryGiB >= size.MemoryGiB))).FirstOrDefault();
        return larger.Target is null
            ? Advice.Keep($"{lack.Words}, but {machine.Region} offers no larger one that fits: {need.Beside(size)}")
            : Advice.Resize(larger.Target.Name, Monthly(price - larger.Price, demand), $"{lack.Words}: {need.Beside(size)}, {need.On(larger.Target)}");
    }

    private static Advice Shrink(
        Machine machine, Demand demand, Size size, double price, Need need, List<Candidate> candidates, RightsizingOptions options)
    {
        var best = Fitting(machine, candidates).FirstOrDefault();
        var saving = best.Target is null ? 0 : Monthly(price - best.Price, demand);
        if (saving <= 0)
            return Advice.Keep(need.VcpusOfSize > size.Vcpus || need.MemoryOfSize > size.MemoryGiB
                ? $"fuller than it should be, but not cut off: {need.Beside(size)}, {need.On(size)}"
                : $"nothing cheaper fits: {need.Beside(size)}, {need.On(size)}");
        if (saving < options.MinimumSavingUsd || saving < Monthly(price, demand) * options.MinimumSavingPercent / 100)
            return Advice.Keep(Invariant($"{best.Target!.Name} would save only {saving:0.00} USD a month"));
        return Advice.Resize(best.Target!.Name, saving, $"{need.Beside(size)}: {need.On(best.Target)}");
    }

    private static IEnumerable<(Size Target, double Price)> Fitting(Machine machine, IEnumerable<Candidate> candidates) => candidates
        .Where(candidate => SizeRules.Excludes(candidate) is null)
        .Select(candidate => (candidate.Target, Price: Price(machine, candidate.Target)))
        .Where(candidate => candidate.Price is not null)
        .Select(candidate => (candidate.Target, candidate.Price!.Value))
        .OrderBy(candidate => candidate.Value).ThenBy(candidate => candidate.Target.Name, StringComparer.Ordinal);

    // What the machine lacks; without credits the same vCPUs help, if they are there all day.
    private readonly record struct Lack(bool Cpu, bool Credits, bool Memory)
    {
        public static Lack None => default;

        public string Words => string.Join(" and ", new[]
        {
            Cpu ? "CPU is cut off by the size" : null,
            Credits ? "its credits run out" : null,
            Memory ? "memory is full" : null,
        }.OfType<string>());
    }

    private static bool IsSame(Size a, Size b) => string.Equals(a.Name, b.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Price of a size for this machine, USD an hour: pay-as-you-go, or spot for a spot machine; null where none is published.</summary>
    internal static double? Price(Machine machine, Size size)
    {
        // Azure Hybrid Benefit; «None» is what stays after giving it up.
        var paysWindows = machine.IsWindows && machine.LicenseType is not ("Windows_Server" or "Windows_Client");
        return machine.IsSpot
            ? paysWindows ? size.WindowsSpotPerHour : size.LinuxSpotPerHour
            : paysWindows ? size.WindowsPerHour : size.LinuxPerHour;
    }

    private static double Monthly(double perHour, Demand demand) =>
        Math.Round(perHour * HoursPerMonth * demand.RunningShare, 2);

    private static double Percent(double part, double whole) => 100 * part / whole;
}
