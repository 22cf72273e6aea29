using Microsoft.Extensions.Logging.Abstractions;
using OpsFunctions.FunctionsHost;
using OpsFunctions.FunctionsHost.Rpc;
using OpsFunctions.Tests.FunctionsHost.Queues;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Hosting;

/// <summary>Workers that die, and what they were doing.</summary>
public sealed class WorkerDeathTests
{
    private const string Timer = """{ "name": "timer", "type": "timerTrigger", "direction": "In", "schedule": "0 0 0 1 1 *" }""";

    private const string Queue =
        """{ "name": "text", "type": "queueTrigger", "direction": "In", "dataType": "String", "queueName": "jobs" }""";

    [Fact]
    public async Task A_worker_that_dies_while_it_starts_again_counts_as_one_more_death()
    {
        var worker = new ScriptedWorker("Yearly", Timer, _ => Deed.Succeed) { DyingLaunches = [2, 3] };
        await using var host = new LocalHost(new LocalHostOptions { Time = new ManualTime() }, worker, NullLoggerFactory.Instance);
        await host.StartAsync(TestHub.Cancellation);
        host.KillWorker();
        await QueueApp.UntilTrueAsync(() => worker.Loads == 2);
        Assert.False(host.Fault.IsCompleted);

        // The fourth death within five minutes, two of them at starts.
        host.KillWorker();
        var fault = await host.Fault.WaitAsync(TimeSpan.FromSeconds(30), TestHub.Cancellation);
        Assert.Equal("the worker died 4 times within 5 minutes, at last with killed", fault);
        Assert.Equal(4, worker.Launches);
        await host.StopAsync(TestHub.Cancellation);
    }

    [Fact]
    public async Task A_worker_that_dies_at_every_start_makes_the_host_give_up()
    {
        var worker = new ScriptedWorker("Yearly", Timer, _ => Deed.Succeed) { DyingLaunches = [2, 3, 4, 5] };
        await using var host = new LocalHost(new LocalHostOptions { Time = new ManualTime() }, worker, NullLoggerFactory.Instance);
        await host.StartAsync(TestHub.Cancellation);
        host.KillWorker();
        var fault = await host.Fault.WaitAsync(TimeSpan.FromSeconds(30), TestHub.Cancellation);
        Assert.StartsWith("the worker died 4 times", fault, StringComparison.Ordinal);
        Assert.Equal(4, worker.Launches);
        await host.StopAsync(TestHub.Cancellation);
    }

    [Fact]
    public async Task A_worker_that_dies_with_a_message_has_failed_once_and_the_next_one_gets_it()
    {
        await using var stage = await QueueStage.OpenAsync();
        var deaths = 2;
        var worker = Worker(_ => deaths-- > 0 ? Deed.Die : Deed.Succeed);
        await using var host = new LocalHost(Options(stage), worker, NullLoggerFactory.Instance);
        await host.StartAsync(TestHub.Cancellation);
        stage.Azure.Queues.Put(QueueApp.Account, "jobs", QueueApp.Base64("tough"));
        await SettleAsync(host, stage.Time);
        Assert.Equal(["1", "2", "3"], worker.Invocations.Select(i => i.TriggerMetadata["DequeueCount"].Json));
        Assert.All(worker.Invocations, i => Assert.Equal("tough", i.InputData[0].Data.String));
        Assert.Empty(stage.Azure.Queues.Messages(QueueApp.Account, "jobs"));
        Assert.Equal(3, worker.Launches);
        await host.StopAsync(TestHub.Cancellation);
    }

    [Fact]
    public async Task A_message_that_kills_its_worker_at_the_last_attempt_goes_to_the_poison_queue()
    {
        await using var stage = await QueueStage.OpenAsync();
        var worker = Worker(_ => Deed.Die);
        await using var host = new LocalHost(
            Options(stage, """{ "maxDequeueCount": 2 }"""), worker, NullLoggerFactory.Instance);
        await host.StartAsync(TestHub.Cancellation);
        stage.Azure.Queues.Put(QueueApp.Account, "jobs", QueueApp.Base64("deadly"));
        await SettleAsync(host, stage.Time);
        Assert.Equal(2, worker.Invocations.Count);
        Assert.Equal("deadly", worker.Invocations.Last().InputData[0].Data.String);
        Assert.Equal(1, stage.Azure.Queues.Count(QueueApp.Account, "jobs-poison"));
        Assert.False(host.Fault.IsCompleted);
        await host.StopAsync(TestHub.Cancellation);
    }

    private static ScriptedWorker Worker(Func<InvocationRequest, Deed> invoked) => new("Queued", Queue, invoked);

    private static LocalHostOptions Options(QueueStage stage, string json = "{}")
    {
        var settings = stage.Settings.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
        return stage.Options(json) with { Setting = name => settings.GetValueOrDefault(name) };
    }

    private static async Task SettleAsync(LocalHost host, ManualTime time)
    {
        do
        {
            time.Advance(TimeSpan.Zero);
            await host.Work.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30), TestHub.Cancellation);
        }
        while (time.NextDue() <= time.GetUtcNow());
    }
}
