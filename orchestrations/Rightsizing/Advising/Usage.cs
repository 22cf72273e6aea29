using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>
/// Whether a machine is used at all, by its figures and its power. Pure. The thresholds are those of real machines
/// (<c>docs/rightsizing.md</c>), for little work those of Azure Advisor's published rule.
/// </summary>
internal static class Usage
{
    private const double IdleCpuP95Percent = 3;
    private const double IdleCpuLastDaysPercent = 2;

    // Who has chosen more than one vCPU and never uses a twentieth of them, nor a tenth of the memory, keeps it for something else:
    // of eight such advices on real machines five were followed by several times the memory within the month.
    private const double DormantCpuPercent = 5;
    private const double DormantMemoryPercent = 10;

    // Upkeep such as updates keeps below this, and goes above 4 % on two days of a month at most; a job does more.
    private const double UpkeepCpuPercent = 15;
    private const int MostWorkDays = 2;

    // What agents and broadcasts send; who fetches something from it goes above that for a moment, who uses it all month on average.
    private const double UpkeepHighestMbps = 5;
    private const double UpkeepMbps = 1;

    // Days without running after which a machine counts as off, whatever it did before.
    private const double OffDays = 3;

    /// <summary>Nothing happens on it but upkeep.</summary>
    public static bool IsUnused(Demand demand, Size size) =>
        demand is { NetworkOutMeanMbps: < UpkeepMbps, NetworkOutMbps: < UpkeepHighestMbps, CpuWorkDays: <= MostWorkDays }
        && Percent(demand.CpuHighestVcpus, size.Vcpus) < UpkeepCpuPercent;

    public static string UnusedWords(Demand demand, Size size) => Invariant(
        $"nothing uses it: CPU at most {Percent(demand.CpuHighestVcpus, size.Vcpus):0.#} %, over 4 % on {demand.CpuWorkDays} of {demand.ObservedDays} days; sends {demand.NetworkOutMeanMbps:0.##} Mb/s on average, {demand.NetworkOutMbps:0.#} at most");

    /// <summary>It costs its disks alone, and has for days.</summary>
    public static bool IsOff(Machine machine, Demand demand) => !machine.IsStopped && HasNotRun(demand);

    /// <summary>Stopped and not deallocated, and without a figure for days.</summary>
    public static bool IsStopped(Machine machine, Demand demand) =>
        machine.IsStopped && (demand.RunningGrains == 0 || HasNotRun(demand));

    /// <summary>It ran in the time that was looked at, and has not for days.</summary>
    public static bool HasNotRun(Demand demand) => demand.OffDays > OffDays;

    public static string StoppedWords(Demand demand) => Invariant(
        $"stopped {demand.OffDays:0} days ago but not deallocated, and paid for as if it ran; deallocated, its disks alone cost");

    /// <summary>It works little.</summary>
    public static bool IsIdle(Demand demand, Size size) =>
        demand.CpuLastThreeDaysVcpus is { } lastDays
        && Percent(demand.CpuP95Vcpus, size.Vcpus) < IdleCpuP95Percent
        && Percent(lastDays, size.Vcpus) <= IdleCpuLastDaysPercent;

    public static string IdleWords(Demand demand, Size size) => Invariant(
        $"it works little: CPU P95 {Percent(demand.CpuP95Vcpus, size.Vcpus):0.#} %, up to {Percent(demand.CpuHighestVcpus, size.Vcpus):0} % at times");

    /// <summary>It does nothing of what its size was chosen for.</summary>
    public static bool IsDormant(Demand demand, Size size) =>
        size.Vcpus > 1
        && Percent(demand.CpuHighestVcpus, size.Vcpus) < DormantCpuPercent
        && demand.MemoryPeakGiB is { } memory
        && Percent(memory, size.MemoryGiB) < DormantMemoryPercent;

    public static string DormantWords(Demand demand, Size size) => Invariant(
        $"it does nothing that needs its size: in the look-back CPU at most {Percent(demand.CpuHighestVcpus, size.Vcpus):0.#} %, memory at most {Percent(demand.MemoryPeakGiB ?? 0, size.MemoryGiB):0.#} %");

    private static double Percent(double part, double whole) => 100 * part / whole;
}
