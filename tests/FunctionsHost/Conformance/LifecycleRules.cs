using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

public abstract class LifecycleRules(HubKind kind)
{
    [Fact]
    public async Task A_suspended_instance_takes_in_nothing_until_it_is_resumed()
    {
        await using var hub = await Waiting();
        var id = await hub.StartAsync("Main");
        await hub.IdleAsync();
        await hub.Client.SuspendInstanceAsync(id, "hold");
        await hub.Client.RaiseEventAsync(id, "Go", 1);
        await hub.Client.RaiseEventAsync(id, "Go", 2);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await hub.StateAsync(id)).RuntimeStatus);
        await hub.Client.ResumeInstanceAsync(id);
        Assert.Equal(new[] { 1, 2 }, (await hub.FinishAsync(id)).ReadOutputAs<int[]>());
    }

    [Fact]
    public async Task Timers_and_activities_that_end_in_suspension_count_after_it()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context =>
            {
                var begun = context.CurrentUtcDateTime;
                await context.CreateTimer(kind.Hours(1), CancellationToken.None);
                return (object?)(context.CurrentUtcDateTime - begun >= kind.Hours(5));
            }));
        var id = await hub.StartAsync("Main");
        await hub.IdleAsync();
        await hub.Client.SuspendInstanceAsync(id);
        await hub.IdleAsync();
        await hub.AdvanceAsync(kind.Hours(5));
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await hub.StateAsync(id)).RuntimeStatus);
        await hub.Client.ResumeInstanceAsync(id);
        Assert.True((await hub.StateAsync(id)).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task Resuming_what_is_not_suspended_changes_nothing()
    {
        await using var hub = await Waiting();
        var id = await hub.StartAsync("Main");
        await hub.Client.ResumeInstanceAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync(id)).RuntimeStatus);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_terminated_instance_ends_with_the_output_given_also_while_suspended(bool suspended)
    {
        await using var hub = await Waiting();
        var id = await hub.StartAsync("Main");
        if (suspended)
        {
            await hub.Client.SuspendInstanceAsync(id);
            await hub.IdleAsync();
        }

        await hub.Client.TerminateInstanceAsync(id, "enough");
        var ended = await hub.StateAsync(id);
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "enough"), (ended.RuntimeStatus, ended.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task A_terminated_instance_leaves_no_timer()
    {
        await using var hub = await TestHub.StartAsync(
            kind, new TestTasks().Orchestrator("Main", context => context.CreateTimer(kind.Days(1), CancellationToken.None)));
        var id = await hub.StartAsync("Main");
        await hub.IdleAsync();
        await hub.Client.TerminateInstanceAsync(id);
        await hub.IdleAsync();
        hub.AssertNothingIsDue();
    }

    [Theory]
    [InlineData(false, OrchestrationRuntimeStatus.Running)]
    [InlineData(true, OrchestrationRuntimeStatus.Terminated)]
    public async Task Children_are_terminated_only_if_asked_for(bool recursive, OrchestrationRuntimeStatus expected)
    {
        await using var hub = await Family();
        await hub.StartAsync("Parent", id: "parent");
        await hub.IdleAsync();
        await hub.Client.TerminateInstanceAsync("parent", new TerminateInstanceOptions("enough", recursive));
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.StateAsync("parent")).RuntimeStatus);
        Assert.Equal(expected, (await hub.StateAsync("child")).RuntimeStatus);
        Assert.Equal(expected, (await hub.StateAsync("grandchild")).RuntimeStatus);
    }

    [Fact]
    public async Task A_purge_removes_what_has_ended_and_nothing_else()
    {
        await using var hub = await Waiting();
        var id = await hub.StartAsync("Main");
        await hub.IdleAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.PurgeInstanceAsync(id));
        await hub.Client.TerminateInstanceAsync(id);
        await hub.IdleAsync();
        Assert.Equal(1, (await hub.Client.PurgeInstanceAsync(id)).PurgedInstanceCount);
        Assert.Null(await hub.Client.GetInstanceAsync(id));
        Assert.Equal(0, (await hub.Client.PurgeInstanceAsync(id)).PurgedInstanceCount);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public async Task Children_are_purged_only_if_asked_for(bool recursive, int expected)
    {
        await using var hub = await Family();
        await hub.StartAsync("Parent", id: "parent");
        await hub.IdleAsync();
        await hub.Client.RaiseEventAsync("grandchild", "Go", 1);
        await hub.FinishAsync("parent");
        Assert.Equal(expected, (await hub.Client.PurgeInstanceAsync("parent", new PurgeInstanceOptions(recursive))).PurgedInstanceCount);
        Assert.Equal(recursive, await hub.Client.GetInstanceAsync("grandchild") is null);
    }

    [Fact]
    public async Task A_purge_by_filter_takes_creation_time_and_status()
    {
        await using var hub = await Waiting();
        var start = hub.Now;
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            await hub.StartAsync("Main", id: id);
            await hub.IdleAsync();
            await hub.AdvanceAsync(kind.Hours(1));
        }

        await hub.Client.TerminateInstanceAsync("a");
        await hub.Client.TerminateInstanceAsync("b");
        await hub.Client.TerminateInstanceAsync("d");
        await hub.IdleAsync();
        var filter = new PurgeInstancesFilter(start + kind.Hours(0.5), start + kind.Hours(2.5), [OrchestrationRuntimeStatus.Terminated]);
        Assert.Equal(1, (await hub.Client.PurgeAllInstancesAsync(filter)).PurgedInstanceCount);
        Assert.Equal(2, (await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())).PurgedInstanceCount);
        Assert.NotNull(await hub.Client.GetInstanceAsync("c"));
    }

    [Fact]
    public async Task A_query_filters_by_status_prefix_and_creation_time()
    {
        await using var hub = await Waiting();
        var start = hub.Now;
        foreach (var id in new[] { "x-1", "x-2", "y-1" })
        {
            await hub.StartAsync("Main", id, id);
            await hub.IdleAsync();
            await hub.AdvanceAsync(kind.Hours(1));
        }

        await hub.Client.TerminateInstanceAsync("x-1");
        await hub.IdleAsync();
        Assert.Equal(new[] { "x-1", "x-2" }, await IdsAsync(hub, new OrchestrationQuery(InstanceIdPrefix: "x-")));
        Assert.Equal(new[] { "x-2", "y-1" }, await IdsAsync(hub, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running])));
        Assert.Equal(new[] { "x-2" }, await IdsAsync(hub, new OrchestrationQuery(start + kind.Hours(0.5), start + kind.Hours(1.9))));
        Assert.Equal(new[] { "x-1", "x-2", "y-1" }, await IdsAsync(hub, null));
    }

    [Fact]
    public async Task A_query_comes_in_pages_that_a_token_continues()
    {
        await using var hub = await Waiting();
        foreach (var n in Enumerable.Range(0, 7))
        {
            await hub.StartAsync("Main", id: $"i{n}");
        }

        await hub.IdleAsync();
        var sizes = new List<int>();
        string? token = null;
        await foreach (var page in hub.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 3)).AsPages())
        {
            sizes.Add(page.Values.Count);
            token ??= page.ContinuationToken;
        }

        Assert.Equal(new[] { 3, 3, 1 }, sizes);
        Assert.Equal(new[] { "i3", "i4", "i5", "i6" }, await IdsAsync(hub, new OrchestrationQuery(PageSize: 3, ContinuationToken: token)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_query_brings_inputs_if_asked_for(bool fetch)
    {
        await using var hub = await Waiting();
        await hub.StartAsync("Main", "input");
        await hub.IdleAsync();
        await foreach (var found in hub.Client.GetAllInstancesAsync(new OrchestrationQuery(FetchInputsAndOutputs: fetch)))
        {
            Assert.Equal(fetch ? "\"input\"" : null, found.SerializedInput);
        }
    }

    private static async Task<string[]> IdsAsync(TestHub hub, OrchestrationQuery? query)
    {
        var ids = new List<string>();
        await foreach (var found in hub.Client.GetAllInstancesAsync(query))
        {
            ids.Add(found.InstanceId);
        }

        return [.. ids];
    }

    private Task<TestHub> Waiting() => TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        (object?)new[] { await context.WaitForExternalEvent<int>("Go"), await context.WaitForExternalEvent<int>("Go") }));

    private Task<TestHub> Family() => TestHub.StartAsync(kind, new TestTasks()
        .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId("child")))
        .Orchestrator(
            "Child", context => context.CallSubOrchestratorAsync("Grandchild", options: new TaskOptions().WithInstanceId("grandchild")))
        .Orchestrator("Grandchild", context => context.WaitForExternalEvent<int>("Go")));
}

public sealed class LifecycleRulesInMemory() : LifecycleRules(HubKind.Memory);

public sealed class LifecycleRulesOnSqlite() : LifecycleRules(HubKind.Sqlite);

/// <summary>The judge: the official engine, on the real clock.</summary>
public sealed class LifecycleRulesOfficially() : LifecycleRules(HubKind.Official);
