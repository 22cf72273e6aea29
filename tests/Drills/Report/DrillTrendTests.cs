using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Report;
using Xunit;

namespace OpsFunctions.Tests.Drills.Report;

public class DrillTrendTests
{
    private static readonly DrillHistory None = new("shop", []);

    [Fact]
    public void The_newest_drill_stands_first_whenever_it_was_written_down()
    {
        var history = None.With(Past("b", 2)).With(Past("c", 3)).With(Past("a", 1));

        Assert.Equal(["c", "b", "a"], history.Drills.Select(one => one.DrillId));
    }

    [Fact]
    public void A_drill_that_is_written_again_takes_its_own_place()
    {
        var history = None.With(Past("a", 1)).With(Past("b", 2)).With(Past("a", 1) with { Remains = Remains.Leaked });

        Assert.Equal([("b", Remains.Clean), ("a", Remains.Leaked)], history.Drills.Select(one => (one.DrillId, one.Remains)));
    }

    [Fact]
    public void The_oldest_go_when_there_are_too_many()
    {
        var history = Enumerable.Range(0, DrillHistory.Longest + 5).Aggregate(None, (known, day) => known.With(Past($"{day}", day)));

        Assert.Equal((DrillHistory.Longest, "104", "5"), (history.Drills.Count, history.Drills[0].DrillId, history.Drills[^1].DrillId));
    }

    [Fact]
    public void Another_applications_history_is_refused()
    {
        Assert.Null(None.ProblemAs(DrillHistory.NameOf("Shop")));
        Assert.Equal("it is of another application", None.ProblemAs(DrillHistory.NameOf("bank")));
    }

    [Theory]
    [InlineData(new[] { 30.0, 20.0, 40.0, 25.0 }, 30.0, 5.0)]
    [InlineData(new[] { 20.0, 30.0 }, 30.0, -10.0)]
    public void The_newest_is_held_against_the_median_of_the_others(double[] minutes, double median, double change)
    {
        var trend = DrillTrend.Of(Of([.. minutes]));

        Assert.Equal((median, change), (trend.MedianRtaMinutes, trend.RtaChangeMinutes));
    }

    [Fact]
    public void Of_one_drill_there_is_no_change()
    {
        Assert.Null(DrillTrend.Of(Of(20)).RtaChangeMinutes);
        Assert.Null(DrillTrend.Of(Of(20, null)).RtaChangeMinutes);
    }

    [Fact]
    public void Of_no_drill_there_is_nothing() => Assert.Equal((0, 0, null, null), Figures(DrillTrend.Of(None)));

    [Fact]
    public void Those_that_did_not_come_so_far_count_and_have_no_time()
    {
        var history = None.With(Past("a", 1)).With(Past("b", 2) with { Verdict = Verdict.Fail, RtaMinutes = null });

        Assert.Equal((1, 2, 20.0, null), Figures(DrillTrend.Of(history)));
    }

    private static (int Passed, int Count, double? Median, double? Change) Figures(DrillTrend trend) =>
        (trend.Passed, trend.Count, trend.MedianRtaMinutes, trend.RtaChangeMinutes);

    // The newest first.
    private static DrillHistory Of(params double?[] minutes) => minutes.Index().Aggregate(
        None, (known, one) => known.With(Past($"{one.Index}", -one.Index) with { RtaMinutes = one.Item }));

    private static PastDrill Past(string id, int day) => new(id, "shop", Cases.Now.AddDays(day), Verdict.Pass, Remains.Clean, 20, 240, "");
}
