using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

public abstract class TimerRules(HubKind kind)
{
    [Fact]
    public async Task A_timer_fires_at_its_time_and_not_before()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        {
            await context.CreateTimer(kind.Hours(2), CancellationToken.None);
            return (object?)context.CurrentUtcDateTime;
        }));
        var id = await hub.StartAsync("Main");
        await hub.IdleAsync();
        await hub.AdvanceAsync(kind.Hours(2) - TimeSpan.FromTicks(1));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync(id)).RuntimeStatus);
        await hub.AdvanceAsync(TimeSpan.FromTicks(1));
        Assert.Equal(new DateTime(2026, 3, 2, 10, 0, 0, DateTimeKind.Utc), (await hub.StateAsync(id)).ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task A_timer_in_the_past_fires_at_once()
    {
        await using var hub = await TestHub.StartAsync(
            kind,
            new TestTasks().Orchestrator("Main",
                context => context.CreateTimer(context.CurrentUtcDateTime.AddDays(-1), CancellationToken.None)));
        var before = hub.Now;
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.RunAsync("Main")).RuntimeStatus);
        hub.AssertIsNow(before);
    }

    [Fact]
    public async Task A_timer_may_be_months_away()
    {
        await using var hub = await TestHub.StartAsync(
            kind, new TestTasks().Orchestrator("Main", context => context.CreateTimer(kind.Days(100), CancellationToken.None)));
        var before = hub.Now;
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.RunAsync("Main")).RuntimeStatus);
        hub.AssertIsNow(before.AddDays(100));
    }

    [Fact]
    public async Task A_cancelled_timer_throws_and_is_not_waited_for()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        {
            using var cancel = new CancellationTokenSource();
            var timer = context.CreateTimer(kind.Days(1), cancel.Token);
#pragma warning disable CA1849, MA0042
            cancel.Cancel();
#pragma warning restore CA1849, MA0042
            try
            {
                await timer;
                return (object?)"fired";
            }
            catch (TaskCanceledException)
            {
                await context.CreateTimer(kind.Minutes(1), CancellationToken.None);
                return "cancelled";
            }
        }));
        Assert.Equal("cancelled", await hub.ResultAsync<string>("Main"));
        hub.AssertNothingIsDue();
    }

    [Fact]
    public async Task Time_stands_still_within_a_turn_and_follows_the_clock_between_turns()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context =>
            {
                var times = new List<DateTime> { context.CurrentUtcDateTime, context.CurrentUtcDateTime };
                await context.CreateTimer(kind.Hours(1), CancellationToken.None);
                times.Add(context.CurrentUtcDateTime);
                await context.CallActivityAsync("Nothing");
                times.Add(context.CurrentUtcDateTime);
                return (object?)times.Select(t => (t - times[0]).TotalHours);
            })
            .Activity<string, bool>("Nothing", _ => true));
        Assert.Equal(new double[] { 0, 0, 1, 1 }, await hub.ResultAsync<double[]>("Main"));
    }

    [Fact]
    public async Task Many_timers_of_one_moment_all_fire()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", context =>
            Task.WhenAll(Enumerable.Range(0, 50).Select(_ => context.CreateTimer(kind.Hours(1), CancellationToken.None)))));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.RunAsync("Main")).RuntimeStatus);
    }
}

public sealed class TimerRulesInMemory() : TimerRules(HubKind.Memory);

public sealed class TimerRulesOnSqlite() : TimerRules(HubKind.Sqlite);

/// <summary>The judge: the official engine, on the real clock.</summary>
public sealed class TimerRulesOfficially() : TimerRules(HubKind.Official);
