using CsCheck;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>
/// A wrong clock never adds a deletion. The one thing that cannot be told from a success: a point dated ahead of the right clock, under a
/// clock that is ahead of that point. It then counts as any success does, and the rules hold as if it were one.
/// </summary>
public class ClockProperties
{
    private static readonly int CaseCount = GeneratedCases.Of(1_000_000);

    [Fact]
    public void A_clock_that_is_behind_never_adds_a_deletion() =>
        Gen.Select(Timelines.Any, Gen.Int[1, 60 * 24 * 400]).Sample((sample, minutes) =>
        Assert.True(Ids(sample with { Now = sample.Now.AddMinutes(-minutes) }).IsSubsetOf(Ids(sample))), iter: CaseCount);

    [Fact]
    public void A_clock_that_is_ahead_changes_nothing_where_no_point_is_ahead() =>
        Gen.Select(Timelines.Any, Gen.Int[1, 60 * 24 * 4000]).Sample((sample, minutes) =>
    {
        var past = sample with { Points = [.. sample.Points.Where(point => point.CreatedAt <= sample.Now)] };

        Assert.True(Ids(past).SetEquals(Ids(past with { Now = past.Now.AddMinutes(minutes) })));
    }, iter: CaseCount);

    [Fact]
    public void Entries_from_the_future_change_nothing() => Timelines.Consistent.Sample(sample =>
        Assert.True(Ids(sample with { Points = [.. sample.Points.Where(point => point.CreatedAt <= sample.Now)] }).SetEquals(Ids(sample))),
        iter: CaseCount);

    [Fact]
    public void Ahead_of_an_entry_from_the_future_the_clock_does_as_if_that_moment_had_come() =>
        Gen.Select(Timelines.Any, Gen.Int[1, 60 * 24 * 400]).Sample((sample, minutes) =>
    {
        var ahead = sample with { Now = sample.Now.AddMinutes(minutes) };
        var before = ahead.Points.GoodOf(ahead.Now);
        var after = ahead.Points.Without(ahead.Plan().Deleted).GoodOf(ahead.Now);

        Assert.All(before, series => Assert.True(after.GetValueOrDefault(series.Key) >= 1));
    }, iter: CaseCount);

    private static HashSet<string> Ids(Timeline sample) =>
        sample.Plan().Deleted.Select(point => point.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
