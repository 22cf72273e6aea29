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

    /// <summary>Days since it last ran.</summary>
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

    /// <summary>vCPUs: the highest maximum of a grain, rare peaks included.</summary>
    public double CpuHighestVcpus { get; init; }

    /// <summary>Days on which the load went above both figures that are sized for, by more than what few days leave open.</summary>
    public int CpuRareDays { get; init; }

    /// <summary>vCPUs a burstable size must give without credits for its bank to last over the look-back.</summary>
    public double CpuSustainedVcpus { get; init; }

    /// <summary>Growth to expect over the next 30 days, as a share of the present load: 0.2 is a fifth more.</summary>
    public double GrowthPerMonth { get; init; }

    /// <summary>Share of the running time in which a burstable machine had no credits left and ran at its baseline, 0 to 1.</summary>
    public double CreditsGoneShare { get; init; }

    /// <summary>Share of the grains whose maximum reached the size's limit (98 %), 0 to 1: there the true demand is unknown.</summary>
    public double CpuCutOffShare { get; init; }

    /// <summary>GiB: highest use; null where Azure has no memory metric of it, or too little of one.</summary>
    public double? MemoryPeakGiB { get; init; }

    /// <summary>Operations a second to disks: P99; null where unknown.</summary>
    public double? DiskIops { get; init; }

    /// <summary>MB/s to disks: P99; null where unknown.</summary>
    public double? DiskMBps { get; init; }

    /// <summary>Mb/s received: P99; null where unknown.</summary>
    public double? NetworkInMbps { get; init; }

    /// <summary>Mb/s sent: P99; null where unknown.</summary>
    public double? NetworkOutMbps { get; init; }

    /// <summary>Load for the eye: the highest figure of each <see cref="CurveHours"/> hours; null where the machine was off.</summary>
    public IReadOnlyList<double?> CpuCurveVcpus { get; init; } = [];

    /// <summary>The same for memory in GiB; empty where unknown.</summary>
    public IReadOnlyList<double?> MemoryCurveGiB { get; init; } = [];

    /// <summary>Hours a point of a curve stands for.</summary>
    public const int CurveHours = 6;
}
