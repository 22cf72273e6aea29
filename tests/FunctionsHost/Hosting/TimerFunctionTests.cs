using Microsoft.Azure.Functions.Worker;
using OpsFunctions.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Hosting;

public sealed class TimerFunctionTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_timer_runs_at_its_occurrences_in_utc()
    {
        await using var host = await TestHost.StartAsync([typeof(Hourly)]);
        await host.AdvanceAsync(3 * Hour);
        Assert.Equal(["09:00:00", "10:00:00", "11:00:00"], host.Journal);
    }

    [Theory]
    [InlineData("Ops:Schedule")]
    [InlineData("Ops__Schedule")]
    public async Task A_schedule_may_be_a_setting(string name)
    {
        Type function = name.Contains(':') ? typeof(WithSetting) : typeof(WithEnvironmentSetting);
        await using var host = await TestHost.StartAsync([function], settings: ("Ops:Schedule", "0 30 * * * *"));
        await host.AdvanceAsync(Hour);
        Assert.Equal(["08:30:00"], host.Journal);
    }

    [Fact]
    public async Task A_missing_setting_stops_the_start_and_is_named()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync([typeof(WithSetting)]));
        Assert.Contains("'Ops:Schedule'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_is_no_schedule_stops_the_start_and_is_quoted()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync(
            [typeof(WithSetting)], settings: ("Ops:Schedule", "weekly")));
        Assert.Contains("'weekly'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_the_stop_broke_off_is_made_up_for_after_the_restart()
    {
        var folder = Directory.CreateTempSubdirectory("timers").FullName;
        var options = new LocalHostOptions { StorePath = Path.Combine(folder, "hub.db") };
        var time = new ManualTime();
        await using (var host = await TestHost.StartAsync([typeof(BrokenOff)], time, options))
        {
            time.Jump();
            await BrokenOff.Running.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }

        await using (var host = await TestHost.StartAsync([typeof(BrokenOff)], time, options))
        {
            await host.AdvanceAsync(TimeSpan.FromMinutes(1));
            Assert.Equal(["again past due"], host.Journal);
        }

        Directory.Delete(folder, true);
    }

    [Fact]
    public async Task What_was_missed_while_the_host_was_down_runs_once_and_is_past_due()
    {
        var folder = Directory.CreateTempSubdirectory("timers").FullName;
        var options = new LocalHostOptions { StorePath = Path.Combine(folder, "hub.db") };
        var time = new ManualTime();
        await using (var host = await TestHost.StartAsync([typeof(Hourly)], time, options))
        {
            await host.AdvanceAsync(Hour);
        }

        time.Advance(5 * Hour + TimeSpan.FromMinutes(10));
        await using (var host = await TestHost.StartAsync([typeof(Hourly)], time, options))
        {
            await host.AdvanceAsync(Hour);
            Assert.Equal(["14:10:00 past due", "15:00:00"], host.Journal);
        }

        Directory.Delete(folder, true);
    }

    [Fact]
    public async Task A_first_start_is_never_past_due()
    {
        await using var host = await TestHost.StartAsync([typeof(Hourly)]);
        await host.IdleAsync();
        Assert.Empty(host.Journal);
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_the_interval_is_not_overlapped()
    {
        await using var host = await TestHost.StartAsync([typeof(Slow)]);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await Slow.Running.Task.WaitAsync(TimeSpan.FromSeconds(20));
        host.Time.Advance(TimeSpan.FromMinutes(3.5));
        Slow.MayEnd.SetResult();
        await host.IdleAsync();
        Assert.Equal(["start 08:01:00", "end 08:04:30"], host.Journal);
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("start 08:05:00", host.Journal.ElementAt(2));
    }

    [Fact]
    public async Task A_timer_may_run_when_the_host_starts()
    {
        await using var host = await TestHost.StartAsync([typeof(AtStart)]);
        host.Time.Advance(TimeSpan.Zero);
        await host.IdleAsync();
        Assert.Equal(["08:00:00"], host.Journal);
    }

    [Fact]
    public async Task A_timer_that_fails_runs_again_at_its_next_occurrence()
    {
        await using var host = await TestHost.StartAsync([typeof(Failing)]);
        await host.AdvanceAsync(2 * Hour);
        Assert.Equal(["09:00:00", "10:00:00"], host.Journal);
    }

    private sealed class Hourly(Journal journal, TimeProvider time)
    {
        [Function("Hourly")]
        public void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) =>
            journal.Add($"{time.GetUtcNow():HH:mm:ss}{(timer.IsPastDue ? " past due" : "")}");
    }

    private sealed class BrokenOff(Journal journal)
    {
        private static int _runs;

        public static TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Function("BrokenOff")]
        public async Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, CancellationToken stop)
        {
            if (Interlocked.Increment(ref _runs) > 1)
            {
                journal.Add($"again{(timer.IsPastDue ? " past due" : "")}");
                return;
            }

            var cancelled = new TaskCompletionSource();
            await using var registered = stop.Register(cancelled.SetResult);
            Running.SetResult();
            await cancelled.Task;
            throw new OperationCanceledException(stop);
        }
    }

    private sealed class WithSetting(Journal journal, TimeProvider time)
    {
        [Function("WithSetting")]
        public void Run([TimerTrigger("%Ops:Schedule%")] TimerInfo timer) =>
            journal.Add($"{time.GetUtcNow():HH:mm:ss}{(timer.IsPastDue ? " past due" : "")}");
    }

    private sealed class WithEnvironmentSetting(Journal journal, TimeProvider time)
    {
        [Function("WithEnvironmentSetting")]
        public void Run([TimerTrigger("%Ops__Schedule%")] TimerInfo timer) =>
            journal.Add($"{time.GetUtcNow():HH:mm:ss}{(timer.IsPastDue ? " past due" : "")}");
    }

    private sealed class AtStart(Journal journal, TimeProvider time)
    {
        [Function("AtStart")]
        public void Run([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer) =>
            journal.Add($"{time.GetUtcNow():HH:mm:ss}{(timer.IsPastDue ? " past due" : "")}");
    }

    private sealed class Failing(Journal journal, TimeProvider time)
    {
        [Function("Failing")]
        public void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
            journal.Add($"{time.GetUtcNow():HH:mm:ss}{(timer.IsPastDue ? " past due" : "")}");
            throw new InvalidOperationException("no luck");
        }
    }

    private sealed class Slow(Journal journal, TimeProvider time)
    {
        public static TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Function("Slow")]
        public async Task Run([TimerTrigger("0 * * * * *")] TimerInfo timer)
        {
            journal.Add($"start {time.GetUtcNow():HH:mm:ss}{(timer.IsPastDue ? " past due" : "")}");
            Running.TrySetResult();
            await MayEnd.Task;
            journal.Add($"end {time.GetUtcNow():HH:mm:ss}");
        }
    }
}
