using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFunctions.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Order;

/// <summary>In simulated time one root goes after the other, by moment and then by id, each until it rests.</summary>
public sealed class SequenceTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _journal = new();
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Roots_of_one_moment_go_by_id_and_each_to_its_rest()
    {
        await using var host = await StartAsync();
        foreach (var id in new[] { "c", "a", "b" })
        {
            await StartAsync(host, id);
        }

        await SettleAsync(host);
        Assert.Equal(["a1", "a2", "a child", "b1", "b2", "b child", "c1", "c2", "c child"], _journal);
    }

    [Fact]
    public async Task Nothing_begins_until_it_is_let_go_on()
    {
        await using var host = await StartAsync();
        await StartAsync(host, "a");
        await host.Work.WhenIdleAsync();
        Assert.Empty(_journal);
        Assert.True(host.Next());
        await host.Work.WhenIdleAsync();
        Assert.False(host.Next());
        Assert.Equal(3, _journal.Count);
    }

    [Fact]
    public async Task An_earlier_moment_comes_before_a_smaller_id()
    {
        await using var host = await StartAsync();
        await StartAsync(host, "b");
        _time.Advance(TimeSpan.FromMinutes(1));
        await StartAsync(host, "a");
        await SettleAsync(host);
        Assert.Equal(["b1", "b2", "b child", "a1", "a2", "a child"], _journal);
    }

    [Fact]
    public async Task Whoever_waits_for_an_instance_takes_it_out_of_line()
    {
        await using var host = await StartAsync();
        await StartAsync(host, "a");
        await StartAsync(host, "b");
        var ended = await host.Client.WaitForInstanceCompletionAsync("b").WaitAsync(Guard, TestHub.Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.DoesNotContain("a1", _journal);
    }

    private static Task<string> StartAsync(LocalHost host, string id) =>
        host.Client.ScheduleNewOrchestrationInstanceAsync("Root", id, new StartOrchestrationOptions(id), TestHub.Cancellation);

    private static async Task SettleAsync(LocalHost host)
    {
        do
        {
            await host.Work.WhenIdleAsync().WaitAsync(Guard, TestHub.Cancellation);
        }
        while (host.Next());
    }

    private async Task<LocalHost> StartAsync()
    {
        var tasks = new TestTasks()
            .Orchestrator("Root", async context =>
            {
                await Task.WhenAll(
                    context.CallActivityAsync("Write", $"{context.InstanceId}1"),
                    context.CallActivityAsync("Write", $"{context.InstanceId}2"));
                await context.CallSubOrchestratorAsync("Child", context.InstanceId);
            })
            .Orchestrator<string>("Child", context => context.CallActivityAsync("Write", $"{context.GetInput<string>()} child"))
            .Activity<string, bool>("Write", line =>
            {
                _journal.Enqueue(line!);
                return true;
            });
        var host = new LocalHost(
            new LocalHostOptions { Time = _time, InSequence = true }, TestHub.Worker(tasks), NullLoggerFactory.Instance);
        await host.StartAsync(TestHub.Cancellation);
        return host;
    }
}
