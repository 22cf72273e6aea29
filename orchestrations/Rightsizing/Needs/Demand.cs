namespace OpsFunctions.Orchestrations.Rightsizing.Needs;

/// <summary>
/// What a machine needed over the look-back, in absolute units, so that it can be laid on any other size. Hours in which
/// the machine was off are not in it.
/// </summary>
public sealed record Demand
{
    /// <summary>Grains of 30 minutes in which the machine ran.</summary>
    public int RunningGrains { get; init; }

    /// <summary>Of these, grains with a CPU figure.</summary>
    public int ObservedGrains { get; init; }

    /// <summary>Days in which the machine ran and has figures.</summary>
    public int ObservedDays { get; init; }

    /// <summary>Days since it last ran; 0 where it did not run in the look-back.</summary>
    public double OffDays { get; init; }

    /// <summary>Share of the time since it first ran in which the machine ran, 0 to 1.</summary>
    public double RunningShare { get; init; }

    /// <summary>vCPUs: P99 of the maxima of the grains.</summary>
    public double CpuP99Vcpus { get; init; }

    /// <summary>vCPUs: P95 of the peaks of the days.</summary>
    public double CpuDailyPeakP95Vcpus { get; init; }

    /// <summary>vCPUs: P95 of the maxima of the grains.</summary>
    public double CpuP95Vcpus { get; init; }

    /// <summary>vCPUs: the highest average of a grain in the last three days; null where there is none.</summary>
    public double? CpuLastThreeDaysVcpus { get; init; }

    /// <summary>vCPUs: the highest maximum of a grain.</summary>
    public double CpuHighestVcpus { get; init; }

    /// <summary>vCPUs: standard deviation of the peaks of the days, but for the two highest.</summary>
    public double CpuSpreadVcpus { get; init; }

    /// <summary>Days on which CPU went above what the upkeep of an unused machine takes (4 % of its size).</summary>
    public int CpuWorkDays { get; init; }

    /// <summary>vCPUs a burstable size must give without credits for its bank to last over the look-back.</summary>
    public double CpuSustainedVcpus { get; init; }

    /// <summary>vCPUs used on average in the busiest seven days in a row.</summary>
    public double CpuWeekVcpus { get; init; }

    /// <summary>
    /// Growth over 30 days by a straight line through the weeks, as a share of the present load: 0.2 is a fifth more; below zero where it
    /// shrinks.
    /// </summary>
    public double GrowthPerMonth { get; init; }

    /// <summary>Standard error of that growth.</summary>
    public double GrowthError { get; init; }

    /// <summary>Growth of the memory in use, as that of the load.</summary>
    public double MemoryGrowthPerMonth { get; init; }

    /// <summary>Standard error of that growth.</summary>
    public double MemoryGrowthError { get; init; }

    /// <summary>Share of the running time in which a burstable machine had no credits left and ran at its baseline, 0 to 1.</summary>
    public double CreditsGoneShare { get; init; }

    /// <summary>
    /// Share of the last week's grains whose maximum reached the size's limit (98 %), 0 to 1: there the true demand is unknown.
    /// </summary>
    public double CpuCutOffShare { get; init; }

    /// <summary>GiB: highest use; null where Azure has no memory metric of it, or too little of one.</summary>
    public double? MemoryPeakGiB { get; init; }

    /// <summary>GiB: standard deviation of the highest use of the days, but for the two highest.</summary>
    public double MemorySpreadGiB { get; init; }

    /// <summary>Share of the last week's grains in which memory was full (95 %), 0 to 1.</summary>
    public double MemoryFullShare { get; init; }

    /// <summary>Operations a second to disks: highest; null where unknown.</summary>
    public double? DiskIops { get; init; }

    /// <summary>MB/s to disks: highest; null where unknown.</summary>
    public double? DiskMBps { get; init; }

    /// <summary>Mb/s received: highest; null where unknown.</summary>
    public double? NetworkInMbps { get; init; }

    /// <summary>Mb/s sent: highest; null where unknown.</summary>
    public double? NetworkOutMbps { get; init; }

    /// <summary>Mb/s sent on average; null where unknown.</summary>
    public double? NetworkOutMeanMbps { get; init; }

    /// <summary>Highest figures that earlier runs saw and that still count; null where none are remembered.</summary>
    [MayBeMissing]
    public Peaks? Before { get; init; }

    /// <summary>Load for the eye: the highest figure of each <see cref="CurveHours"/> hours; null where the machine was off.</summary>
    public IReadOnlyList<double?> CpuCurveVcpus { get; init; } = [];

    /// <summary>The same for memory in GiB; empty where unknown.</summary>
    public IReadOnlyList<double?> MemoryCurveGiB { get; init; } = [];

    /// <summary>
    /// The same, with no load lower than another machine's: it may have to do what that one did. What is not known of either is not
    /// known. What is cut off and what grows stays its own.
    /// </summary>
    public Demand AtLeast(Demand other) => this with
    {
        CpuP99Vcpus = Math.Max(CpuP99Vcpus, other.CpuP99Vcpus),
        CpuDailyPeakP95Vcpus = Math.Max(CpuDailyPeakP95Vcpus, other.CpuDailyPeakP95Vcpus),
        CpuP95Vcpus = Math.Max(CpuP95Vcpus, other.CpuP95Vcpus),
        CpuLastThreeDaysVcpus = Higher(CpuLastThreeDaysVcpus, other.CpuLastThreeDaysVcpus),
        CpuHighestVcpus = Math.Max(CpuHighestVcpus, other.CpuHighestVcpus),
        CpuSpreadVcpus = Math.Max(CpuSpreadVcpus, other.CpuSpreadVcpus),
        CpuWorkDays = Math.Max(CpuWorkDays, other.CpuWorkDays),
        CpuSustainedVcpus = Math.Max(CpuSustainedVcpus, other.CpuSustainedVcpus),
        CpuWeekVcpus = Math.Max(CpuWeekVcpus, other.CpuWeekVcpus),
        MemoryPeakGiB = Higher(MemoryPeakGiB, other.MemoryPeakGiB),
        MemorySpreadGiB = Math.Max(MemorySpreadGiB, other.MemorySpreadGiB),
        DiskIops = Higher(DiskIops, other.DiskIops),
        DiskMBps = Higher(DiskMBps, other.DiskMBps),
        NetworkInMbps = Higher(NetworkInMbps, other.NetworkInMbps),
        NetworkOutMbps = Higher(NetworkOutMbps, other.NetworkOutMbps),
        NetworkOutMeanMbps = Higher(NetworkOutMeanMbps, other.NetworkOutMeanMbps),
        Before = Peaks.Higher(Before, other.Before),
    };

    /// <summary>The same, with no highest figure lower than earlier runs saw it. What is not known now stays unknown.</summary>
    public Demand WithBefore() => Before is not { } before ? this : this with
    {
        CpuHighestVcpus = Math.Max(CpuHighestVcpus, before.CpuVcpus),
        DiskIops = Raised(DiskIops, before.DiskIops),
        DiskMBps = Raised(DiskMBps, before.DiskMBps),
        NetworkInMbps = Raised(NetworkInMbps, before.NetworkInMbps),
        NetworkOutMbps = Raised(NetworkOutMbps, before.NetworkOutMbps),
    };

    // What is not known stays unknown, and what is not known of the other raises nothing.
    internal static double? Raised(double? figure, double? other) => other > figure ? other : figure;

    private static double? Higher(double? own, double? others) => others > own || others is null ? others : own;

    /// <summary>Hours a point of a curve stands for.</summary>
    public const int CurveHours = 6;
}
