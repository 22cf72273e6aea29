using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Rightsizing.Load;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing.Needs;

public class DemandPolicyTests
{
    private static readonly LoadWindow Window = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), 10 * LoadWindow.GrainsPerDay);

    [Fact]
    public void Percent_of_the_present_size_becomes_vCPUs()
    {
        var demand = DemandPolicy.Of(Series(cpu: _ => 25), Cases.D8);

        Assert.Equal(2, demand.CpuP99Vcpus);
        Assert.Equal(2, demand.CpuDailyPeakP95Vcpus);
        Assert.Equal(10, demand.ObservedDays);
    }

    [Fact]
    public void The_lowest_available_memory_gives_the_highest_use()
    {
        var demand = DemandPolicy.Of(Series(cpu: _ => 25, memory: i => i == 100 ? 25 : 90), Cases.D8);

        Assert.Equal(24, demand.MemoryPeakGiB);
    }

    [Fact]
    public void Hours_in_which_the_machine_was_off_do_not_count()
    {
        var demand = DemandPolicy.Of(Series(cpu: i => i % 48 < 24 ? 50 : double.NaN, running: i => i % 48 < 24 ? 1 : 0), Cases.D8);

        Assert.Equal(240, demand.RunningGrains);
        Assert.Equal(240, demand.ObservedGrains);
        Assert.Equal(0.5, demand.RunningShare, 1);
        Assert.Equal(4, demand.CpuP99Vcpus);
        Assert.Contains(demand.CpuCurveVcpus, point => point is null);
    }

    [Fact]
    public void A_gap_while_it_ran_is_a_gap()
    {
        var demand = DemandPolicy.Of(Series(cpu: i => i < 240 ? 50 : double.NaN, running: _ => 1), Cases.D8);

        Assert.Equal(480, demand.RunningGrains);
        Assert.Equal(240, demand.ObservedGrains);
    }

    [Fact]
    public void A_machine_that_is_new_has_few_days()
    {
        var demand = DemandPolicy.Of(Series(cpu: i => i < 336 ? double.NaN : 10, running: i => i < 336 ? double.NaN : 1), Cases.D8);

        Assert.Equal(3, demand.ObservedDays);
        Assert.Equal(1, demand.RunningShare);
        Assert.Equal(0, demand.OffDays);
    }

    [Fact]
    public void A_machine_without_memory_metric_has_unknown_memory()
    {
        var demand = DemandPolicy.Of(Series(cpu: _ => 10), Cases.D8);

        Assert.Null(demand.MemoryPeakGiB);
        Assert.Empty(demand.MemoryCurveGiB);
    }

    [Fact]
    public void A_gap_in_the_availability_does_not_hide_the_load_under_it()
    {
        var demand = DemandPolicy.Of(Series(cpu: i => i % 48 == 20 ? 100 : 10, running: i => i % 48 == 20 ? double.NaN : 1), Cases.D8);

        Assert.Equal(480, demand.RunningGrains);
        Assert.Equal(8, demand.CpuP99Vcpus);
    }

    [Fact]
    public void Without_any_availability_a_gap_counts_as_not_observed()
    {
        var demand = DemandPolicy.Of(Series(cpu: i => i % 4 == 0 ? double.NaN : 10), Cases.D8);

        Assert.Equal(479, demand.RunningGrains);
        Assert.Equal(360, demand.ObservedGrains);
    }

    [Fact]
    public void Figures_of_a_few_half_hours_in_a_month_are_few_days()
    {
        var demand = DemandPolicy.Of(
            Series(cpu: i => i is 0 or 1 or 478 or 479 ? 1 : double.NaN, running: i => i is 0 or 1 or 478 or 479 ? 1 : 0), Cases.D8);

        Assert.Equal(2, demand.ObservedDays);
        Assert.Equal(4, demand.ObservedGrains);
    }

    [Fact]
    public void A_machine_that_is_off_has_been_off_since_it_last_ran()
    {
        var demand = DemandPolicy.Of(Series(cpu: i => i < 240 ? 10 : double.NaN, running: i => i < 240 ? 1 : 0), Cases.D8);

        Assert.Equal(5, demand.OffDays);
        Assert.Null(demand.CpuLastThreeDaysVcpus);
    }

    [Fact]
    public void One_figure_of_memory_in_a_month_is_no_peak() =>
        Assert.Null(DemandPolicy.Of(Series(cpu: _ => 10, memory: i => i == 7 ? 50 : double.NaN), Cases.D8).MemoryPeakGiB);

    [Fact]
    public void Credits_are_gone_where_a_burstable_machine_has_none_and_runs_at_its_baseline()
    {
        // 40 % of two vCPUs; the first grain after a start has no credits either.
        var throttled = Series(cpu: i => i < 48 ? 40 : 5);
        throttled.Set(LoadMetric.Credits, Points(i => i < 48 || i == 100 ? 0 : 50), null);

        Assert.Equal(0.1, DemandPolicy.Of(throttled, Cases.B2).CreditsGoneShare);
        Assert.Equal(0, DemandPolicy.Of(throttled, Cases.D8).CreditsGoneShare);
    }

    [Fact]
    public void Load_at_the_limit_is_counted_as_cut_off() =>
        Assert.Equal(0.5, DemandPolicy.Of(Series(cpu: i => i % 2 == 0 ? 100 : 40), Cases.D8).CpuCutOffShare);

    [Fact]
    public void A_load_that_stood_at_the_limit_and_has_ended_a_week_ago_is_not_cut_off() =>
        Assert.Equal(0, DemandPolicy.Of(Series(cpu: i => i < 3 * LoadWindow.GrainsPerDay ? 100 : 0), Cases.D8).CpuCutOffShare);

    [Fact]
    public void Days_of_work_and_the_spread_of_the_days_are_told()
    {
        // Ten days, of which two reach 8 of 8 vCPUs and stand out, and two 4: mean of eight days 1, variance (2 x 3^2 + 6 x 1^2) / 7.
        var demand = DemandPolicy.Of(Series(cpu: i => (i / LoadWindow.GrainsPerDay) switch { < 2 => 100, < 4 => 50, _ => 0 }), Cases.D8);

        Assert.Equal(4, demand.CpuWorkDays);
        Assert.Equal(Math.Round(Math.Sqrt(24 / 7d), 4), demand.CpuSpreadVcpus);
    }

    [Fact]
    public void Bytes_a_minute_become_megabits_a_second()
    {
        var series = Series(cpu: _ => 10);
        series.Set(LoadMetric.NetworkOut, Points(_ => 75_000_000), null);

        Assert.Equal(10, DemandPolicy.Of(series, Cases.D8).NetworkOutMbps);
    }

    [Fact]
    public void A_percentile_is_a_value_that_was_seen()
    {
        double[] figures = [.. Enumerable.Range(1, 200).Select(i => (double)i)];

        Assert.Equal(198, Percentile.Of(figures, 99));
        Assert.Equal(190, Percentile.Of(figures, 95));
        Assert.Equal(200, Percentile.Of(figures, 100));
        Assert.Equal(0, Percentile.Of([], 99));
    }

    private static LoadSeries Series(Func<int, double> cpu, Func<int, double>? memory = null, Func<int, double>? running = null)
    {
        var series = new LoadSeries(Window);
        series.Set(LoadMetric.Cpu, Points(cpu), null);
        if (memory is not null)
            series.Set(LoadMetric.AvailableMemory, Points(memory), null);
        if (running is not null)
            series.Set(LoadMetric.Availability, Points(running), null);
        return series;
    }

    private static List<LoadPoint> Points(Func<int, double> figure) => [.. Enumerable.Range(0, Window.Grains)
        .Select(i => new LoadPoint(Window.Start + i * LoadWindow.Grain, figure(i), figure(i), figure(i)))];
}
