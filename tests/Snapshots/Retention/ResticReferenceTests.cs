using CsCheck;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>
/// Where only the rules act that restic has, too, the same points are kept; at the very end of KeepWithin ours keeps one more.
/// </summary>
public class ResticReferenceTests
{
    private static readonly int CaseCount = GeneratedCases.Of(1_000_000);

    private static readonly Gen<SnapshotPolicy> Policy =
        from counts in Gen.Int[-4, 8].Select(count => Math.Max(0, count)).Array[6]
        // A second more than whole hours: no two moments of the timelines are so far apart.
        from within in Gen.OneOf<TimeSpan>(
            Gen.Const(TimeSpan.Zero), Gen.Int[1, 24 * 40].Select(hours => TimeSpan.FromHours(hours) + TimeSpan.FromSeconds(1)))
        select Timelines.Ruled(Points.Bare, counts, within);

    private static readonly Gen<List<DateTimeOffset>> Times =
        from step in Gen.OneOf(13, 60, 400, 24 * 60, 7 * 24 * 60, 31 * 24 * 60, 200 * 24 * 60)
        from gaps in Gen.Int[0, 30].Array[1, 40]
        from start in Gen.Int[0, 7 * 24 * 60]
        select Moments(start, step, gaps);

    [Fact]
    public void The_same_points_are_kept_as_the_manual_of_restic_says() => Gen.Select(Times, Policy).Sample((times, policy) =>
    {
        if (policy.IsEmpty)
            return;
        var points = times.Select(time => Points.Good(time, $"{time:O}")).ToList();
        var kept = RetentionPolicy.Plan(points, policy, Points.Now.AddYears(500)).Verdicts.Where(verdict => verdict.IsKept)
            .Select(verdict => verdict.Point.CreatedAt).ToHashSet();

        Assert.True(kept.SetEquals(ResticReference.Kept(times, policy)));
    }, iter: CaseCount);

    private static List<DateTimeOffset> Moments(int start, int step, int[] gaps)
    {
        var (time, times) = (Points.At("2023-12-25 00:00").AddMinutes(start), new List<DateTimeOffset>(gaps.Length));
        foreach (var gap in gaps)
        {
            time = time.AddMinutes(1 + gap * step / 10);
            times.Add(time);
        }
        return times;
    }
}
