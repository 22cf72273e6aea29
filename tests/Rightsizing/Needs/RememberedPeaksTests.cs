using OpsFunctions.Orchestrations.Rightsizing.Needs;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Needs;

/// <summary>What runs remember of a machine's highest figures.</summary>
public class RememberedPeaksTests
{
    private const int Days = 15;

    [Fact]
    public void Two_weekly_runs_are_remembered_and_the_third_is_forgotten()
    {
        var known = Weekly(3, 9, 2, 1);

        Assert.Equal(9, RememberedPeaks.Before(known, Now.AddDays(21), Days)!.CpuVcpus);
        Assert.Equal(2, RememberedPeaks.Before(known, Now.AddDays(28), Days)!.CpuVcpus);
        Assert.Equal(1, RememberedPeaks.Before(known, Now.AddDays(35), Days)!.CpuVcpus);
        Assert.Null(RememberedPeaks.Before(known, Now.AddDays(42), Days));
        Assert.Equal([Now.AddDays(7), Now.AddDays(14), Now.AddDays(21)], known.Select(one => one.AsOf));
        // As much of everything is known of a later day.
        Assert.Equal([Now.AddDays(21)], Weekly(3, 9, 2, 9).Select(one => one.AsOf));
    }

    [Fact]
    public void Runs_each_hour_leave_one_a_day_also_of_a_load_that_shrinks()
    {
        IReadOnlyList<RunPeaks> known = [];
        for (var hour = 0; hour < 40 * 24; hour++)
        {
            known = RememberedPeaks.After(known, Of(9999 - hour), Now.AddHours(hour), Days);
            Assert.InRange(known.Count, 1, Days + 1);
        }
        Assert.All(known.Zip(known.Skip(1)), pair => Assert.InRange((pair.Second.AsOf - pair.First.AsOf).TotalHours, 23, 24));
    }

    [Fact]
    public void A_load_that_falls_day_by_day_leaves_60_lines_and_nothing_is_forgotten_early()
    {
        IReadOnlyList<RunPeaks> known = [];
        for (var day = 0; day < 365; day++)
            known = RememberedPeaks.After(known, Of(1000 - day), Now.AddDays(day), 365);

        Assert.Equal(60, known.Count);
        Assert.Equal(1000, RememberedPeaks.Before(known, Now.AddDays(365), 365)!.CpuVcpus);
    }

    [Fact]
    public void A_run_that_is_repeated_leaves_the_same_and_does_not_remember_itself()
    {
        var once = RememberedPeaks.After(Weekly(3), Of(2), Now.AddDays(7), Days);

        Assert.Equal(once, RememberedPeaks.After(once, Of(6), Now.AddDays(7), Days));
        Assert.Equal(3, RememberedPeaks.Before(once, Now.AddDays(7), Days)!.CpuVcpus);
    }

    [Fact]
    public void A_timer_that_comes_minutes_earlier_a_week_later_is_remembered() =>
        Assert.Equal(2, RememberedPeaks.After(Weekly(3), Of(2), Now.AddDays(7).AddMinutes(-9), Days).Count);

    [Fact]
    public void Who_wants_nothing_remembered_remembers_nothing()
    {
        Assert.Empty(RememberedPeaks.After(Weekly(3), Of(5), Now.AddDays(7), days: 0));
        Assert.Null(RememberedPeaks.Before(Weekly(3), Now.AddDays(7), days: 0));
    }

    [Fact]
    public void Figures_that_say_nothing_leave_what_was_known() =>
        Assert.Equal(Weekly(3), RememberedPeaks.After(Weekly(3), null, Now.AddDays(7), Days));

    [Fact]
    public void Of_each_figure_the_highest_counts_and_what_is_not_known_now_stays_unknown()
    {
        var before = Peaks.Higher(new(2, 300, null, 5, 60), new(1, 50, 9, null, 70));
        var known = (Demand(vcpus: 1) with { DiskMBps = null, Before = before }).WithBefore();

        Assert.Equal(new(2, 300, 9, 5, 70), before);
        Assert.Equal(
            (2, 300, null, 50, 70),
            (known.CpuHighestVcpus, known.DiskIops, known.DiskMBps, known.NetworkInMbps, known.NetworkOutMbps));
        Assert.Equal(before, Peaks.Higher(before, null));
        Assert.Null(Peaks.Higher(null, null));
    }

    // By hand, or by a timer that comes more often: none may end what another run left.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(15)]
    [InlineData(365)]
    public void What_each_run_saw_counts_for_all_its_days_whenever_runs_come(int days)
    {
        var random = new Random(days);
        for (var round = 0; round < 20; round++)
        {
            var (runs, known, now) = (new List<RunPeaks>(), (IReadOnlyList<RunPeaks>)[], Now);
            for (var run = 0; run < 100; run++)
            {
                now += TimeSpan.FromDays(random.Next(1, round + 2));
                var expected = runs.Where(one => one.AsOf >= now.AddDays(-days)).Select(one => one.Highest)
                    .Aggregate((Peaks?)null, Peaks.Higher);
                var seen = new Peaks(random.Next(9), Some(random), Some(random), random.Next(9), random.Next(9));

                Assert.Equal(expected, RememberedPeaks.Before(known, now, days));

                known = RememberedPeaks.After(known, seen, now, days);
                runs.Add(new(now, seen));
                // Where the run's activities are repeated behind it, they see the same.
                Assert.Equal(known, RememberedPeaks.After(known, seen, now, days));
                Assert.Equal(Peaks.Higher(expected, seen), Peaks.Higher(RememberedPeaks.Before(known, now, days), seen));
            }
        }
    }

    // The days that docs/rightsizing.md names, by a weekly timer that comes up to ten minutes late.
    [Theory]
    [InlineData(15, 44)]
    [InlineData(64, 92)]
    [InlineData(337, 366)]
    public void A_weekly_run_knows_of_a_load_until_it_comes_again(int days, int age)
    {
        const int LookBack = 30;
        for (var first = 1; first <= 7; first++)
        {
            IReadOnlyList<RunPeaks> known = [];
            for (var day = first; day <= age; day += 7)
            {
                var run = Now.AddDays(day).AddMinutes(day * 7 % 11);
                var seen = Of(day <= LookBack ? 9 : 1);

                Assert.Equal(9, Peaks.Higher(seen, RememberedPeaks.Before(known, run, days))!.CpuVcpus);

                known = RememberedPeaks.After(known, seen, run, days);
            }
        }
    }

    private static double? Some(Random random) => random.Next(4) == 0 ? null : random.Next(9);

    private static IReadOnlyList<RunPeaks> Weekly(params double[] vcpus) => vcpus.Index().Aggregate(
        (IReadOnlyList<RunPeaks>)[], (known, one) => RememberedPeaks.After(known, Of(one.Item), Now.AddDays(7 * one.Index), Days));

    private static Peaks Of(double vcpus) => new(vcpus, 10, 1, 1, 1);
}
