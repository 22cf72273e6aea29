using OpsFunctions.Orchestrations.Machines.Load;
using Xunit;

namespace OpsFunctions.Tests.Machines.Load;

public class LoadSeriesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 6, 10, 0, TimeSpan.Zero);

    [Fact]
    public void The_last_days_of_a_series_are_those_that_a_shorter_window_would_hold()
    {
        var (whole, last) = (Filled(LoadWindow.Ending(Now, 3)).LastDays(2), Filled(LoadWindow.Ending(Now, 2)));

        Assert.Equal(last.Window, whole.Window);
        foreach (var metric in Enum.GetValues<LoadMetric>())
        {
            Assert.Equal(last.Average(metric).ToArray(), whole.Average(metric).ToArray());
            Assert.Equal(last.Least(metric).ToArray(), whole.Least(metric).ToArray());
            Assert.Equal(last.Most(metric).ToArray(), whole.Most(metric).ToArray());
            Assert.Equal(last.Error(metric), whole.Error(metric));
        }
    }

    // A figure for each half hour of three days, another for each metric; credits are refused.
    private static LoadSeries Filled(LoadWindow window)
    {
        var series = new LoadSeries(window);
        foreach (var metric in Enum.GetValues<LoadMetric>())
            series.Set(
                metric,
                [
                    .. Enumerable.Range(0, 3 * LoadWindow.GrainsPerDay).Select(i => new LoadPoint(
                        LoadWindow.Ending(Now, 3).Start + LoadWindow.Grain * i, i + 0.5 + 1000 * (int)metric, i, i + 1)),
                ],
                metric == LoadMetric.Credits ? "BadRequest" : null);
        return series;
    }
}
