using OpsFunctions.Orchestrations.Machines.Sizes;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Needs;

/// <summary>What a machine needs, and how full it may make a size.</summary>
/// <param name="Vcpus">vCPUs, peaks to come included.</param>
/// <param name="MemoryGiB">GiB, headroom included; null: unknown, so memory never shrinks.</param>
/// <param name="CpuFitPercent">How full of CPU a size may be.</param>
/// <param name="MemoryFitPercent">How full of memory a size may be.</param>
/// <param name="SustainedVcpus">vCPUs a burstable size must give without credits for its bank to last.</param>
/// <param name="DiskIops">Operations a second; null: unknown, so no less than now.</param>
/// <param name="DiskMBps">MB/s; null: unknown, so no less than now.</param>
/// <param name="NetworkMbps">Mb/s in the busier direction; null: unknown, so no less than now.</param>
public sealed record Need(
    double Vcpus, double? MemoryGiB, double CpuFitPercent, double MemoryFitPercent, double SustainedVcpus, double? DiskIops, double? DiskMBps, double? NetworkMbps)
{
    // Which days follow which differs more from month to month than how high they are: a bank that only just lasted is no promise.
    private const double CreditHeadroom = 0.1;

    /// <summary>vCPUs a size must have.</summary>
    public double VcpusOfSize => Vcpus / CpuFitPercent * 100;

    /// <summary>GiB a size must have; null: unknown.</summary>
    public double? MemoryOfSize => MemoryGiB / MemoryFitPercent * 100;

    public static Need Of(Demand demand, bool isProduction, RightsizingOptions options)
    {
        var growth = 1 + demand.GrowthPerMonth;
        // Few days say little of the peaks to come: half as much again after two days, 3 % after thirty.
        var ahead = growth * (1 + 1d / Math.Max(1, demand.ObservedDays));
        return new(
            Math.Max(demand.CpuP99Vcpus, demand.CpuDailyPeakP95Vcpus) * ahead,
            demand.MemoryPeakGiB * (1 + options.MemoryHeadroomPercent / 100d) * growth,
            isProduction ? options.CpuFitProductionPercent : options.CpuFitOtherPercent,
            isProduction ? options.MemoryFitProductionPercent : options.MemoryFitOtherPercent,
            demand.CpuSustainedVcpus * growth * (1 + Math.Max(CreditHeadroom, 1d / Math.Max(1, demand.ObservedDays))),
            demand.DiskIops * ahead,
            demand.DiskMBps * ahead,
            Busier(demand) * ahead);
    }

    private static double? Busier(Demand demand) =>
        demand is { NetworkInMbps: { } received, NetworkOutMbps: { } sent } ? Math.Max(received, sent) : null;

    /// <summary>The need beside what a size gives, for a person.</summary>
    public string Beside(Size size) => MemoryGiB is null
        ? Invariant($"needs {Vcpus:0.##} of {size.Vcpus:0.##} vCPU; memory unknown, so it does not shrink")
        : Invariant($"needs {Vcpus:0.##} of {size.Vcpus:0.##} vCPU and {MemoryGiB:0.#} of {size.MemoryGiB:0.#} GiB");

    /// <summary>How full a size would be, and may be, for a person.</summary>
    public string On(Size size) => MemoryGiB is null
        ? Invariant($"{100 * Vcpus / size.Vcpus:0} % of {size.Name} (at most {CpuFitPercent} %)")
        : Invariant($"{100 * Vcpus / size.Vcpus:0} % and {100 * MemoryGiB / size.MemoryGiB:0} % of {size.Name} (at most {CpuFitPercent} % and {MemoryFitPercent} %)");
}
