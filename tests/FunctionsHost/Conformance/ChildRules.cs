using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

public abstract class ChildRules(HubKind kind)
{
    [Fact]
    public async Task A_sub_orchestration_gets_its_input_and_its_result_comes_back()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context => (object?)(await context.CallSubOrchestratorAsync<int>("Child", 20) + 1))
            .Orchestrator<int>("Child", context => Task.FromResult((object?)(context.GetInput<int>() * 2))));
        Assert.Equal(41, await hub.ResultAsync<int>("Main"));
    }

    [Fact]
    public async Task A_sub_orchestration_knows_its_parent_and_a_root_has_none()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator(
                "Main", async context => (object?)$"{context.Parent is null} {await context.CallSubOrchestratorAsync<string>("Child")}")
            .Orchestrator("Child", context => Task.FromResult((object?)$"{context.Parent!.Name} {context.Parent.InstanceId}")));
        Assert.Equal("True Main root", (await hub.RunAsync("Main", id: "root")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_sub_orchestration_may_have_a_chosen_id()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", context => context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId("chosen")))
            .Orchestrator("Child", _ => Task.CompletedTask));
        await hub.RunAsync("Main");
        Assert.Equal("Child", (await hub.StateAsync("chosen")).Name);
    }

    [Fact]
    public async Task Sub_orchestrations_run_side_by_side_with_different_ids()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator(
                "Main",
                async context => (object?)await Task.WhenAll(Enumerable.Range(0, 20)
                    .Select(_ => context.CallSubOrchestratorAsync<string>("Child"))))
            .Orchestrator("Child", context => Task.FromResult((object?)context.InstanceId)));
        Assert.Equal(20, (await hub.ResultAsync<string[]>("Main"))!.Distinct().Count());
    }

    [Fact]
    public async Task A_failed_sub_orchestration_fails_its_call_with_the_cause()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Child");
                    return (object?)"none";
                }
                catch (TaskFailedException e)
                {
                    return $"{e.TaskName} {e.FailureDetails.IsCausedBy<InvalidOperationException>()} {e.FailureDetails.ErrorMessage}";
                }
            })
            .Orchestrator("Child", _ => throw new InvalidOperationException("no luck")));
        Assert.Equal("Child True no luck", await hub.ResultAsync<string>("Main"));
    }

    [Fact]
    public async Task A_call_with_the_id_of_a_running_instance_fails()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", context => context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId("taken")))
            .Orchestrator("Child", context => context.WaitForExternalEvent<int>("Go")));
        await hub.StartAsync("Child", id: "taken");
        var ended = await hub.RunAsync("Main");
        Assert.Contains("'taken' already exists", ended.FailureDetails!.InnerFailure!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync("taken")).RuntimeStatus);
    }

    [Fact]
    public async Task A_terminated_sub_orchestration_fails_its_call()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", context => context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId("child")))
            .Orchestrator("Child", context => context.WaitForExternalEvent<int>("Go")));
        var id = await hub.StartAsync("Main");
        await hub.IdleAsync();
        await hub.Client.TerminateInstanceAsync("child", "enough");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.StateAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Three_levels_return_one_into_the_other()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator<int>("Level", async context => context.GetInput<int>() is var n && n == 0
                ? (object?)1
                : 1 + await context.CallSubOrchestratorAsync<int>("Level", n - 1)));
        Assert.Equal(4, await hub.ResultAsync<int>("Level", 3));
    }
}

public sealed class ChildRulesInMemory() : ChildRules(HubKind.Memory);

public sealed class ChildRulesOnSqlite() : ChildRules(HubKind.Sqlite);

/// <summary>The judge: the official engine, on the real clock.</summary>
public sealed class ChildRulesOfficially() : ChildRules(HubKind.Official);
