using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class ClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_stands_still_until_it_is_moved_and_shows_the_due_moment_while_a_callback_runs()
    {
        var clock = new SimulatedClock(Start);
        var seen = new List<(string, DateTimeOffset)>();
        using var late = clock.CreateTimer(
            _ => seen.Add(("late", clock.GetUtcNow())), null, TimeSpan.FromHours(2), Timeout.InfiniteTimeSpan);
        using var early = clock.CreateTimer(
            _ => seen.Add(("early", clock.GetUtcNow())), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        Assert.Equal(Start, clock.GetUtcNow());
        Assert.Equal(Start.AddHours(1), clock.NextDue);
        clock.AdvanceTo(Start.AddHours(3));
        Assert.Equal([("early", Start.AddHours(1)), ("late", Start.AddHours(2))], seen);
        Assert.Equal(Start.AddHours(3), clock.GetUtcNow());
        Assert.Null(clock.NextDue);
    }

    [Fact]
    public void Timers_due_at_the_same_moment_fire_in_order_of_their_creation()
    {
        var clock = new SimulatedClock(Start);
        var seen = new List<int>();
        var timers = Enumerable.Range(0, 10)
            .Select(i => clock.CreateTimer(_ => seen.Add(i), null, TimeSpan.FromHours(5), Timeout.InfiniteTimeSpan)).ToList();
        // Setting it anew does not change its turn.
        timers[0].Change(TimeSpan.FromHours(5), Timeout.InfiniteTimeSpan);
        clock.AdvanceTo(Start.AddHours(5));
        Assert.Equal(Enumerable.Range(0, 10), seen);
    }

    [Fact]
    public void A_periodic_timer_fires_each_time_until_it_is_disposed()
    {
        var clock = new SimulatedClock(Start);
        var fired = new List<DateTimeOffset>();
        var timer = clock.CreateTimer(_ => fired.Add(clock.GetUtcNow()), null, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        clock.AdvanceTo(Start.AddMinutes(35));
        Assert.Equal([Start, Start.AddMinutes(10), Start.AddMinutes(20), Start.AddMinutes(30)], fired);
        timer.Dispose();
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
        clock.AdvanceTo(Start.AddHours(2));
        Assert.Equal(4, fired.Count);
    }

    [Fact]
    public void What_a_callback_sets_on_the_way_fires_on_the_same_way()
    {
        var clock = new SimulatedClock(Start);
        var fired = new List<DateTimeOffset>();
        void Again(object? _)
        {
            fired.Add(clock.GetUtcNow());
            if (fired.Count < 3)
                clock.CreateTimer(Again, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        }
        clock.CreateTimer(Again, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        clock.AdvanceTo(Start.AddMinutes(10));
        Assert.Equal([Start.AddMinutes(1), Start.AddMinutes(2), Start.AddMinutes(3)], fired);
    }

    [Fact]
    public void It_never_goes_back_and_no_callback_moves_it()
    {
        var clock = new SimulatedClock(Start);
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.AdvanceTo(Start.AddTicks(-1)));
        using var timer = clock.CreateTimer(_ => clock.AdvanceTo(Start.AddDays(1)), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        Assert.Throws<InvalidOperationException>(() => clock.AdvanceTo(Start.AddHours(1)));
    }

    [Fact]
    public async Task Delays_and_elapsed_time_follow_it()
    {
        var clock = new SimulatedClock(Start);
        var begun = clock.GetTimestamp();
        var delay = Task.Delay(TimeSpan.FromDays(7), clock, TestContext.Current.CancellationToken);
        clock.AdvanceTo(Start.AddDays(7).AddTicks(-1));
        Assert.False(delay.IsCompleted);
        clock.AdvanceTo(Start.AddDays(7));
        await delay;
        Assert.Equal(TimeSpan.FromDays(7), clock.GetElapsedTime(begun));
    }
}
