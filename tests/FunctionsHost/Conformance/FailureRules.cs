using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

public abstract class FailureRules(HubKind kind)
{
    [Fact]
    public async Task A_failed_activity_throws_with_name_type_and_message()
    {
        var caught = await CatchAsync(() => throw new ArgumentOutOfRangeException("size", "too big"));
        Assert.Equal("Work", caught.TaskName);
        Assert.Equal(0, caught.TaskId);
        Assert.Equal(typeof(ArgumentOutOfRangeException).FullName, caught.FailureDetails.ErrorType);
        Assert.StartsWith("too big", caught.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal($"Task 'Work' (#0) failed with an unhandled exception: {caught.FailureDetails.ErrorMessage}", caught.Message);
    }

    [Fact]
    public async Task A_cause_is_recognised_by_its_base_types_too()
    {
        var details = (await CatchAsync(() => throw new ArgumentOutOfRangeException("size"))).FailureDetails;
        Assert.True(details.IsCausedBy<ArgumentOutOfRangeException>());
        Assert.True(details.IsCausedBy<ArgumentException>());
        Assert.True(details.IsCausedBy<Exception>());
        Assert.False(details.IsCausedBy<InvalidOperationException>());
    }

    [Fact]
    public async Task A_cause_of_the_apps_own_type_is_recognised()
    {
        var details = (await CatchAsync(() => throw new OwnException())).FailureDetails;
        Assert.True(details.IsCausedBy<OwnException>());
    }

    [Fact]
    public async Task Inner_causes_are_kept()
    {
        var details = (await CatchAsync(() => throw new InvalidOperationException(
            "outer", new IOException("inner", new TimeoutException("innermost"))))).FailureDetails;
        Assert.False(details.IsCausedBy<IOException>());
        Assert.True(details.InnerFailure!.IsCausedBy<IOException>());
        Assert.Equal("innermost", details.InnerFailure.InnerFailure!.ErrorMessage);
    }

    [Fact]
    public async Task A_failure_that_the_orchestrator_lets_through_fails_the_instance_with_the_cause_inside()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", context => context.CallActivityAsync("Work"))
            .Activity<string, string>("Work", _ => throw new IOException("disk")));
        var ended = await hub.RunAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.True(ended.FailureDetails!.IsCausedBy<TaskFailedException>());
        Assert.True(ended.FailureDetails.InnerFailure!.IsCausedBy<IOException>());
    }

    [Fact]
    public async Task An_exception_of_the_orchestrator_itself_fails_the_instance()
    {
        await using var hub = await TestHub.StartAsync(
            kind, new TestTasks().Orchestrator("Main", _ => throw new NotSupportedException("no")));
        var ended = await hub.RunAsync("Main");
        Assert.Equal((OrchestrationRuntimeStatus.Failed, "no"), (ended.RuntimeStatus, ended.FailureDetails!.ErrorMessage));
    }

    [Fact]
    public async Task One_failure_among_many_leaves_the_others_results()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context =>
            {
                var all = Enumerable.Range(0, 5).Select(n => context.CallActivityAsync<int>("Work", n)).ToList();
                await Task.WhenAny(Task.WhenAll(all));
                return (object?)all.Select(t => t.IsFaulted ? -1 : t.Result);
            })
            .Activity<int, int>("Work", n => n == 2 ? throw new IOException() : n));
        Assert.Equal(new[] { 0, 1, -1, 3, 4 }, await hub.ResultAsync<int[]>("Main"));
    }

    [Fact]
    public async Task A_result_that_cannot_be_serialised_fails_the_instance()
    {
        await using var hub = await TestHub.StartAsync(
            kind, new TestTasks().Orchestrator("Main", _ => Task.FromResult((object?)typeof(string))));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.RunAsync("Main")).RuntimeStatus);
    }

    [Fact]
    public async Task A_result_of_another_shape_fails_the_call_where_it_is_read()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context => (object?)await context.CallActivityAsync<int>("Text"))
            .Activity<string, string>("Text", _ => "text"));
        Assert.True((await hub.RunAsync("Main")).FailureDetails!.IsCausedBy<System.Text.Json.JsonException>());
    }

    private async Task<TaskFailedException> CatchAsync(Func<string> work)
    {
        TaskFailedException? caught = null;
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Work");
                }
                catch (TaskFailedException e)
                {
                    caught = e;
                }
            })
            .Activity<string, string>("Work", _ => work()));
        await hub.RunAsync("Main");
        return caught!;
    }

    private sealed class OwnException : IOException;
}

public sealed class FailureRulesInMemory() : FailureRules(HubKind.Memory);

public sealed class FailureRulesOnSqlite() : FailureRules(HubKind.Sqlite);

/// <summary>The judge: the official engine, on the real clock.</summary>
public sealed class FailureRulesOfficially() : FailureRules(HubKind.Official);
