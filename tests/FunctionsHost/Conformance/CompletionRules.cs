using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

/// <summary>As officially, an instance ends when its code has ended and no call of it is open.</summary>
public abstract class CompletionRules(HubKind kind)
{
    [Fact]
    public async Task A_timer_that_lost_and_was_not_cancelled_keeps_its_instance_running_until_it_fires()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        {
            var late = context.CreateTimer(kind.Hours(2), CancellationToken.None);
            var early = context.CreateTimer(kind.Hours(1), CancellationToken.None);
            return (object?)(await Task.WhenAny(late, early) == early);
        }));
        var id = await hub.StartAsync("Main");
        await hub.IdleAsync();
        await hub.AdvanceAsync(kind.Hours(1));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync(id)).RuntimeStatus);
        await hub.AdvanceAsync(kind.Hours(1));
        var ended = await hub.StateAsync(id);
        Assert.Equal((OrchestrationRuntimeStatus.Completed, true), (ended.RuntimeStatus, ended.ReadOutputAs<bool>()));
        hub.AssertNothingIsDue();
    }

    [Fact]
    public async Task An_orchestrator_that_fails_ends_when_nothing_is_open_too()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", context =>
        {
            _ = context.CreateTimer(kind.Hours(1), CancellationToken.None);
            throw new NotSupportedException("no");
        }));
        var id = await hub.StartAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync(id)).RuntimeStatus);
        await hub.AdvanceAsync(kind.Hours(1));
        var ended = await hub.StateAsync(id);
        Assert.Equal((OrchestrationRuntimeStatus.Failed, "no"), (ended.RuntimeStatus, ended.FailureDetails!.ErrorMessage));
    }

    [Fact]
    public async Task A_sub_orchestration_that_nobody_awaits_is_waited_for()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", context =>
            {
                _ = context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId("child"));
                return Task.CompletedTask;
            })
            .Orchestrator("Child", context => context.WaitForExternalEvent<int>("Go")));
        var id = await hub.StartAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync(id)).RuntimeStatus);
        await hub.Client.RaiseEventAsync("child", "Go", 1);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.StateAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task A_wait_for_an_event_does_not_keep_its_instance_running()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", context =>
        {
            _ = context.WaitForExternalEvent<int>("Go");
            return Task.CompletedTask;
        }));
        var id = await hub.StartAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.StateAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Continue_as_new_waits_for_open_calls_and_keeps_the_events_that_come_meanwhile()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator<int>("Main", async context =>
        {
            if (context.GetInput<int>() == 0)
            {
                _ = context.CreateTimer(kind.Hours(1), CancellationToken.None);
                context.ContinueAsNew(1);
                return (object?)null;
            }

            return await context.WaitForExternalEvent<int>("Go");
        }));
        var id = await hub.StartAsync("Main", 0);
        await hub.IdleAsync();
        await hub.Client.RaiseEventAsync(id, "Go", 7);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync(id)).RuntimeStatus);
        await hub.AdvanceAsync(kind.Hours(1));
        Assert.Equal(7, (await hub.StateAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task What_waits_for_its_open_calls_can_be_suspended_resumed_and_terminated()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", context =>
        {
            _ = context.CreateTimer(kind.Hours(1), CancellationToken.None);
            return Task.FromResult((object?)1);
        }));
        var ended = await hub.StartAsync("Main");
        var stopped = await hub.StartAsync("Main");
        await hub.IdleAsync();
        await hub.Client.TerminateInstanceAsync(stopped);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.StateAsync(stopped)).RuntimeStatus);
        await hub.Client.SuspendInstanceAsync(ended);
        await hub.IdleAsync();
        await hub.AdvanceAsync(kind.Hours(1));
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await hub.StateAsync(ended)).RuntimeStatus);
        await hub.Client.ResumeInstanceAsync(ended);
        Assert.Equal(1, (await hub.StateAsync(ended)).ReadOutputAs<int>());
    }
}

public sealed class CompletionRulesInMemory() : CompletionRules(HubKind.Memory);

public sealed class CompletionRulesOnSqlite() : CompletionRules(HubKind.Sqlite);

/// <summary>The judge: the official engine, on the real clock.</summary>
public sealed class CompletionRulesOfficially() : CompletionRules(HubKind.Official);
