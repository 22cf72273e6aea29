using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>What a target must give, with the room the settings ask for.</summary>
/// <param name="Vcpus">vCPUs of the target, room included.</param>
/// <param name="MemoryGiB">GiB of the target, room included; null: unknown, so memory never shrinks.</param>
/// <param name="SustainedVcpus">vCPUs used on the busiest day; what a burstable size must give without its credits.</param>
/// <param name="DiskIops">Operations a second.</param>
/// <param name="DiskMBps">MB/s.</param>
/// <param name="Words">The figures for a person.</param>
/// <param name="Limits">How full a target may be, for a person.</param>
/// <param name="CpuOnly">vCPUs without the room.</param>
/// <param name="MemoryOnly">GiB without the room; null: unknown.</param>
public sealed record Need(
    double Vcpus, double? MemoryGiB, double SustainedVcpus, double DiskIops, double DiskMBps, string Words, string Limits = "", double CpuOnly = 0, double? MemoryOnly = null)
{
    /// <summary>How full the need would make a size, and how full it may be.</summary>
    public string On(Size target) => MemoryOnly is null
        ? Invariant($"{100 * CpuOnly / target.Vcpus:0} % of {target.Name} ({Limits})")
        : Invariant($"{100 * CpuOnly / target.Vcpus:0} % and {100 * MemoryOnly / target.MemoryGiB:0} % of {target.Name} ({Limits})");

    public static Need Of(Demand demand, Size size, bool isProduction, RightsizingOptions options)
    {
        var cpuFit = isProduction ? options.CpuFitProductionPercent : options.CpuFitOtherPercent;
        var memoryFit = isProduction ? options.MemoryFitProductionPercent : options.MemoryFitOtherPercent;
        // Few days say little of the peaks to come: half as much again after two days, 3 % after thirty.
        var cpu = Math.Max(demand.CpuP99Vcpus, demand.CpuDailyPeakP95Vcpus) * (1 + 1 / Math.Max(1, demand.ObservedDays));
        var memory = demand.MemoryPeakGiB * (1 + options.MemoryHeadroomPercent / 100d);
        var words = memory is null
            ? Invariant($"needs {cpu:0.##} of {size.Vcpus:0.##} vCPU; memory unknown, so it does not shrink")
            : Invariant($"needs {cpu:0.##} of {size.Vcpus:0.##} vCPU and {memory:0.#} of {size.MemoryGiB:0.#} GiB");
        var limits = memory is null
            ? Invariant($"at most {cpuFit} %")
            : Invariant($"at most {cpuFit} % and {memoryFit} %");
        return new(
            cpu / cpuFit * 100, memory / memoryFit * 100, demand.CpuBusiestDayVcpus, demand.DiskIops ?? 0, demand.DiskMBps ?? 0, words, limits, cpu, memory);
    }
}
