using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

public abstract class RetryRules(HubKind kind)
{
    private TimeSpan Minute => kind.Minutes(1);

    [Fact]
    public async Task A_policy_repeats_until_it_succeeds()
    {
        var calls = 0;
        await using var hub = await Failing(new RetryPolicy(5, Minute), () => ++calls < 3);
        Assert.Equal("done", await hub.ResultAsync<string>("Main"));
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Attempts_count_the_first_call_and_no_time_passes_after_the_last()
    {
        var calls = 0;
        await using var hub = await Failing(new RetryPolicy(3, Minute), () => ++calls > 0);
        var before = hub.Now;
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.RunAsync("Main")).RuntimeStatus);
        Assert.Equal(3, calls);
        hub.AssertIsNow(before + (2 * Minute));
    }

    [Fact]
    public async Task Waits_grow_by_the_coefficient_up_to_the_ceiling()
    {
        var times = new List<double>();
        TestHub? hub = null;
        hub = await Failing(new RetryPolicy(5, Minute, 2, kind.Minutes(3)), () =>
        {
            times.Add(hub!.Now.TimeOfDay.TotalMinutes);
            return true;
        });
        await using (hub)
        {
            await hub.RunAsync("Main");
        }

        Assert.Equal(new double[] { 1, 2, 3, 3 }, times.Zip(times.Skip(1), (a, b) => b - a));
    }

    [Fact]
    public async Task No_attempt_starts_after_the_overall_time_out()
    {
        var calls = 0;
        await using var hub = await Failing(new RetryPolicy(100, Minute, retryTimeout: 3 * Minute), () => ++calls > 0);
        await hub.RunAsync("Main");
        Assert.Equal(4, calls);
    }

    [Fact]
    public async Task A_policy_may_look_at_the_failure()
    {
        var calls = 0;
        var policy = new RetryPolicy(5, Minute) { HandleFailure = failure => !failure.IsCausedBy<InvalidOperationException>() };
        await using var hub = await Failing(policy, () => ++calls > 0);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.RunAsync("Main")).RuntimeStatus);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_handler_decides_by_attempt_and_failure()
    {
        var seen = new List<string>();
        var calls = 0;
        RetryHandler handler = retry =>
        {
            if (!retry.OrchestrationContext.IsReplaying)
            {
                seen.Add($"{retry.LastAttemptNumber} {retry.LastFailure.ErrorMessage}");
            }

            return retry.LastAttemptNumber < 3;
        };
        await using var hub = await Failing(TaskRetryOptions.FromRetryHandler(handler), () => ++calls > 0);
        await hub.RunAsync("Main");
        Assert.Equal(new[] { "1 no luck", "2 no luck", "3 no luck" }, seen);
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task A_handler_may_wait_by_durable_timer()
    {
        var calls = 0;
        AsyncRetryHandler handler = async retry =>
        {
            await retry.OrchestrationContext.CreateTimer(Minute, CancellationToken.None);
            return retry.TotalRetryTime < 2 * Minute;
        };
        await using var hub = await Failing(handler, () => ++calls > 0);
        var before = hub.Now;
        await hub.RunAsync("Main");
        hub.AssertIsNow(before + (3 * Minute));
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task A_sub_orchestration_is_repeated_under_the_same_id()
    {
        var calls = 0;
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context =>
                (object?)await context.CallSubOrchestratorAsync<string>(
                    "Child", options: new TaskOptions(new RetryPolicy(3, Minute)).WithInstanceId("child")))
            .Orchestrator("Child", context => ++calls < 3
                ? throw new InvalidOperationException("no luck")
                : Task.FromResult((object?)context.InstanceId)));
        Assert.Equal("child", await hub.ResultAsync<string>("Main"));
    }

    [Theory]
    [InlineData(0, 60, 1, 60)]
    [InlineData(1, 0, 1, 60)]
    [InlineData(1, 60, 0.5, 60)]
    [InlineData(1, 60, 1, 30)]
    public void A_policy_out_of_range_is_refused(int attempts, int first, double coefficient, int ceiling) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new RetryPolicy(attempts, TimeSpan.FromSeconds(first), coefficient, TimeSpan.FromSeconds(ceiling)));

    private Task<TestHub> Failing(TaskRetryOptions retry, Func<bool> fails) => TestHub.StartAsync(kind, new TestTasks()
        .Orchestrator("Main", async context => (object?)await context.CallActivityAsync<string>("Work", options: new TaskOptions(retry)))
        .Activity<string, string>("Work", _ => fails() ? throw new InvalidOperationException("no luck") : "done"));
}

public sealed class RetryRulesInMemory() : RetryRules(HubKind.Memory);

public sealed class RetryRulesOnSqlite() : RetryRules(HubKind.Sqlite);

/// <summary>The judge: the official engine, on the real clock.</summary>
public sealed class RetryRulesOfficially() : RetryRules(HubKind.Official);
