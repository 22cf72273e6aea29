using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

/// <summary>Parents and children when others take their ids.</summary>
public abstract class FamilyRules(HubKind kind)
{
    [Fact]
    public async Task A_recursive_terminate_spares_a_stranger_that_has_the_childs_id()
    {
        using var hold = new ManualResetEventSlim();
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Parent", async context =>
            {
                hold.Wait(TimeSpan.FromSeconds(30));
                await context.WaitForExternalEvent<int>("Go");
                await context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId("taken"));
            })
            .Orchestrator("Child", context => context.WaitForExternalEvent<int>("Go")));
        await hub.StartAsync("Child", id: "taken");
        await hub.IdleAsync();
        await hub.StartAsync("Parent", id: "parent");

        // The call and the termination come in one turn.
        await hub.Client.RaiseEventAsync("parent", "Go", 1);
        await hub.Client.TerminateInstanceAsync("parent", new TerminateInstanceOptions("enough", true));
        hold.Set();
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.StateAsync("parent")).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync("taken")).RuntimeStatus);
    }

    [Fact]
    public async Task A_start_with_the_id_of_a_running_child_is_refused()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Parent", async context =>
                (object?)await context.CallSubOrchestratorAsync<int>("Child", options: new TaskOptions().WithInstanceId("child")))
            .Orchestrator("Child", async context => (object?)await context.WaitForExternalEvent<int>("Go")));
        var id = await hub.StartAsync("Parent");
        await hub.IdleAsync();
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => hub.StartAsync("Child", id: "child"));
        await hub.Client.RaiseEventAsync("child", "Go", 3);
        Assert.Equal(3, (await hub.FinishAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Answers_to_an_instance_do_not_reach_the_one_that_replaced_it()
    {
        var late = new TaskCompletionSource<int>();
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator<string>("Main", async context => (object?)await context.CallActivityAsync<int>(context.GetInput<string>()!))
            .Activity<string, int>("Late", (_, _) => late.Task)
            .Activity<string, int>("Soon", async (_, _) =>
            {
                late.SetResult(1);
                await Task.Yield();
                return 2;
            }));
        await hub.StartAsync("Main", "Late", "one");
        await hub.Client.WaitForInstanceStartAsync("one", TestHub.Cancellation);
        await hub.Client.TerminateInstanceAsync("one");
        await hub.Client.WaitForInstanceCompletionAsync("one", TestHub.Cancellation);

        await hub.StartAsync("Main", "Soon", "one");

        Assert.Equal(2, (await hub.FinishAsync("one")).ReadOutputAs<int>());
    }
}

public sealed class FamilyRulesInMemory() : FamilyRules(HubKind.Memory);

public sealed class FamilyRulesOnSqlite() : FamilyRules(HubKind.Sqlite);

/// <summary>The judge: the official engine, on the real clock.</summary>
public sealed class FamilyRulesOfficially() : FamilyRules(HubKind.Official);
