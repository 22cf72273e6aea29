using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using Xunit;
using static OpsFunctions.Tests.Snapshots.Retention.Points;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>How much one run may delete.</summary>
public class DeletionCapTests
{
    [Theory]
    [InlineData(10, 1000, 100, 10, 10, "")]
    [InlineData(10, 1000, 4, 10, 4, "6 of 10 are left for later runs: MaxDeletes is 4")]
    [InlineData(10, 39, 100, 10, 3, "7 of 10 are left for later runs: MaxDeletePercent is 10, which is 3 of 39 points")]
    [InlineData(10, 9, 100, 10, 1, "9 of 10 are left for later runs: MaxDeletePercent is 10, which is 1 of 9 points")]
    [InlineData(0, 9, 100, 10, 0, "")]
    [InlineData(2, 9, 0, 10, 0, "2 of 2 are left for later runs: MaxDeletes is 0")]
    [InlineData(2, 9, 5, 0, 0, "2 of 2 are left for later runs: MaxDeletePercent is 0, which is 0 of 9 points")]
    [InlineData(1, 0, 5, 1, 1, "")]
    public void The_smaller_of_number_and_share_holds_and_one_may_always_go(
        int deletable, int points, int maxDeletes, int maxPercent, int now, string reason)
    {
        var capped = DeletionCap.Take(Days(deletable), points, maxDeletes, maxPercent);

        Assert.Equal(now, capped.Now.Count);
        Assert.Equal(deletable - now, capped.Later.Count);
        Assert.Equal(reason, capped.Reason);
    }

    [Fact]
    public void The_oldest_of_all_series_go_first()
    {
        RecoveryPoint[] points =
        [
            Good("2026-07-03 12:00", "c"), Good("2026-07-01 12:00", "b") with { Source = "disk-2" }, Good("2026-07-01 12:00", "A"),
            Good("2026-07-01 12:00", "a")
        ];

        var capped = DeletionCap.Take(points, 1000, 2, 100);

        Assert.Equal(["A", "b"], capped.Now.Select(point => point.Id));
        Assert.Equal(["c"], capped.Later.Select(point => point.Id));
    }

    [Fact]
    public void A_large_fleet_does_not_overflow() => Assert.Equal(5, DeletionCap.Take(Days(5), int.MaxValue, 5, 100).Now.Count);
}
