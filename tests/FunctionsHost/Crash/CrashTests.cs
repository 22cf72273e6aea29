using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFunctions.FunctionsHost;
using OpsFunctions.FunctionsHost.Store;
using OpsFunctions.Stages.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Crash;

/// <summary>One orchestration with everything in it, killed at each of its commits, on SQLite.</summary>
public sealed class CrashTests
{
    private const string Expected = "0,1,4,9 | 0123 | 10 | once more";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_crash_at_any_commit_the_result_is_that_of_an_undisturbed_run(bool isKept)
    {
        var commits = 0;
        for (var fatal = 1; await RunAsync(fatal, isKept); fatal++)
        {
            commits = fatal;
        }

        Assert.InRange(commits, 15, 500);
    }

    [Fact]
    public async Task What_has_reported_does_not_run_again_after_a_restart()
    {
        var runs = 0;
        await using var hub = await TestHub.StartAsync(HubKind.Sqlite, new TestTasks()
            .Orchestrator("Main", async context =>
            {
                await context.CallActivityAsync("Once");
                return (object?)await context.WaitForExternalEvent<int>("Go");
            })
            .Activity<string, int>("Once", _ => ++runs));
        var id = await hub.StartAsync("Main");
        await hub.IdleAsync();
        await hub.RestartAsync();
        await hub.Client.RaiseEventAsync(id, "Go", 5);
        Assert.Equal(5, (await hub.FinishAsync(id)).ReadOutputAs<int>());
        Assert.Equal(1, runs);
    }

    /// <summary>False once the orchestration ends before the fatal commit.</summary>
    private static async Task<bool> RunAsync(int fatal, bool isKept)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("crash").FullName, "hub.db");
        var time = new ManualTime();
        var runs = new ConcurrentBag<string>();
        CrashingStore? store = null;
        var hasDied = false;
        await using (var life = await Life.BeginAsync(path, inner => store = new CrashingStore(inner, fatal, isKept), time, runs))
        {
            var finished = life.FinishAsync();
            hasDied = await Task.WhenAny(finished, store!.Died) == store.Died;
            if (!hasDied)
            {
                await finished;
            }
        }

        if (hasDied)
        {
            await using var next = await Life.BeginAsync(path, null, time, runs);
            await next.FinishAsync();
        }

        Directory.Delete(Path.GetDirectoryName(path)!, true);

        // Five activities; only those of the lost turn may have run twice.
        Assert.InRange(runs.Count, 5, 9);
        Assert.Equal(5, runs.Distinct().Count());
        return hasDied;
    }

    private sealed class Life : IAsyncDisposable
    {
        private readonly LocalHost _host;
        private readonly ManualTime _time;

        private Life(LocalHost host, ManualTime time) => (_host, _time) = (host, time);

        public static async Task<Life> BeginAsync(
            string path, Func<ITaskHubStore, ITaskHubStore>? store, ManualTime time, ConcurrentBag<string> runs)
        {
            var options = new LocalHostOptions { Time = time, StorePath = path, Store = store };
            var host = new LocalHost(options, TestHub.Worker(Tasks(runs)), NullLoggerFactory.Instance);
            await host.StartAsync(TestHub.Cancellation);
            return new Life(host, time);
        }

        public async Task FinishAsync()
        {
            if (await _host.Client.GetInstanceAsync("main") is null)
            {
                await _host.Client.ScheduleNewOrchestrationInstanceAsync("Main", null, new StartOrchestrationOptions("main"));
            }

            while (true)
            {
                await _host.Work.WhenIdleAsync();
                var state = await _host.Client.GetInstanceAsync("main", true);
                if (state!.IsCompleted)
                {
                    Assert.Equal(Expected, state.ReadOutputAs<string>());
                    return;
                }

                Assert.True(_time.Jump(), "Nothing is due and the orchestration has not ended.");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync(new CancellationToken(true));
            await _host.DisposeAsync();
        }

        private static TestTasks Tasks(ConcurrentBag<string> runs)
        {
            var tries = 0;
            return new TestTasks()
                .Orchestrator("Main", async context =>
                {
                    var squares = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => context.CallActivityAsync<int>("Square", n)));
                    var reader = context.CallSubOrchestratorAsync<string>("Reader", "", new TaskOptions().WithInstanceId("reader"));
                    await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                    var sum = await context.CallSubOrchestratorAsync<int>("Writer");
                    var retried = await context.CallActivityAsync<string>(
                        "Retried", options: new TaskOptions(new RetryPolicy(9, TimeSpan.FromHours(1))));
                    return (object?)$"{string.Join(',', squares)} | {await reader} | {sum} | {retried}";
                })
                .Orchestrator<string>("Reader", async context =>
                {
                    var read = context.GetInput<string>() + await context.WaitForExternalEvent<int>("number");
                    if (read.Length < 4)
                    {
                        context.ContinueAsNew(read);
                    }

                    return (object?)read;
                })
                .Orchestrator("Writer", async context =>
                {
                    for (var i = 0; i < 4; i++)
                    {
                        context.SendEvent("reader", "Number", i);
                        await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                    }

                    return (object?)10;
                })
                .Activity<int, int>("Square", n =>
                {
                    runs.Add($"square {n}");
                    return n * n;
                })
                .Activity<string, string>("Retried", _ =>
                {
                    if (Interlocked.Increment(ref tries) == 1)
                    {
                        throw new IOException("not yet");
                    }

                    runs.Add("retried");
                    return "once more";
                });
        }
    }
}
