using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention.Rules;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Retention;

/// <summary>
/// Which recovery points are kept. Pure. All ages are counted from the newest good point of a series (its source, region and policy),
/// never from the clock, and the newest good ones always stay; the clock only tells what is from the future, which is never touched.
/// </summary>
public static class RetentionPolicy
{
    /// <summary>A verdict for every point, under one policy.</summary>
    public static RetentionPlan Plan(IReadOnlyList<RecoveryPoint> snapshots, SnapshotPolicy policy, DateTimeOffset now) =>
        Plan(snapshots, [policy], now);

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
                verdicts.Add(Verdict(series.Span[index], index, reasons, policies));
        }
        return new(verdicts);
    }

    /// <summary>
    /// Of a series that somebody retired expressly: everything goes that the suite made, that nothing protects and that is finished.
    /// </summary>
    public static RetentionPlan Retire(IReadOnlyList<RecoveryPoint> snapshots, DateTimeOffset now)
    {
        IReadOnlyList<string> retired = ["the series was retired"];
        return new([.. SeriesOrder.Of(snapshots).SelectMany(series => series.ToArray()).Select(point =>
            HandsOff.Reasons(point, policy: null, now) is { } reasons
                ? new PointVerdict(point, true, reasons)
                : new(point, false, retired))]);
    }

    private static PointVerdict Verdict(RecoveryPoint point, int index, List<string>?[][] reasons, PolicyRules[] policies)
    {
        if (policies.Length == 0)
            return new(point, true, ["no policy is in force, so nothing is deleted"]);
        var kept = reasons[0][index];
        foreach (var former in reasons.AsSpan(1))
        {
            foreach (var reason in former[index] ?? [])
            {
                var text = $"by former rules, until they have cooled off: {reason}";
                // What the present rules say, too, is said once.
                if (kept is null || (!kept.Contains(reason, StringComparer.Ordinal) && !kept.Contains(text, StringComparer.Ordinal)))
                    (kept ??= new(1)).Add(text);
            }
        }
        if (kept is not null)
            return new(point, true, kept);
        var rules = policies[0].In(point.Region);
        return new(point, false, point.State == PointState.Failed ? rules.LetGoFailed : rules.LetGo);
    }
}
