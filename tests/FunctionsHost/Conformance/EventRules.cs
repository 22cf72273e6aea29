using Grpc.Core;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

public abstract class EventRules(HubKind kind)
{
    [Fact]
    public async Task An_event_ends_the_wait_for_it()
    {
        await using var hub = await TestHub.StartAsync(
            kind, new TestTasks().Orchestrator("Main", async context => (object?)await context.WaitForExternalEvent<int>("Go")));
        var id = await hub.StartAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync(id)).RuntimeStatus);
        await hub.Client.RaiseEventAsync(id, "Go", 7);
        Assert.Equal(7, (await hub.StateAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Events_raised_before_the_wait_are_kept_in_order()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        {
            await context.CreateTimer(kind.Hours(1), CancellationToken.None);
            var read = new List<string?>();
            for (var i = 0; i < 3; i++)
            {
                read.Add(await context.WaitForExternalEvent<string>("Go"));
            }

            return (object?)read;
        }));
        var id = await hub.StartAsync("Main");
        foreach (var payload in new[] { "a", "b", "c" })
        {
            await hub.Client.RaiseEventAsync(id, "Go", payload);
        }

        Assert.Equal(new[] { "a", "b", "c" }, (await hub.FinishAsync(id)).ReadOutputAs<string[]>());
    }

    [Fact]
    public async Task Names_of_events_ignore_case()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
            (object?)$"{await context.WaitForExternalEvent<int>("go")}{await context.WaitForExternalEvent<int>("GO")}"));
        var id = await hub.StartAsync("Main");
        await hub.Client.RaiseEventAsync(id, "Go", 1);
        await hub.Client.RaiseEventAsync(id, "gO", 2);
        Assert.Equal("12", (await hub.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_of_another_name_ends_no_wait()
    {
        await using var hub = await TestHub.StartAsync(
            kind, new TestTasks().Orchestrator("Main", context => context.WaitForExternalEvent<int>("Go")));
        var id = await hub.StartAsync("Main");
        await hub.Client.RaiseEventAsync(id, "Stay", 1);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task A_wait_that_times_out_throws_task_canceled()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        {
            try
            {
                return (object?)await context.WaitForExternalEvent<string>("Go", kind.Hours(1));
            }
            catch (TaskCanceledException)
            {
                return "timed out";
            }
        }));
        Assert.Equal("timed out", await hub.ResultAsync<string>("Main"));
    }

    // The worker's protocol has no word for a timer that nobody waits for any more: it fires, and changes nothing.
    [Fact]
    public async Task An_event_in_time_ends_the_wait_and_its_timer_changes_nothing()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        {
            var read = await context.WaitForExternalEvent<string>("Go", kind.Hours(1));
            await context.WaitForExternalEvent<string>("End");
            return (object?)read;
        }));
        var id = await hub.StartAsync("Main");
        await hub.Client.RaiseEventAsync(id, "Go", "in time");
        await hub.IdleAsync();
        await hub.AdvanceAsync(kind.Hours(1));
        await hub.Client.RaiseEventAsync(id, "End", "");
        Assert.Equal("in time", (await hub.StateAsync(id)).ReadOutputAs<string>());
        hub.AssertNothingIsDue();
    }

    [Fact]
    public async Task A_wait_may_be_cancelled_by_a_token()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        {
            using var cancel = new CancellationTokenSource();
            var wait = context.WaitForExternalEvent<string>("Go", cancel.Token);
            await context.CreateTimer(kind.Minutes(1), CancellationToken.None);
#pragma warning disable CA1849, MA0042
            cancel.Cancel();
#pragma warning restore CA1849, MA0042
            return (object?)wait.IsCanceled;
        }));
        Assert.True(await hub.ResultAsync<bool>("Main"));
    }

    [Fact]
    public async Task Of_two_waits_for_one_name_the_later_is_served_first()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        {
            var first = context.WaitForExternalEvent<string>("Go");
            var second = context.WaitForExternalEvent<string>("Go");
            return (object?)$"{await second}{await first}";
        }));
        var id = await hub.StartAsync("Main");
        await hub.Client.RaiseEventAsync(id, "Go", "a");
        await hub.Client.RaiseEventAsync(id, "Go", "b");
        Assert.Equal("ab", (await hub.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_after_a_timed_out_wait_goes_to_the_next_one()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        {
            var expired = context.WaitForExternalEvent<string>("Go", kind.Minutes(1));
            await Task.WhenAny(expired);
            await context.CreateTimer(kind.Hours(3), CancellationToken.None);
            return (object?)await context.WaitForExternalEvent<string>("Go");
        }));
        var id = await hub.StartAsync("Main");
        await hub.IdleAsync();
        await hub.JumpAsync(kind.Minutes(1));
        await hub.IdleAsync();
        await hub.Client.RaiseEventAsync(id, "Go", "late");
        await hub.IdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync(id)).RuntimeStatus);
        await hub.JumpAsync(kind.Hours(3));
        Assert.Equal("late", (await hub.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Waits_for_one_name_must_agree_on_the_type()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", context =>
        {
            _ = context.WaitForExternalEvent<string>("Go");
            return context.WaitForExternalEvent<int>("Go");
        }));
        Assert.True((await hub.RunAsync("Main")).FailureDetails!.IsCausedBy<ArgumentException>());
    }

    [Fact]
    public async Task An_orchestration_sends_events_to_another()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Waits", async context => (object?)await context.WaitForExternalEvent<int[]>("Go"))
            .Orchestrator("Sends", context =>
            {
                context.SendEvent("waits", "go", new[] { 1, 2 });
                return Task.CompletedTask;
            }));
        await hub.StartAsync("Waits", id: "waits");
        await hub.RunAsync("Sends");
        Assert.Equal(new[] { 1, 2 }, (await hub.FinishAsync("waits")).ReadOutputAs<int[]>());
    }

    [Fact]
    public async Task A_client_is_told_when_nobody_is_there_to_receive()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", _ => Task.CompletedTask));
        var ended = await hub.RunAsync("Main");
        await RefusedAsync(StatusCode.NotFound, () => hub.Client.RaiseEventAsync("nobody", "Go"));
        await RefusedAsync(StatusCode.FailedPrecondition, () => hub.Client.RaiseEventAsync(ended.InstanceId, "Go"));
        await RefusedAsync(StatusCode.FailedPrecondition, () => hub.Client.TerminateInstanceAsync(ended.InstanceId));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.StateAsync(ended.InstanceId)).RuntimeStatus);
    }

    private static async Task RefusedAsync(StatusCode code, Func<Task> call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);

    [Fact]
    public async Task An_event_without_payload_arrives_as_the_default()
    {
        await using var hub = await TestHub.StartAsync(
            kind,
            new TestTasks().Orchestrator("Main", async context => (object?)(await context.WaitForExternalEvent<string>("Go") is null)));
        var id = await hub.StartAsync("Main");
        await hub.Client.RaiseEventAsync(id, "Go");
        Assert.True((await hub.FinishAsync(id)).ReadOutputAs<bool>());
    }
}

public sealed class EventRulesInMemory() : EventRules(HubKind.Memory);

public sealed class EventRulesOnSqlite() : EventRules(HubKind.Sqlite);

/// <summary>The judge: the official engine, on the real clock.</summary>
public sealed class EventRulesOfficially() : EventRules(HubKind.Official);
