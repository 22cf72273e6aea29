using CsCheck;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>Taking a point a slot and deleting what may go never has more points at once than the bound says.</summary>
public class BoundProperties
{
    private static readonly int CaseCount = GeneratedCases.Of(1_000_000);

    private static readonly Gen<SnapshotPolicy> Policy =
        from counts in Gen.Int[-2, 4].Select(count => Math.Max(0, count)).Array[6]
        from every in Gen.Int[0, 4].Select(length => (SlotLength)length)
        from hour in Gen.OneOf(0, 0, 22)
        from within in Gen.Int[-4, 4]
        from minAge in Gen.Int[0, 4]
        from minGood in Gen.Int[1, 4]
        select Timelines.Ruled(new SnapshotPolicy
        {
            Name = "daily", Every = every, SlotHour = hour, MinGood = minGood, MinAge = minAge * 0.7 * Length(every)
        }, counts, Math.Max(0, within) * 0.9 * Length(every));

    // Where in its slot each point is taken, in percent; one in six is missed.
    private static readonly Gen<int[]> Moments = Gen.Int[-20, 99].Array[4, 20];

    [Fact]
    public void Never_more_points_than_the_bound() => Gen.Select(Policy, Moments).Sample((policy, moments) =>
    {
        if (policy.IsEmpty)
            return;
        var most = RetentionBound.Kept(policy, policy) + 1;
        IReadOnlyList<RecoveryPoint> points = [];
        for (var slot = 0; slot < moments.Length; slot++)
        {
            if (moments[slot] < 0)
                continue;
            var (from, to) = (Begin(policy, slot), Begin(policy, slot + 1));
            var at = from + (to - from) * (moments[slot] / 99.01);
            points = [.. points, Points.Good(at, $"{slot:00}")];
            Assert.True(points.Count <= most, $"{points.Count} of at most {most}");
            points = points.Without(RetentionPolicy.Plan(points, policy, at).Deleted);
        }
    }, iter: CaseCount);

    private static TimeSpan Length(SlotLength every) => every switch
    {
        SlotLength.Hourly => TimeSpan.FromHours(1),
        SlotLength.Daily => TimeSpan.FromDays(1),
        SlotLength.Weekly => TimeSpan.FromDays(7),
        SlotLength.Monthly => TimeSpan.FromDays(28),
        _ => TimeSpan.FromDays(365),
    };

    // 28 December 2026 is a Monday, so weeks, months and a year end near each other; the first months are the shortest.
    private static DateTimeOffset Begin(SnapshotPolicy policy, int slot) => policy.Every switch
    {
        SlotLength.Hourly => Points.At("2026-12-31 18:00").AddHours(slot),
        SlotLength.Daily => Points.At("2026-12-28 00:00").AddDays(slot).AddHours(policy.SlotHour),
        SlotLength.Weekly => Points.At("2026-12-28 00:00").AddDays(7 * slot).AddHours(policy.SlotHour),
        SlotLength.Monthly => Points.At("2026-12-01 00:00").AddMonths(slot).AddHours(policy.SlotHour),
        _ => Points.At("2026-01-01 00:00").AddYears(slot).AddHours(policy.SlotHour),
    };
}
