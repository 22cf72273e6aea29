namespace OpsFunctions.Orchestrations.Rightsizing.Needs;

/// <summary>
/// Highest figures of a load that count on when the look-back has passed them. Memory is not among them: on real machines it was never
/// needed again as it had been before, and cost a saving.
/// </summary>
/// <param name="CpuVcpus">vCPUs.</param>
/// <param name="DiskIops">Operations a second to disks; null where unknown.</param>
/// <param name="DiskMBps">MB/s to disks; null where unknown.</param>
/// <param name="NetworkInMbps">Mb/s received; null where unknown.</param>
/// <param name="NetworkOutMbps">Mb/s sent; null where unknown.</param>
public sealed record Peaks(double CpuVcpus, double? DiskIops, double? DiskMBps, double? NetworkInMbps, double? NetworkOutMbps)
{
    internal static Peaks Of(Demand demand) => new(
        demand.CpuHighestVcpus, demand.DiskIops, demand.DiskMBps, demand.NetworkInMbps, demand.NetworkOutMbps);

    /// <summary>Figure by figure the higher of two; of one that is unknown the other.</summary>
    public static Peaks? Higher(Peaks? one, Peaks? other) => one is null || other is null ? one ?? other : new(
        Math.Max(one.CpuVcpus, other.CpuVcpus),
        Higher(one.DiskIops, other.DiskIops),
        Higher(one.DiskMBps, other.DiskMBps),
        Higher(one.NetworkInMbps, other.NetworkInMbps),
        Higher(one.NetworkOutMbps, other.NetworkOutMbps));

    private static double? Higher(double? one, double? other) => one > other || other is null ? one : other;
}

/// <summary>The highest figures of one run's look-back.</summary>
/// <param name="AsOf">That run's moment.</param>
public sealed record RunPeaks(DateTimeOffset AsOf, Peaks Highest);

/// <summary>
/// What runs remember of a machine's highest figures: of one run a day, for as many days as are asked for, but only where no later run saw
/// as much of everything: of 10,000 machines it is read for each 50. Pure.
/// </summary>
internal static class RememberedPeaks
{
    // Two runs of a daily timer lie a day apart, but for minutes.
    private static readonly TimeSpan LeastApart = TimeSpan.FromHours(23);

    // A load that falls day by day for a year would leave a line a day.
    private const int MostRuns = 60;

    /// <summary>What is to be remembered after a run, oldest first.</summary>
    /// <param name="known">What earlier runs left, oldest first.</param>
    /// <param name="seen">What the run of <paramref name="asOf"/> saw; null where its figures say nothing.</param>
    /// <param name="days">Days for which a run's figures count.</param>
    public static IReadOnlyList<RunPeaks> After(IReadOnlyList<RunPeaks> known, Peaks? seen, DateTimeOffset asOf, int days)
    {
        var kept = known.Where(one => one.AsOf >= asOf.AddDays(-days)).ToList();
        if (seen is null || days == 0 || (kept.Count > 0 && asOf - kept[^1].AsOf < LeastApart))
            return kept;
        List<RunPeaks> all = [.. kept.Where(one => Peaks.Higher(one.Highest, seen) != seen), new(asOf, seen)];
        // The two oldest become one, which counts as long as the later of them.
        return all.Count <= MostRuns ? all : [new(all[1].AsOf, Peaks.Higher(all[0].Highest, all[1].Highest)!), .. all[2..]];
    }

    /// <summary>The highest figures that runs before this one saw; null where none is remembered.</summary>
    public static Peaks? Before(IReadOnlyList<RunPeaks> known, DateTimeOffset asOf, int days) => known
        .Where(one => one.AsOf < asOf && one.AsOf >= asOf.AddDays(-days))
        .Aggregate((Peaks?)null, (highest, one) => Peaks.Higher(highest, one.Highest));
}
