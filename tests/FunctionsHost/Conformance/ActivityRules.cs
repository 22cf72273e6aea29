using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

public abstract class ActivityRules(HubKind kind)
{
    [Fact]
    public async Task An_activity_gets_its_input_and_its_result_comes_back()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator<int>("Main", async context => (object?)await context.CallActivityAsync<int>("Double", context.GetInput<int>()))
            .Activity<int, int>("Double", n => n * 2));
        Assert.Equal(42, await hub.ResultAsync<int>("Main", 21));
    }

    [Fact]
    public async Task Activities_called_together_run_together_and_keep_their_order_in_the_result()
    {
        var started = 0;
        var all = new TaskCompletionSource();
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator(
                "Main",
                async context => (object?)await Task.WhenAll(Enumerable.Range(0, 5).Select(n => context.CallActivityAsync<int>("Wait", n))))
            .Activity<int, int>("Wait", async (n, _) =>
            {
                if (Interlocked.Increment(ref started) == 5)
                {
                    all.SetResult();
                }

                await all.Task;
                return n;
            }));
        Assert.Equal(new[] { 0, 1, 2, 3, 4 }, await hub.ResultAsync<int[]>("Main"));
    }

    [Fact]
    public async Task No_more_activities_run_at_once_than_allowed()
    {
        var running = 0;
        var most = 0;
        await using var hub = await TestHub.StartAsync(
            kind,
            new TestTasks()
                .Orchestrator("Main", context => Task.WhenAll(Enumerable.Range(0, 20).Select(n => context.CallActivityAsync("Work", n))))
                .Activity<int, int>("Work", async (n, _) =>
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref running));
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                    return n;
                }),
            maxActivities: 3);
        await hub.RunAsync("Main");
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task Names_of_functions_ignore_case()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context => (object?)await context.CallActivityAsync<string>("ECHO", "x"))
            .Activity<string, string>("echo", s => s!));
        Assert.Equal("x", await hub.ResultAsync<string>("main"));
    }

    [Fact]
    public async Task Payload_names_ignore_case_as_in_the_functions_worker()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context => (object?)await context.CallActivityAsync<Big>("Same", new Small("a", 1)))
            .Activity<Small, Small>("Same", s => s!));
        Assert.Equal(new Big("a", 1), await hub.ResultAsync<Big>("Main"));
    }

    [Fact]
    public async Task An_activity_that_is_not_there_fails_its_call_and_is_not_retried()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", context =>
            context.CallActivityAsync("Nowhere", options: new(new Microsoft.DurableTask.RetryPolicy(5, kind.Hours(1))))));
        var before = hub.Now;
        var ended = await hub.RunAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("'Nowhere'", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        hub.AssertIsNow(before);
    }

    [Fact]
    public async Task An_orchestrator_that_is_not_there_fails_its_instance()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks());
        var ended = await hub.RunAsync("Nowhere");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("'Nowhere'", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_passed_as_input_are_refused()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", context => context.CallActivityAsync("Any", input: (object)new Microsoft.DurableTask.TaskOptions()))
            .Activity<string, string>("Any", s => s!));
        Assert.True((await hub.RunAsync("Main")).FailureDetails!.IsCausedBy<ArgumentException>());
    }

    [Fact]
    public async Task An_activity_that_nobody_awaits_is_waited_for()
    {
        var gate = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", context =>
            {
                _ = context.CallActivityAsync("Aside");
                _ = context.CallActivityAsync("Quick");
                return Task.CompletedTask;
            })
            .Activity<string, bool>("Aside", (_, _) => gate.Task)
            .Activity<string, bool>("Quick", _ => true));
        var id = await hub.StartAsync("Main");
        var started = await hub.Client.WaitForInstanceStartAsync(id, TestHub.Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Running, started.RuntimeStatus);
        gate.SetResult(true);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.StateAsync(id)).RuntimeStatus);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    private sealed record Small(string name, int count);

    private sealed record Big(string Name, int Count);
}

public sealed class ActivityRulesInMemory() : ActivityRules(HubKind.Memory);

public sealed class ActivityRulesOnSqlite() : ActivityRules(HubKind.Sqlite);

/// <summary>The judge: the official engine, on the real clock.</summary>
public sealed class ActivityRulesOfficially() : ActivityRules(HubKind.Official);
