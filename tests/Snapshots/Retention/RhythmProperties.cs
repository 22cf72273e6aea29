using CsCheck;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>
/// Taking a point a slot and deleting once a day what may go, as much as a day's runs may, with days on which nothing is deleted: no policy
/// that the start accepts has more points than the bound says, and so never 500.
/// </summary>
public class RhythmProperties
{
    private const int Azures = 500;

    private static readonly DateTimeOffset Start = Points.At("2026-03-02 00:00");

    private static readonly Gen<SnapshotPolicy> Policy =
        from every in Gen.Frequency<SlotLength>(
            (4, Gen.Const(SlotLength.Hourly)), (1, Gen.Const(SlotLength.Daily)), (1, Gen.Const(SlotLength.Weekly)))
        from counts in Gen.Select(Upto(240), Upto(240), Upto(60), Upto(10), Upto(3))
        from minGood in Gen.Frequency<int>((3, Gen.Int[1, 5]), (1, Gen.Int[1, 100]))
        from minAge in Upto(7 * 24)
        from within in Upto(7 * 24)
        select new SnapshotPolicy
        {
            Name = "daily", Every = every, MinGood = minGood, MinAge = TimeSpan.FromHours(minAge), KeepWithin = TimeSpan.FromHours(within),
            KeepLast = counts.Item1, KeepHourly = counts.Item2, KeepDaily = counts.Item3, KeepWeekly = counts.Item4,
            KeepMonthly = counts.Item5,
        };

    private static readonly Gen<DeletionRhythm> Rhythm = Gen.Select(Gen.Int[7, 12], Gen.Int[1, 50])
        .Select(one => new DeletionRhythm(one.Item1, one.Item2));

    // A day each: how many hours late its run deletes; below zero, it does not.
    private static readonly Gen<int[]> Hours = Gen.Int[-10, 22].Array[70];

    [Fact]
    public void Two_missed_days_in_a_row_as_often_as_they_like() => Gen.Select(Policy, Rhythm, Hours).Sample((policy, rhythm, hours) =>
    {
        if (RetentionBound.Problems(policy, rhythm).Any())
            return;
        for (var day = 2; day < hours.Length; day++)
            if (hours[day] < 0 && hours[day - 1] < 0 && hours[day - 2] < 0)
                hours[day] = 22;
        Holds(policy, rhythm, Simulate(policy, rhythm, (day, _) => hours[day], hours.Length));
    }, iter: GeneratedCases.Of(10_000));

    [Fact]
    public void One_loss_of_the_history_so_that_nothing_goes_until_it_has_cooled_off() =>
        Gen.Select(Policy, Rhythm, Gen.Int[40, 55]).Sample((policy, rhythm, from) =>
    {
        if (RetentionBound.Problems(policy, rhythm).Any())
            return;
        var isLost = false;
        var end = 0;
        Holds(policy, rhythm, Simulate(policy, rhythm, (day, left) =>
        {
            // One trouble at a time: it comes when a day's run had nothing left to do.
            if (day >= from && left == 0 && !isLost)
                (isLost, end) = (true, day + rhythm.CoolOffDays);
            return day < end ? -1 : isLost ? 22 : 0;
        }, 70));
    }, iter: GeneratedCases.Of(10_000));

    // The last is the slack, in points: a row is reached but for three, rules that lie within each other but for less than their sum.
    [Theory]
    [InlineData(200, 0, 0, 0, 3)]
    [InlineData(0, 230, 0, 0, 3)]
    [InlineData(150, 0, 40, 0, 40)]
    [InlineData(24, 24, 14, 4, 40)]
    public void It_is_not_needlessly_tight(int last, int hourly, int daily, int weekly, int slack)
    {
        var policy = new SnapshotPolicy
        {
            Name = "daily", Every = SlotLength.Hourly, KeepLast = last, KeepHourly = hourly, KeepDaily = daily, KeepWeekly = weekly,
        };
        var rhythm = new DeletionRhythm(7, 50);

        // Deleted as early as can be, then not for a week, then as late as can be.
        var most = Simulate(policy, rhythm, (day, _) => day < 60 ? 0 : day < 67 ? -1 : 22, 70);

        Assert.InRange(most, RetentionBound.Most(policy, rhythm) - slack, RetentionBound.Most(policy, rhythm));
    }

    [Fact]
    public void The_policy_of_the_issue_is_over_Azures_limit_after_two_missed_days_and_refused()
    {
        var policy = new SnapshotPolicy { Name = "daily", Every = SlotLength.Hourly, KeepLast = 449 };
        var rhythm = new SnapshotOptions().Rhythm;

        Assert.InRange(Simulate(policy, rhythm, (day, _) => day is 40 or 41 ? -1 : 3, 45), 521, RetentionBound.Most(policy, rhythm));
        Assert.Single(RetentionBound.Problems(policy, rhythm));
    }

    private static void Holds(SnapshotPolicy policy, DeletionRhythm rhythm, int most)
    {
        Assert.True(most <= RetentionBound.Most(policy, rhythm), $"{most} of {RetentionBound.Most(policy, rhythm)}: {policy} {rhythm}");
        Assert.True(most < Azures);
    }

    /// <summary>The most points at any time.</summary>
    /// <param name="late">Of a day and of what its last run left: hours after three at which it deletes; below zero, never.</param>
    private static int Simulate(SnapshotPolicy policy, DeletionRhythm rhythm, Func<int, int, int> late, int days)
    {
        IReadOnlyList<RecoveryPoint> points = [];
        var (most, left) = (0, 0);
        var due = new Queue<int>();
        for (var hour = 0; hour < days * 24; hour++)
        {
            var at = Start.AddHours(hour);
            if (hour % 24 == 3 && late(hour / 24, left) is >= 0 and var wait)
                due.Enqueue(hour + wait);
            if (Slots.At(policy.Every, 0, at).Start == at)
                points = [.. points, Points.Good(at.AddMinutes(5), $"{hour:0000}")];
            most = Math.Max(most, points.Count);
            while (due.TryPeek(out var next) && next <= hour)
            {
                due.Dequeue();
                var plan = RetentionPolicy.Plan(points, policy, at.AddMinutes(6));
                var capped = DeletionCap.Take(plan.Deleted, points.Count, int.MaxValue, rhythm.MaxDeletePercent);
                (points, left) = (points.Without(capped.Now), capped.Later.Count);
            }
        }
        return most;
    }

    // Half of the rules are off.
    private static Gen<int> Upto(int most) => Gen.Int[-most, most].Select(count => Math.Max(0, count));
}
