using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFunctions.FunctionsHost;
using OpsFunctions.FunctionsHost.Workers;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Hosting;

/// <summary>Workers that do not start as they should, or are not the ones that were there before.</summary>
public sealed class WorkerStartTests
{
    [Fact]
    public async Task A_worker_that_hangs_at_its_start_is_ended_and_what_it_did_not_do_is_told()
    {
        var worker = new SilentWorker();
        await using var host = new LocalHost(
            new LocalHostOptions { StartLimit = TimeSpan.FromMilliseconds(200) }, worker, NullLoggerFactory.Instance);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(TestHub.Cancellation));
        Assert.Contains("did not connect to the host within", failure.Message, StringComparison.Ordinal);
        Assert.Contains(worker.AppDirectory, failure.Message, StringComparison.Ordinal);
        Assert.True(worker.IsKilled);
    }

    [Fact]
    public async Task A_worker_that_ends_at_its_start_tells_its_last_words()
    {
        var worker = new SilentWorker();
        worker.End.SetResult("exit code 134: out of memory");
        await using var host = new LocalHost(new LocalHostOptions(), worker, NullLoggerFactory.Instance);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(TestHub.Cancellation));
        Assert.Contains("before it was ready (exit code 134: out of memory)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binding_that_the_host_does_not_know_stops_the_start_and_is_named()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync([typeof(Foreign)]));
        Assert.Contains("'Foreign'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("a binding of type 'pigeonTrigger'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entity_stops_the_start_and_what_to_do_is_told()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync([typeof(Entity)]));
        Assert.Contains("runs no entities", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_another_version_of_the_app_what_is_unchanged_goes_on_and_the_rest_fails_with_the_reason()
    {
        var version = 1;
        var tasks = new TestTasks()
            .Orchestrator("Same", async context => (object?)await context.WaitForExternalEvent<int>("Go"))
            .Orchestrator("Changed", async context =>
            {
                await context.CallActivityAsync(version == 1 ? "Before" : "After");
                await context.WaitForExternalEvent<int>("Go");
            })
            .Activity<string, bool>("Before", _ => true)
            .Activity<string, bool>("After", _ => true);
        var gone = new TestTasks().Orchestrator("Gone", async context => (object?)await context.WaitForExternalEvent<int>("Go"));
        await using var hub = await TestHub.StartAsync(HubKind.Sqlite, tasks.With(gone));
        foreach (var name in new[] { "Same", "Changed", "Gone" })
        {
            await hub.StartAsync(name, id: name);
        }

        await hub.IdleAsync();
        version = 2;
        await hub.RestartAsync(tasks);
        foreach (var name in new[] { "Same", "Changed", "Gone" })
        {
            await hub.Client.RaiseEventAsync(name, "Go", 5);
        }

        Assert.Equal(5, (await hub.StateAsync("Same")).ReadOutputAs<int>());
        var changed = await hub.StateAsync("Changed");
        Assert.StartsWith("Non-Deterministic workflow detected", changed.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        var missing = await hub.StateAsync("Gone");
        Assert.Contains("The function 'Gone' doesn't exist", missing.FailureDetails!.ErrorMessage, StringComparison.Ordinal);

        // Nothing is lost: what failed for want of its function runs again from its input where that version is back.
        await hub.RestartAsync(tasks.With(gone));
        await hub.Client.RestartAsync("Gone");
        await hub.Client.RaiseEventAsync("Gone", "Go", 6);
        Assert.Equal(6, (await hub.FinishAsync("Gone")).ReadOutputAs<int>());
    }

    private sealed class SilentWorker : IWorkerLauncher, IWorker
    {
        public TaskCompletionSource<string> End { get; init; } = new();

        public bool IsKilled { get; private set; }

        public string AppDirectory => Path.GetTempPath();

        public Task<string> Ended => End.Task;

        public HttpMessageInvoker Http => throw new NotSupportedException();

        public Task<IWorker> LaunchAsync(Uri endpoint, string workerId, CancellationToken cancellation) => Task.FromResult<IWorker>(this);

        public Task ListeningAsync(Uri? address, CancellationToken cancellation) => Task.CompletedTask;

        public bool Kill()
        {
            End.TrySetResult("killed");
            return IsKilled = true;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Foreign
    {
        [Function("Foreign")]
        public static string Run([PigeonTrigger] string letter) => letter;
    }

    private sealed class Entity
    {
        [Function("Counter")]
        public static Task Run([EntityTrigger] TaskEntityDispatcher dispatcher) => Task.FromResult(dispatcher);
    }

    private sealed class PigeonTriggerAttribute : TriggerBindingAttribute;
}
