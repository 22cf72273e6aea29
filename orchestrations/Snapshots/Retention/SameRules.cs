using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Retention;

/// <summary>Whether two versions of a policy keep the same; when and how points are taken is no matter of retention.</summary>
internal static class SameRules
{
    public static bool Of(SnapshotPolicy one, SnapshotPolicy other) =>
        one.Name == other.Name && OfRules(one, other) && Copies(one).SequenceEqual(Copies(other));

    private static bool OfRules(KeepRules one, KeepRules other) => Numbers(one) == Numbers(other);

    private static IEnumerable<object> Copies(SnapshotPolicy policy) => policy.CopyTo
        .Select(target => (Region: target.Region.ToLowerInvariant(), Numbers: Numbers(target)))
        .Order()
        .Select(target => (object)target);

    private static ((int Last, TimeSpan Within, int MinGood, TimeSpan MinAge) Ends, (int, int, int, int, int) Periods) Numbers(
        KeepRules rules) =>
        ((rules.KeepLast, rules.KeepWithin, rules.MinGood, rules.MinAge),
            (rules.KeepHourly, rules.KeepDaily, rules.KeepWeekly, rules.KeepMonthly, rules.KeepYearly));
}
