using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Rightsizing.Load;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing.Needs;

/// <summary>Demand is reckoned for speed; here it is against its definitions, written down as plainly as they can be.</summary>
public class DemandByDefinitionTests
{
    private static readonly LoadWindow Window = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), 10 * LoadWindow.GrainsPerDay
        + 7);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0.05)]
    [InlineData(3, 0.5)]
    [InlineData(4, 0.995)]
    [InlineData(5, 1)]
    public void Every_figure_is_to_the_bit_what_its_definition_gives(int seed, double gaps)
    {
        var dice = new Random(seed);
        var series = new LoadSeries(Window);
        foreach (var metric in (LoadMetric[])[LoadMetric.Cpu, LoadMetric.AvailableMemory, LoadMetric.DiskIops, LoadMetric.NetworkOut])
            series.Set(metric, [.. Enumerable.Range(0, Window.Grains).Select(i => Point(i, Figure(dice, gaps)))], null);
        series.Set(
            LoadMetric.Availability, [.. Enumerable.Range(0, Window.Grains).Select(i => Point(i, dice.NextDouble() < 0.9 ? 1 : 0))], null);

        var demand = DemandPolicy.Of(series, Cases.D8);

        var running = RunningTime.Of(series);
        var cpu = Running(series.Most(LoadMetric.Cpu), running).Select(one => (one.Grain, Figure: one.Figure * (Cases.D8.Vcpus / 100)))
            .ToList();
        double[] sorted = [.. cpu.Select(one => one.Figure).Order()];
        double[] peaks = [.. cpu.GroupBy(one => one.Grain / LoadWindow.GrainsPerDay).Select(day => day.Max(one => one.Figure)).Order()];
        Assert.Equal(running.Count(on => on), demand.RunningGrains);
        Assert.Equal(sorted.Length, demand.ObservedGrains);
        Same(Percentile.Of(sorted, 99), demand.CpuP99Vcpus);
        Same(Percentile.Of(sorted, 95), demand.CpuP95Vcpus);
        Same(Percentile.Of(peaks, 95), demand.CpuDailyPeakP95Vcpus);
        Same(sorted.LastOrDefault(), demand.CpuHighestVcpus);
        Same(BusiestWeek(series.Average(LoadMetric.Cpu), running) * Cases.D8.Vcpus / 100, demand.CpuWeekVcpus);
        Same(Highest(series.Most(LoadMetric.DiskIops), running, Cases.D8.DiskIops / 100), demand.DiskIops);
        Same(Highest(series.Most(LoadMetric.NetworkOut), running, 8 / 60d / 1e6), demand.NetworkOutMbps);
        Assert.Null(demand.NetworkInMbps);
        var available = Covered(series.Least(LoadMetric.AvailableMemory), running);
        Same(available is null ? null : (100 - available.Min()) / 100 * Cases.D8.MemoryGiB, demand.MemoryPeakGiB);
        Assert.Equal(Curve(series.Most(LoadMetric.Cpu), running, percent => percent / 100 * Cases.D8.Vcpus), demand.CpuCurveVcpus);
        Assert.Equal(available is null
            ? []
            : Curve(series.Least(LoadMetric.AvailableMemory), running, free => (100 - free) / 100 * Cases.D8.MemoryGiB),
            demand.MemoryCurveGiB);
    }

    [Fact]
    public void A_percentile_of_values_in_any_order_is_that_of_the_sorted_values()
    {
        var dice = new Random(11);
        for (var round = 0; round < 500; round++)
        {
            // Few different values make many equal ones.
            var different = dice.Next(1, 40);
            double[] figures = [.. Enumerable.Range(0, dice.Next(0, 200))
                .Select(_ => dice.Next(20) == 0 ? double.PositiveInfinity : dice.Next(different) / 7d)];
            double[] sorted = [.. figures.Order()];
            foreach (var percent in (double[])[0.01, 5, 50, 95, 99, 100])
                Assert.Equal(Percentile.Of(sorted, percent), Percentile.OfUnsorted(figures, percent));
        }
    }

    // Of every seven days that end a whole number of days before the end.
    private static double BusiestWeek(ReadOnlySpan<double> series, bool[] running)
    {
        var figures = Running(series, running);
        return Enumerable.Range(0, 4).Select(day => Window.Grains - day * LoadWindow.GrainsPerDay)
            .Select(end => figures.Where(one => one.Grain < end && one.Grain >= end - 7 * LoadWindow.GrainsPerDay).Select(one => one.Figure)
                .DefaultIfEmpty().Average())
            .Max();
    }

    private static void Same(double? definition, double? figure) =>
        Assert.Equal(definition is { } value ? Math.Round(value, 4) : null, figure);

    // Some figures are the same, as in a load that stands still.
    private static double Figure(Random dice, double gaps) =>
        dice.NextDouble() < gaps ? double.NaN : dice.Next(3) == 0 ? 25 : dice.NextDouble() * 100;

    private static LoadPoint Point(int grain, double figure) => new(Window.Start + grain * LoadWindow.Grain, figure, figure, figure);

    private static List<(int Grain, double Figure)> Running(ReadOnlySpan<double> series, bool[] running) =>
        [.. series.ToArray().Index().Where(one => running[one.Index] && !double.IsNaN(one.Item)).Select(one => (one.Index, one.Item))];

    private static double[]? Covered(ReadOnlySpan<double> series, bool[] running)
    {
        double[] figures = [.. Running(series, running).Select(one => one.Figure)];
        return figures.Length == 0 || figures.Length < running.Count(on => on) * 0.9 ? null : figures;
    }

    private static double? Highest(ReadOnlySpan<double> series, bool[] running, double? unit) =>
        unit is null || Covered(series, running) is not { } figures ? null : figures.Max() * unit.Value;

    private static double?[] Curve(ReadOnlySpan<double> series, bool[] running, Func<double, double> demand)
    {
        var points = Running(series, running).ToLookup(one => one.Grain / 12, one => Math.Round(demand(one.Figure), 2));
        return [.. Enumerable.Range(0, (series.Length + 11) / 12)
            .Select(point => points.Contains(point) ? points[point].Max() : (double?)null)];
    }
}
