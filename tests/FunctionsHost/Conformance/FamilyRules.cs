using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

/// <summary>Parents and children when others take their ids.</summary>
public abstract class FamilyRules(StoreKind kind)
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
    public async Task A_child_that_is_replaced_by_a_start_fails_its_call()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Parent", async context =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId("child"));
                    return (object?)"answered";
                }
                catch (TaskFailedException e)
                {
                    return $"{e.TaskName}: {e.FailureDetails.ErrorMessage}";
                }
            })
            .Orchestrator("Child", context => context.WaitForExternalEvent<int>("Go")));
        var id = await hub.StartAsync("Parent");
        await hub.IdleAsync();
        await hub.StartAsync("Child", id: "child");
        Assert.StartsWith("Child: The sub-orchestration 'child' was replaced", (await hub.StateAsync(id)).ReadOutputAs<string>(), StringComparison.Ordinal);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync("child")).RuntimeStatus);
    }

    [Fact]
    public async Task Answers_to_an_instance_do_not_reach_the_one_that_replaced_it()
    {
        var late = new TaskCompletionSource<int>();
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context => (object?)await context.CallActivityAsync<int>(context.GetInput<string>()!))
            .Activity<string, int>("Late", (_, _) => late.Task)
            .Activity<string, int>("Soon", async (_, _) =>
            {
                late.SetResult(1);
                await Task.Yield();
                return 2;
            }));
        await hub.StartAsync("Main", "Late", "one");
        await hub.StartAsync("Main", "Soon", "one");
        Assert.Equal(2, (await hub.FinishAsync("one")).ReadOutputAs<int>());
    }
}

public sealed class FamilyRulesInMemory() : FamilyRules(StoreKind.Memory);

public sealed class FamilyRulesOnSqlite() : FamilyRules(StoreKind.Sqlite);
