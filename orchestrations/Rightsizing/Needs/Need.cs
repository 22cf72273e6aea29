using OpsFunctions.Orchestrations.Machines.Sizes;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Needs;

/// <summary>What a machine needs, and how full it may make a size.</summary>
/// <param name="Vcpus">vCPUs: the highest seen, what rises for sure, and what the wished-for certainty adds.</param>
/// <param name="MemoryGiB">GiB, likewise; null: unknown, so memory never shrinks.</param>
/// <param name="CpuFitPercent">How full of CPU a size may be.</param>
/// <param name="MemoryFitPercent">How full of memory a size may be.</param>
/// <param name="SustainedVcpus">vCPUs a burstable size must give without credits for its bank to last.</param>
/// <param name="DiskIops">Operations a second; null: unknown, so no less than now.</param>
/// <param name="DiskMBps">MB/s; null: unknown, so no less than now.</param>
/// <param name="NetworkMbps">Mb/s in the busier direction; null: unknown, so no less than now.</param>
public sealed record Need(
    double Vcpus, double? MemoryGiB, double CpuFitPercent, double MemoryFitPercent, double SustainedVcpus, double? DiskIops,
    double? DiskMBps, double? NetworkMbps)
{
    // A bank that only just lasted is no promise.
    private const double BankHeadroom = 1.5;

    // Where a load rises for good, a burstable size is the first to fail: it must give so many times the busiest week without credits.
    private const double WeekHeadroom = 4;

    // Of the recordings' machines that were given a size that had carried the look-back, these few percent needed more in the month after.
    private const double FailingPercent = 100 - RightsizingOptions.LeastSurePercent;

    // What lacks CPU is slow; what lacks memory is killed.
    private const double SurePercentOfMemory = 99.5;

    /// <summary>vCPUs a size must have.</summary>
    public double VcpusOfSize => Vcpus / CpuFitPercent * 100;

    /// <summary>GiB a size must have; null: unknown.</summary>
    public double? MemoryOfSize => MemoryGiB / MemoryFitPercent * 100;

    /// <summary>Whether a size has too few vCPUs; reckoned as in <see cref="AtMost"/>, or rounding makes it smaller than itself.</summary>
    public bool LacksCpuOn(Size size) => Vcpus > size.Vcpus * CpuFitPercent / 100;

    /// <summary>The same for memory; false where it is unknown.</summary>
    public bool LacksMemoryOn(Size size) => MemoryGiB > size.MemoryGiB * MemoryFitPercent / 100;

    public static Need Of(Demand demand, bool isProduction, RightsizingOptions options)
    {
        var growth = 1 + Sure(demand.GrowthPerMonth, demand.GrowthError);
        return new(
            (demand.CpuHighestVcpus + Spreads(options.SurePercent) * demand.CpuSpreadVcpus) * growth,
            (demand.MemoryPeakGiB + Spreads(Math.Max(options.SurePercent, SurePercentOfMemory)) * demand.MemorySpreadGiB)
                * (1 + Sure(demand.MemoryGrowthPerMonth, demand.MemoryGrowthError)),
            isProduction ? options.CpuFitProductionPercent : options.CpuFitOtherPercent,
            isProduction ? options.MemoryFitProductionPercent : options.MemoryFitOtherPercent,
            Math.Max(demand.CpuSustainedVcpus * BankHeadroom, demand.CpuWeekVcpus * WeekHeadroom) * growth,
            demand.DiskIops * growth,
            demand.DiskMBps * growth,
            Busier(demand) * growth);
    }

    /// <summary>
    /// The same, but no more than a size gives on which the machine works: what is no smaller cannot be worse. Not of the network, of which
    /// a size may give more than is known.
    /// </summary>
    public Need AtMost(Size size) => this with
    {
        Vcpus = Math.Min(Vcpus, size.Vcpus * CpuFitPercent / 100),
        MemoryGiB = Least(MemoryGiB, size.MemoryGiB * MemoryFitPercent / 100),
        SustainedVcpus = Math.Min(SustainedVcpus, BurstableBaseline.Of(size) ?? double.PositiveInfinity),
        DiskIops = Least(DiskIops, size.DiskIops),
        DiskMBps = Least(DiskMBps, size.DiskMBps),
    };

    /// <summary>The same, with no less CPU, disk and network than another's; of one machine, so that both are known or neither.</summary>
    public Need AtLeast(Need other) => this with
    {
        Vcpus = Math.Max(Vcpus, other.Vcpus),
        DiskIops = Demand.Raised(DiskIops, other.DiskIops),
        DiskMBps = Demand.Raised(DiskMBps, other.DiskMBps),
        NetworkMbps = Demand.Raised(NetworkMbps, other.NetworkMbps),
    };

    // Not known stays not known.
    private static double? Least(double? need, double? given) => need > given ? given : need;

    // A rise counts as far as it is sure: less twice its standard error.
    private static double Sure(double growth, double error) => Math.Max(0, growth - 2 * error);

    // How far the peaks of a month lie above those of the month before follows a logistic curve, as wide as the days' peaks spread.
    private static double Spreads(double surePercent) => Math.Sqrt(6) / Math.PI * Math.Log(FailingPercent / (100 - surePercent));

    private static double? Busier(Demand demand) =>
        demand is { NetworkInMbps: { } received, NetworkOutMbps: { } sent } ? Math.Max(received, sent) : null;

    /// <summary>The need beside what a size gives, for a person.</summary>
    public string Beside(Size size) => MemoryGiB is null
        ? Invariant($"needs {Vcpus:0.##} of {size.Vcpus:0.##} vCPU; memory unknown, so it does not shrink")
        : Invariant($"needs {Vcpus:0.##} of {size.Vcpus:0.##} vCPU and {MemoryGiB:0.#} of {size.MemoryGiB:0.#} GiB");

    /// <summary>How full a size would be, and may be where that is less than full, for a person.</summary>
    public string On(Size size) => MemoryGiB is null
        ? Invariant($"{100 * Vcpus / size.Vcpus:0} % of {size.Name}{Room()}")
        : Invariant($"{100 * Vcpus / size.Vcpus:0} % and {100 * MemoryGiB / size.MemoryGiB:0} % of {size.Name}{Room()}");

    private string Room() => (CpuFitPercent < 100, MemoryGiB is not null && MemoryFitPercent < 100) switch
    {
        (true, true) => Invariant($" (CPU may be {CpuFitPercent} %, memory {MemoryFitPercent} %)"),
        (true, false) => Invariant($" (CPU may be {CpuFitPercent} %)"),
        (false, true) => Invariant($" (memory may be {MemoryFitPercent} %)"),
        _ => "",
    };
}
