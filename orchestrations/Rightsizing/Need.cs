using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>What a target must give, with the room the settings ask for.</summary>
/// <param name="Vcpus">vCPUs of the target, room included.</param>
/// <param name="MemoryGiB">GiB of the target, room included; null: unknown, so memory never shrinks.</param>
/// <param name="SustainedVcpus">vCPUs used on the busiest day; what a burstable size must give without its credits.</param>
/// <param name="DiskIops">Operations a second.</param>
/// <param name="DiskMBps">MB/s.</param>
/// <param name="Words">The figures for a person.</param>
public sealed record Need(
    double Vcpus, double? MemoryGiB, double SustainedVcpus, double DiskIops, double DiskMBps, string Words)
{
    public static Need Of(Demand demand, Size size, bool isProduction, RightsizingOptions options)
    {
        var cpuFit = isProduction ? options.CpuFitProductionPercent : options.CpuFitOtherPercent;
        var memoryFit = isProduction ? options.MemoryFitProductionPercent : options.MemoryFitOtherPercent;
        // Few days say little of the peaks to come: half as much again after two days, 3 % after thirty.
        var cpu = Math.Max(demand.CpuP99Vcpus, demand.CpuDailyPeakP95Vcpus) * (1 + 1 / Math.Max(1, demand.ObservedDays));
        var memory = demand.MemoryPeakGiB * (1 + options.MemoryHeadroomPercent / 100d);
        var words = memory is null
            ? Invariant($"needs {cpu:0.##} vCPU of {size.Vcpus:0.##} at most {cpuFit} % full; memory unknown, so it does not shrink")
            : Invariant($"needs {cpu:0.##} vCPU of {size.Vcpus:0.##} at most {cpuFit} % full, {memory:0.#} GiB of {size.MemoryGiB:0.#} at most {memoryFit} % full");
        return new(
            cpu / cpuFit * 100, memory / memoryFit * 100, demand.CpuBusiestDayVcpus, demand.DiskIops ?? 0, demand.DiskMBps ?? 0, words);
    }
}
