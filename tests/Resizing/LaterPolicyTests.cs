using CsCheck;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Resizing.Watching;
using Xunit;

namespace OpsFunctions.Tests.Resizing;

/// <summary>A load that was never there before, weeks after a resize.</summary>
public class LaterPolicyTests
{
    private const int GrainsOfMonth = 30 * LoadWindow.GrainsPerDay;

    // A Monday.
    private static readonly DateTimeOffset Monday = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LaterBefore Idle = new("Standard_D2s_v5", [], [], 0, 0);

    private static readonly Gen<double[]> Month = Gen.Frequency((20, Gen.Double[0, 94]), (1, Gen.Double[94, 130])).Array[GrainsOfMonth];

    [Theory]
    [InlineData(98, 20)]
    [InlineData(20, 98)]
    public void Two_half_hours_at_the_limit_make_a_machine_too_small_that_was_idle_before(double cpu, double memory)
    {
        var finding = LaterPolicy.Judge([At(0, 5, 20), At(3, cpu, memory), At(20, cpu, memory)], Idle);

        Assert.True(finding.IsTooSmall);
        var what = cpu > memory ? "CPU at its limit in 2 half hours from 2026-06-01 01:30 to 2026-06-01 10:30 UTC" : "memory full in 2";
        Assert.StartsWith(what, finding.Reason, StringComparison.Ordinal);
        Assert.EndsWith("not so at that time of the week before it was made smaller", finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void CPU_in_one_half_hour_and_memory_in_another_are_two() =>
        Assert.True(LaterPolicy.Judge([At(3, 99, 20), At(4, 20, 99)], Idle).IsTooSmall);

    [Fact]
    public void One_half_hour_may_be_a_restart_or_an_update() =>
        Assert.False(LaterPolicy.Judge([At(3, 100, 100), At(4, 97.9, 97.9)], Idle).IsTooSmall);

    [Fact]
    public void What_has_no_figure_is_no_finding() =>
        Assert.False(LaterPolicy.Judge([At(3, double.NaN, double.NaN), At(4, double.NaN, double.NaN)], Idle).IsTooSmall);

    [Fact]
    public void A_burstable_size_without_credits_at_its_baseline_is_at_its_limit()
    {
        var finding = LaterPolicy.Judge([At(3, 40, 20) with { IsCutOff = true }, At(4, 40, 20) with { IsCutOff = true }], Idle);

        Assert.True(finding.IsTooSmall);
        Assert.Contains("CPU credits used up", finding.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void A_job_of_the_week_that_filled_the_new_size_before_is_known_within_an_hour(int halfHoursLater, bool isTooSmall)
    {
        var known = Idle with { Cpu = [WatchPolicy.GrainOfWeek(Monday)], MostCpu = 1 };

        Assert.Equal(isTooSmall, LaterPolicy.Judge([At(halfHoursLater, 100, 20), At(halfHoursLater + 1, 100, 20)], known).IsTooSmall);
    }

    [Fact]
    public void A_load_that_came_at_any_hour_is_too_much_only_where_a_day_has_more_of_it_than_ever_before()
    {
        var known = LaterPolicy.Known("x", [At(-400, 97, 20), At(-390, 97, 20), At(-300, 97, 20)]);

        Assert.Equal((2, 0), (known.MostCpu, known.MostMemory));
        Assert.False(LaterPolicy.Judge([At(10, 100, 20), At(20, 100, 20)], known).IsTooSmall);
        Assert.True(LaterPolicy.Judge([At(10, 100, 20), At(20, 100, 20), At(30, 100, 20)], known).IsTooSmall);
    }

    [Fact]
    public void Memory_that_was_always_full_hides_no_CPU_that_never_was_and_is_none_itself()
    {
        var known = LaterPolicy.Known("x", Days(60, _ => (20, 96)));
        var finding = LaterPolicy.Judge(Days(1, _ => (100, 99)), known);

        Assert.Equal((0, LoadWindow.GrainsPerDay), (known.MostCpu, known.MostMemory));
        Assert.True(finding.IsTooSmall);
        Assert.DoesNotContain("memory", finding.Reason, StringComparison.Ordinal);
        Assert.False(LaterPolicy.Judge(Days(1, _ => (20, 99)), known).IsTooSmall);
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(25, true)]
    public void One_full_day_before_excuses_half_a_day_of_another_weekday_and_no_more(int halfHours, bool isTooSmall)
    {
        var known = LaterPolicy.Known("x", Days(7, grain => (grain / LoadWindow.GrainsPerDay == 4 ? 100 : 20, 20)));

        Assert.Equal(LoadWindow.GrainsPerDay, known.MostCpu);
        Assert.Equal(isTooSmall, LaterPolicy.Judge(Days(1, grain => (grain < halfHours ? 100 : 20, 20)), known).IsTooSmall);
    }

    [Fact]
    public void The_old_load_is_laid_on_the_new_size()
    {
        // Half of eight vCPUs is all of four; a third of the memory is two thirds of half.
        var laid = At(0, 50, 33).On(0.5, 0.5);

        Assert.Equal((100, 66), (laid.Cpu, laid.Memory));
        Assert.Equal([WatchPolicy.GrainOfWeek(Monday)], LaterPolicy.Known("x", [laid]).Cpu);
        Assert.Empty(LaterPolicy.Known("x", [laid]).Memory);
    }

    [Fact]
    public void A_machine_that_goes_on_as_it_was_is_never_too_small() => Gen
        .Select(Month, Month, Gen.Int[0, GrainsOfMonth - LoadWindow.GrainsPerDay]).Sample((cpu, memory, from) =>
        {
            var before = cpu.Select((percent, i) => At(i, percent, memory[i])).ToList();
            // Four weeks later, and on whatever day of the week.
            var after = before.Skip(from).Take(LoadWindow.GrainsPerDay).Select(grain => grain with { Start = grain.Start.AddDays(31) });

            Assert.False(LaterPolicy.Judge([.. after], LaterPolicy.Known("x", before)).IsTooSmall);
        }, iter: GeneratedCases.Of(10_000));

    [Fact]
    public void An_idle_machine_is_too_small_where_and_only_where_two_half_hours_of_a_day_are_full() => Gen
        .Double[0, 130].Array[LoadWindow.GrainsPerDay].Sample(cpu => Assert.Equal(
            cpu.Count(percent => percent >= LaterPolicy.LimitPercent) >= LaterPolicy.LeastGrains,
            LaterPolicy.Judge([.. cpu.Select((percent, i) => At(i, percent, 20))], Idle).IsTooSmall), iter: GeneratedCases.Of(100_000));

    private static List<HighGrain> Days(int days, Func<int, (double Cpu, double Memory)> load) =>
        [.. Enumerable.Range(0, days * LoadWindow.GrainsPerDay).Select(grain => At(grain, load(grain).Cpu, load(grain).Memory))];

    private static HighGrain At(int grain, double cpu, double memory) => new(Monday + LoadWindow.Grain * grain, cpu, memory);
}
