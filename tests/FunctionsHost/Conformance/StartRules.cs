using Microsoft.DurableTask;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

public abstract class StartRules(HubKind kind)
{
    [Fact]
    public async Task A_start_without_an_id_gets_a_new_one_each_time()
    {
        await using var hub = await Waiting();
        Assert.NotEqual(await hub.StartAsync("Main"), await hub.StartAsync("Main"));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Suspended)]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    [InlineData(OrchestrationRuntimeStatus.Pending)]
    public async Task An_instance_in_a_dedupe_status_refuses_the_start(OrchestrationRuntimeStatus status)
    {
        await using var hub = await Waiting();
        await BringToAsync(hub, status);
        var options = new StartOrchestrationOptions("one").WithDedupeStatuses(status);
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", "second", options));
        Assert.Equal("OrchestrationAlreadyExistsException", refusal.GetType().Name);
        Assert.Equal("first", (await hub.StateAsync("one")).ReadInputAs<string>());
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Suspended)]
    [InlineData(OrchestrationRuntimeStatus.Pending)]
    public async Task What_runs_is_never_replaced(OrchestrationRuntimeStatus status)
    {
        await using var hub = await Waiting();
        await BringToAsync(hub, status);
        var options = new StartOrchestrationOptions("one").WithDedupeStatuses(OrchestrationRuntimeStatus.Failed);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", "second", options));
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => hub.StartAsync("Main", "second", "one"));
        Assert.Equal("first", (await hub.StateAsync("one")).ReadInputAs<string>());
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    public async Task An_instance_that_has_ended_in_any_other_status_is_replaced(OrchestrationRuntimeStatus status)
    {
        await using var hub = await Waiting();
        await BringToAsync(hub, status);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", "second", new StartOrchestrationOptions("one").WithDedupeStatuses(OrchestrationRuntimeStatus.Failed));
        await hub.Client.RaiseEventAsync("one", "Go", "done");
        Assert.Equal("second done", (await hub.FinishAsync("one")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Of_many_starts_at_once_under_one_id_exactly_one_wins()
    {
        await using var hub = await Waiting();
        var options = new StartOrchestrationOptions("one").WithDedupeStatuses(
            OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running);
        var starts = Enumerable.Range(0, 20)
            .Select(n => Task.Run(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", n, options))).ToList();
        foreach (var start in starts)
        {
            _ = await Task.WhenAny(start);
        }

        Assert.Equal(1, starts.Count(s => s.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task An_unknown_dedupe_status_is_refused()
    {
        await using var hub = await Waiting();
        var options = new StartOrchestrationOptions("one") { DedupeStatuses = ["Sleeping"] };
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", null, options));
    }

    [Fact]
    public async Task A_start_at_a_time_is_pending_until_then()
    {
        await using var hub = await Waiting();
        var at = hub.Now + kind.Hours(3);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", "first", new StartOrchestrationOptions("one", at));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await hub.StateAsync("one")).RuntimeStatus);
        await hub.JumpAsync(kind.Hours(3));
        hub.AssertIsNow(at);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync("one")).RuntimeStatus);
    }

    [Fact]
    public async Task Events_before_the_start_are_kept()
    {
        await using var hub = await Waiting();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", "first", new StartOrchestrationOptions("one", hub.Now + kind.Hours(3)));
        await hub.Client.RaiseEventAsync("one", "Go", "early");
        Assert.Equal("first early", (await hub.FinishAsync("one")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Waiting_for_the_start_ends_with_the_first_turn()
    {
        await using var hub = await Waiting();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", "first", new StartOrchestrationOptions("one", hub.Now + kind.Hours(3)));
        var started = hub.Client.WaitForInstanceStartAsync("one");
        await hub.IdleAsync();
        Assert.False(started.IsCompleted);
        await hub.JumpAsync(kind.Hours(3));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await started).RuntimeStatus);
    }

    [Fact]
    public async Task Waiting_for_completion_brings_the_output_if_asked_for()
    {
        await using var hub = await Waiting();
        await hub.StartAsync("Main", "first", "one");
        var with = hub.Client.WaitForInstanceCompletionAsync("one", getInputsAndOutputs: true);
        var without = hub.Client.WaitForInstanceCompletionAsync("one");
        await hub.Client.RaiseEventAsync("one", "Go", "done");
        Assert.Equal("first done", (await with).ReadOutputAs<string>());
        var bare = await without;
        Assert.Null(bare.SerializedOutput);
        Assert.Throws<InvalidOperationException>(bare.ReadOutputAs<string>);
    }

    [Fact]
    public async Task A_wait_can_be_given_up()
    {
        await using var hub = await Waiting();
        await hub.StartAsync("Main", "first", "one");
        using var cancel = new CancellationTokenSource();
        var wait = hub.Client.WaitForInstanceCompletionAsync("one", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task An_instance_that_is_not_there_reads_as_null()
    {
        await using var hub = await Waiting();
        Assert.Null(await hub.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task A_restart_runs_again_with_the_same_input()
    {
        await using var hub = await Waiting();
        await BringToAsync(hub, OrchestrationRuntimeStatus.Completed);
        Assert.Equal("one", await hub.Client.RestartAsync("one"));
        await hub.Client.RaiseEventAsync("one", "Go", "again");
        Assert.Equal("first again", (await hub.FinishAsync("one")).ReadOutputAs<string>());
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.RestartAsync("nobody"));
    }

    [Fact]
    public async Task The_version_of_a_start_reaches_the_orchestrator_and_its_children_may_have_another()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Parent", async context =>
            {
                var options = new SubOrchestrationOptions { Version = "2.0" };
                return (object?)$"{context.Version} {await context.CallSubOrchestratorAsync<string>("Child", options: options)}";
            })
            .Orchestrator("Child", context => Task.FromResult((object?)context.Version)));
        var options = new StartOrchestrationOptions("one") { Version = "1.5" };
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, options, TestHub.Cancellation);
        Assert.Equal("1.5 2.0", (await hub.FinishAsync("one")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Tags_are_kept()
    {
        await using var hub = await Waiting();
        var options = new StartOrchestrationOptions("one")
        {
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "ops" }
        };
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", null, options);
        Assert.Equal("ops", (await hub.StateAsync("one")).Tags["team"]);
    }

    private async Task BringToAsync(TestHub hub, OrchestrationRuntimeStatus status)
    {
        var later = status == OrchestrationRuntimeStatus.Pending ? hub.Now + kind.Days(1) : (DateTimeOffset?)null;
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", "first", new StartOrchestrationOptions("one", later));
        await hub.IdleAsync();
        await (status switch
        {
            OrchestrationRuntimeStatus.Completed => hub.Client.RaiseEventAsync("one", "Go", "done"),
            OrchestrationRuntimeStatus.Failed => hub.Client.RaiseEventAsync("one", "Go", "fail"),
            OrchestrationRuntimeStatus.Suspended => hub.Client.SuspendInstanceAsync("one"),
            OrchestrationRuntimeStatus.Terminated => hub.Client.TerminateInstanceAsync("one"),
            _ => Task.CompletedTask,
        });
        Assert.Equal(status, (await hub.StateAsync("one")).RuntimeStatus);
    }

    private Task<TestHub> Waiting() => TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
    {
        var payload = await context.WaitForExternalEvent<string>("Go");
        return payload == "fail" ? throw new InvalidOperationException() : (object?)$"{context.GetInput<object>()} {payload}";
    }));
}

public sealed class StartRulesInMemory() : StartRules(HubKind.Memory);

public sealed class StartRulesOnSqlite() : StartRules(HubKind.Sqlite);

/// <summary>The judge: the official engine, on the real clock.</summary>
public sealed class StartRulesOfficially() : StartRules(HubKind.Official);
