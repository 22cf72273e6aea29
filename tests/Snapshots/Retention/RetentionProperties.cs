using CsCheck;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>What holds for all points, policies and clocks.</summary>
public class RetentionProperties
{
    private static readonly int CaseCount = GeneratedCases.Of(1_000_000);

    [Fact]
    public void Wherever_the_process_dies_the_least_number_of_good_points_is_there() => Timelines.Any.Sample(sample =>
    {
        var before = sample.Points.GoodOf(sample.Now);
        var left = sample;
        AssertLeast(sample, before, left.Points);
        foreach (var point in sample.Plan().Deleted)
        {
            left = left with { Points = left.Points.Without([point]) };
            AssertLeast(sample, before, left.Points);
            // Who starts again here plans anew, and may die again anywhere; the end is the worst.
            AssertLeast(sample, before, left.Points.Without(left.Plan().Deleted));
        }
    }, iter: CaseCount);

    [Fact]
    public void Without_a_new_success_no_more_good_points_are_deleted() =>
        Gen.Select(Timelines.Consistent, Gen.Int[0, 400].Array[3]).Sample((sample, days) =>
    {
        // What comes from the future becomes a success by waiting.
        var now = sample.Now;
        IReadOnlyList<RecoveryPoint> points = [.. sample.Points.Where(point => point.CreatedAt <= now)];
        points = points.Without(RetentionPolicy.Plan(points, sample.Policy, now).Deleted);
        var good = points.GoodOf(now);
        for (var round = 0; round < days.Length; round++)
        {
            now = now.AddDays(days[round]);
            points = [.. points.Select(point => point.State == PointState.Pending && round > 0
                ? point with { State = PointState.Failed }
                : point),
                new($"/failed/{round}", "disk-1", "westeurope", "daily", now, PointState.Failed),
                new($"/pending/{round}", "disk-2", "northeurope", "daily", now, PointState.Pending)];
            points = points.Without(RetentionPolicy.Plan(points, sample.Policy, now).Deleted);
            Assert.True(IsSame(good, points.GoodOf(now)));
        }
    }, iter: CaseCount);

    [Fact]
    public void What_is_not_owned_protected_not_complete_of_the_future_or_of_another_policy_is_never_deleted() =>
        Timelines.Any.Sample(sample =>
    {
        var untouchable = sample.Points.Where(point => !point.IsOwned || point.Protections.Count > 0 || point.State == PointState.Pending
                || point.CreatedAt > sample.Now)
            .Select(point => point.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var others = sample.Points.Where(point => point.Policy != "daily").Select(point => point.Id)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.DoesNotContain(sample.Plan().Deleted, point => untouchable.Contains(point.Id) || others.Contains(point.Id));
        Assert.DoesNotContain(RetentionPolicy.Retire(sample.Points, sample.Now).Deleted, point => untouchable.Contains(point.Id));
    }, iter: CaseCount);

    [Fact]
    public void A_plan_that_was_carried_out_leaves_nothing_to_delete() => Timelines.Any.Sample(sample =>
        Assert.Empty((sample with { Points = sample.Points.Without(sample.Plan().Deleted) }).Plan().Deleted), iter: CaseCount);

    [Fact]
    public void A_looser_policy_never_deletes_more() =>
        Gen.Select(Timelines.Any, Gen.Int[0, 2].Array[6], Gen.Int[0, 2].Array[3]).Sample((sample, more, others) =>
    {
        // No rules at all keep everything, so what has none is no tighter.
        if (!sample.Policy.HasRules())
            return;
        var looser = Loosened(sample.Policy, more, others) with
        {
            CopyTo = [.. sample.Policy.CopyTo.Select(target => Loosened(target, [.. more.Reverse()], others))]
        };

        Assert.True(Ids((sample with { Policy = looser }).Plan()).IsSubsetOf(Ids(sample.Plan())));
    }, iter: CaseCount);

    [Fact]
    public void The_order_of_the_points_changes_nothing() => Gen.Select(Timelines.Any, Gen.Int[0, 1000]).Sample((sample, seed) =>
    {
        RecoveryPoint[] shuffled = [.. sample.Points.Select((point, index) => (point, Key: (index * 7919L + seed) * 104_729 % 1009))
            .OrderBy(one => one.Key).Select(one => one.point)];

        Assert.True(Told(sample.Plan()).SequenceEqual(Told((sample with { Points = shuffled }).Plan())));
    }, iter: CaseCount);

    [Fact]
    public void A_policy_without_rules_deletes_nothing() => Timelines.Any.Sample(sample =>
    {
        var empty = new SnapshotPolicy
        {
            Name = "daily", MinGood = sample.Policy.MinGood, MinAge = sample.Policy.MinAge, CopyTo = sample.Policy.CopyTo
        };

        Assert.DoesNotContain(
            RetentionPolicy.Plan(sample.Points, empty, sample.Now).Deleted,
            point => !point.Region.Equals("northeurope", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(RetentionPolicy.Plan(sample.Points, empty with { CopyTo = [] }, sample.Now).Deleted);
        Assert.Empty(RetentionPolicy.Plan(sample.Points, [sample.Policy, empty with { CopyTo = [] }], sample.Now).Deleted);
        Assert.Empty(RetentionPolicy.Plan(sample.Points, [], sample.Now).Deleted);
    }, iter: CaseCount);

    private static void AssertLeast(Timeline sample, Dictionary<(string, string Region), int> before, IReadOnlyList<RecoveryPoint> left)
    {
        var good = left.GoodOf(sample.Now);
        foreach (var (series, available) in before)
        {
            KeepRules rules = series.Region == "northeurope" && sample.Policy.CopyTo.Count > 0 ? sample.Policy.CopyTo[0] : sample.Policy;
            Assert.True(good.GetValueOrDefault(series) >= Math.Min(rules.MinGood, available));
        }
    }

    private static bool IsSame(Dictionary<(string, string), int> one, Dictionary<(string, string), int> other) =>
        one.Count == other.Count && one.All(series => other.GetValueOrDefault(series.Key) == series.Value);

    private static T Loosened<T>(T rules, int[] more, int[] others) where T : KeepRules => Timelines.Ruled(
        rules,
        [rules.KeepLast + more[0], rules.KeepHourly + more[1], rules.KeepDaily + more[2], rules.KeepWeekly + more[3], rules.KeepMonthly
            + more[4], rules.KeepYearly + more[5]],
        rules.KeepWithin + TimeSpan.FromDays(7 * others[0])) with
    {
        MinGood = rules.MinGood + others[1],
        MinAge = rules.MinAge + TimeSpan.FromDays(3 * others[2]),
    };

    private static HashSet<string> Ids(RetentionPlan plan) =>
        plan.Deleted.Select(point => point.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Told(RetentionPlan plan) =>
        plan.Verdicts.Select(verdict => $"{verdict.Point.Id} {verdict.IsKept} {string.Join("; ", verdict.Reasons)}");
}
