using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>A policy, ready to be asked about the series of its points.</summary>
internal sealed class PolicyRules
{
    private readonly string _name;
    private readonly RuleSet _own;
    private readonly Dictionary<string, RuleSet> _copies;

    public PolicyRules(SnapshotPolicy policy)
    {
        _name = policy.Name;
        _own = new([policy]);
        _copies = policy.CopyTo.Where(target => !string.IsNullOrWhiteSpace(target.Region))
            .GroupBy(target => target.Region, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(targets => targets.Key, targets => new RuleSet([.. targets]), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A copy's region has the copy's own rules; every other has those of the policy.</summary>
    public RuleSet In(string region) => _copies.GetValueOrDefault(region, _own);

    /// <param name="series">Points of one source in one region, oldest first; of any policy.</param>
    /// <returns>Beside the series: every reason to keep a point; null: this policy lets it go.</returns>
    public List<string>?[] ReasonsToKeep(ReadOnlyMemory<RecoveryPoint> series, DateTimeOffset now)
    {
        var points = series.Span;
        var rules = In(points[0].Region);
        var reasons = new List<string>?[points.Length];
        var newestFirst = new List<int>(points.Length);
        for (var index = points.Length - 1; index >= 0; index--)
        {
            reasons[index] = HandsOff.Reasons(points[index], _name, now);
            if (IsGood(points[index], now))
                newestFirst.Add(index);
        }
        if (rules.KeepsAll || newestFirst.Count == 0)
        {
            KeepTheRest(reasons, rules.KeepsAll ? "its policy has no rules, so nothing is deleted" : "there is no good point yet");
            return reasons;
        }
        var good = new GoodPoints(series, newestFirst, reasons);
        rules.Apply(good);
        for (var index = 0; index < points.Length; index++)
        {
            if (points[index].State == PointState.Failed && good.Newest - points[index].CreatedAt < rules.MinAge)
                (reasons[index] ??= new(1)).Add($"failed, and no good one is {Spans.Text(rules.MinAge)} newer yet");
        }
        return reasons;
    }

    private bool IsGood(RecoveryPoint point, DateTimeOffset now) =>
        point.State == PointState.Complete && point.IsOwned && point.CreatedAt <= now && HandsOff.IsOf(point, _name);

    private static void KeepTheRest(List<string>?[] reasons, string reason)
    {
        foreach (ref var one in reasons.AsSpan())
            one ??= [reason];
    }
}
