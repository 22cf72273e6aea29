using OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

namespace OpsFunctions.Orchestrations.Snapshots.Retention;

/// <summary>
/// Which recovery points are kept. Pure. All ages are counted from the newest good point of a series (its source, region and policy),
/// never from the clock, and the newest good ones always stay; the clock only tells what is from the future, which is never touched.
/// </summary>
public static class RetentionPolicy
{
    /// <summary>A verdict for every point, under one policy.</summary>
    public static RetentionPlan Plan(IReadOnlyList<RecoveryPoint> snapshots, SnapshotPolicy policy, DateTimeOffset now) => Plan(snapshots, [policy], now);

    /// <summary>
    /// Under every policy that was in force within the cool-off, the present one first: a point goes only where all of them let it go.
    /// No policy lets nothing go. A point that was listed twice has one verdict.
    /// </summary>
    public static RetentionPlan Plan(IReadOnlyList<RecoveryPoint> snapshots, IReadOnlyList<SnapshotPolicy> inForce, DateTimeOffset now)
    {
        PolicyRules[] policies = [.. inForce.Select(policy => new PolicyRules(policy))];
        var verdicts = new List<PointVerdict>(snapshots.Count);
        foreach (var series in SeriesOrder.Of(snapshots))
        {
            var reasons = Array.ConvertAll(policies, policy => policy.ReasonsToKeep(series, now));
            for (var index = 0; index < series.Length; index++)
                verdicts.Add(Verdict(series.Span[index], Array.ConvertAll(reasons, ofPolicy => ofPolicy[index]), policies));
        }
        return new(verdicts);
    }

    /// <summary>Of a series that somebody retired expressly: everything goes that the suite made, that nothing protects and that is finished.</summary>
    public static RetentionPlan Retire(IReadOnlyList<RecoveryPoint> snapshots, DateTimeOffset now)
    {
        IReadOnlyList<string> retired = ["the series was retired"];
        return new([.. SeriesOrder.Of(snapshots).SelectMany(series => series.ToArray()).Select(point =>
            HandsOff.Reasons(point, policy: null, now) is { } reasons ? new PointVerdict(point, true, reasons) : new(point, false, retired))]);
    }

    private static PointVerdict Verdict(RecoveryPoint point, List<string>?[] reasons, PolicyRules[] policies)
    {
        if (policies.Length == 0)
            return new(point, true, ["no policy is in force, so nothing is deleted"]);
        if (Array.TrueForAll(reasons, one => one is null))
        {
            var rules = policies[0].In(point.Region);
            return new(point, false, point.State == PointState.Failed ? rules.LetGoFailed : rules.LetGo);
        }
        if (reasons.Length == 1)
            return new(point, true, reasons[0]!);
        var present = reasons[0] ?? [];
        // What the present rules say, too, is said once.
        var former = reasons.Skip(1).SelectMany(one => one ?? []).Except(present, StringComparer.Ordinal).Select(reason => $"by former rules, until they have cooled off: {reason}");
        return new(point, true, [.. present, .. former]);
    }
}
