using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

public abstract class ReplayRules(HubKind kind)
{
    [Fact]
    public async Task New_guids_are_the_same_in_every_replay_and_differ_from_each_other()
    {
        var seen = new List<Guid[]>();
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        {
            var made = new[] { context.NewGuid(), context.NewGuid() };
            await context.CreateTimer(kind.Hours(1), CancellationToken.None);
            seen.Add([.. made, context.NewGuid()]);
            await context.CreateTimer(kind.Hours(1), CancellationToken.None);
        }));
        await hub.RunAsync("Main");
        Assert.Equal(seen[0], seen[1]);
        Assert.Equal(3, seen[0].Distinct().Count());
        Assert.All(seen[0], g => Assert.Equal(5, g.Version));
    }

    [Fact]
    public async Task The_replay_safe_logger_writes_each_line_once()
    {
        using var log = new ListLogger();
        await using var hub = await TestHub.StartAsync(
            kind,
            new TestTasks().Orchestrator("Main", async context =>
            {
                var logger = context.CreateReplaySafeLogger("Main");
                logger.LogWarning("start");
                await context.CreateTimer(kind.Hours(1), CancellationToken.None);
                logger.LogWarning("middle");
                await context.CreateTimer(kind.Hours(1), CancellationToken.None);
                context.ReplaySafeLoggerFactory.CreateLogger("Main").LogWarning("end");
            }),
            log);
        await hub.RunAsync("Main");
        Assert.Equal(new[] { "start", "middle", "end" }, log.Lines);
    }

    [Fact]
    public async Task Is_replaying_tells_the_first_time_from_the_others()
    {
        var fresh = 0;
        var all = 0;
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        {
            all++;
            fresh += context.IsReplaying ? 0 : 1;
            await context.CreateTimer(kind.Hours(1), CancellationToken.None);
            await context.CreateTimer(kind.Hours(1), CancellationToken.None);
        }));
        await hub.RunAsync("Main");
        Assert.Equal((1, 3), (fresh, all));
    }

    [Fact]
    public async Task The_custom_status_is_seen_from_outside_and_outlives_the_end()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", async context =>
        {
            context.SetCustomStatus(new { step = 1 });
            await context.WaitForExternalEvent<int>("Go");
            context.SetCustomStatus("over");
        }));
        var id = await hub.StartAsync("Main");
        Assert.Equal("{\"step\":1}", (await hub.StateAsync(id)).SerializedCustomStatus);
        await hub.Client.RaiseEventAsync(id, "Go", 1);
        Assert.Equal("over", (await hub.StateAsync(id)).ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task Continue_as_new_starts_over_with_a_new_input_and_an_empty_history()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator<int>("Main", async context =>
            {
                var n = context.GetInput<int>();
                await context.CallActivityAsync("Nothing");
                await context.CreateTimer(kind.Hours(1), CancellationToken.None);
                if (n < 5)
                {
                    context.ContinueAsNew(n + 1);
                }

                return (object?)n;
            })
            .Activity<string, bool>("Nothing", _ => true));
        Assert.Equal(5, await hub.ResultAsync<int>("Main", 1));
    }

    [Theory]
    [InlineData(true, "b c")]
    [InlineData(false, "d e")]
    public async Task Continue_as_new_keeps_unread_events_unless_told_otherwise(bool preserve, string expected)
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator<int>("Main", async context =>
        {
            if (context.GetInput<int>() == 0)
            {
                await context.WaitForExternalEvent<string>("Ready");
                await context.WaitForExternalEvent<string>("Go");
                context.ContinueAsNew(1, preserve);
                return (object?)null;
            }

            return $"{await context.WaitForExternalEvent<string>("Go")} {await context.WaitForExternalEvent<string>("Go")}";
        }));
        var id = await hub.StartAsync("Main", 0);
        foreach (var payload in new[] { "a", "b", "c" })
        {
            await hub.Client.RaiseEventAsync(id, "Go", payload);
        }

        await hub.IdleAsync();
        await hub.Client.RaiseEventAsync(id, "Ready");
        await hub.IdleAsync();
        if (!preserve)
        {
            await hub.Client.RaiseEventAsync(id, "Go", "d");
            await hub.Client.RaiseEventAsync(id, "Go", "e");
        }

        Assert.Equal(expected, (await hub.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Events_that_come_in_the_very_turn_that_continues_as_new_are_kept()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator<string>("Main", async context =>
        {
            var read = context.GetInput<string>() + await context.WaitForExternalEvent<int>("Go");
            if (read.Length < 4)
            {
                context.ContinueAsNew(read);
            }

            return (object?)read;
        }));
        var id = await hub.StartAsync("Main", "");
        await hub.Client.SuspendInstanceAsync(id);
        foreach (var n in Enumerable.Range(0, 4))
        {
            await hub.Client.RaiseEventAsync(id, "Go", n);
        }

        await hub.IdleAsync();
        await hub.Client.ResumeInstanceAsync(id);
        Assert.Equal("0123", (await hub.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Guids_of_two_generations_differ_once_time_has_passed()
    {
        var made = new List<Guid>();
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator<int>("Main", async context =>
        {
            made.Add(context.NewGuid());
            await context.CreateTimer(kind.Hours(1), CancellationToken.None);
            if (context.GetInput<int>() == 0)
            {
                context.ContinueAsNew(1);
            }
        }));
        await hub.RunAsync("Main", 0);
        Assert.Equal(2, made.Distinct().Count());
    }

    [Theory]
    [InlineData("name")]
    [InlineData("order")]
    [InlineData("type")]
    [InlineData("dropped")]
    public async Task A_changed_orchestrator_fails_its_instance(string change)
    {
        var changed = false;
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context =>
            {
                if (changed && change == "type")
                {
                    await context.CreateTimer(kind.Hours(1), CancellationToken.None);
                }

                if (!(changed && change == "dropped"))
                {
                    await context.CallActivityAsync((changed, change) switch
                    {
                        (true, "name") => "Other",
                        (true, "order") => "Second",
                        _ => "First",
                    });
                }

                await context.WaitForExternalEvent<int>("Go");
            })
            .Activity<string, bool>("First", _ => true)
            .Activity<string, bool>("Second", _ => true)
            .Activity<string, bool>("Other", _ => true));
        var ended = await FailedOnceChangedAsync(hub, () => changed = true);
        Assert.StartsWith("Non-Deterministic workflow detected", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    // The engine compares what history has with what is called again, not the other way round.
    [Fact]
    public async Task A_call_that_a_change_adds_is_made_and_not_noticed()
    {
        var changed = false;
        var seconds = 0;
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context =>
            {
                var first = context.CallActivityAsync("First");
                var second = changed ? context.CallActivityAsync("Second") : Task.CompletedTask;
                await first;
                await context.WaitForExternalEvent<int>("Go");
                await second;
            })
            .Activity<string, bool>("First", _ => true)
            .Activity<string, int>("Second", _ => ++seconds));
        var id = await hub.StartAsync("Main");
        await hub.IdleAsync();
        changed = true;
        await hub.Client.RaiseEventAsync(id, "Go", 1);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.FinishAsync(id)).RuntimeStatus);
        Assert.Equal(1, seconds);
    }

    [Fact]
    public async Task An_orchestrator_that_ends_earlier_than_its_history_fails()
    {
        var changed = false;
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context =>
            {
                await context.CallActivityAsync("First");
                if (!changed)
                {
                    await context.CallActivityAsync("Second");
                    await context.WaitForExternalEvent<int>("Go");
                }
            })
            .Activity<string, bool>("First", _ => true)
            .Activity<string, bool>("Second", _ => true));
        var ended = await FailedOnceChangedAsync(hub, () => changed = true);
        Assert.StartsWith("Non-Deterministic workflow detected", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    // Starts what waits for «Go», changes its code, lets it go on.
    private static async Task<OrchestrationMetadata> FailedOnceChangedAsync(TestHub hub, Action change)
    {
        var id = await hub.StartAsync("Main");
        await hub.IdleAsync();
        change();
        await hub.Client.RaiseEventAsync(id, "Go", 1);
        var ended = await hub.StateAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        return ended;
    }

    [Fact]
    public async Task The_custom_status_outlives_continue_as_new_until_another_is_set()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator<int>("Main", async context =>
        {
            if (context.GetInput<int>() == 0)
            {
                context.SetCustomStatus("first");
                context.ContinueAsNew(1);
                return;
            }

            await context.WaitForExternalEvent<int>("Go");
            context.SetCustomStatus("second");
            await context.WaitForExternalEvent<int>("Go");
        }));
        var id = await hub.StartAsync("Main", 0);
        Assert.Equal("first", (await hub.StateAsync(id)).ReadCustomStatusAs<string>());
        await hub.Client.RaiseEventAsync(id, "Go", 1);
        Assert.Equal("second", (await hub.StateAsync(id)).ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task An_orchestrator_cannot_swallow_that_it_is_non_deterministic()
    {
        var changed = false;
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context =>
            {
                try
                {
                    await context.CallActivityAsync(changed ? "Other" : "First");
                }
#pragma warning disable CA1031
                catch (Exception)
#pragma warning restore CA1031
                {
                    return;
                }

                await context.WaitForExternalEvent<int>("Go");
            })
            .Activity<string, bool>("First", _ => true));
        var id = await hub.StartAsync("Main");
        await hub.IdleAsync();
        changed = true;
        await hub.Client.RaiseEventAsync(id, "Go", 1);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.StateAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task An_orchestrator_that_awaits_something_else_than_its_context_fails()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks().Orchestrator("Main", _ => new TaskCompletionSource().Task));
        var ended = await hub.RunAsync("Main");
        Assert.StartsWith("An invalid asynchronous invocation was detected", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thousands_of_calls_in_one_history_are_replayed()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", async context =>
            {
                var sum = 0;
                for (var chunk = 0; chunk < 20; chunk++)
                {
                    sum += (await Task.WhenAll(Enumerable.Range(0, 100).Select(n => context.CallActivityAsync<int>("One", n)))).Sum();
                }

                return (object?)sum;
            })
            .Activity<int, int>("One", _ => 1));
        Assert.Equal(2000, await hub.ResultAsync<int>("Main"));
    }

    private sealed class ListLogger : ILoggerFactory, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => categoryName is "Main" ? this : NullLogger.Instance;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines)
            {
                Lines.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
            // Nothing to release.
        }
    }
}

public sealed class ReplayRulesInMemory() : ReplayRules(HubKind.Memory);

public sealed class ReplayRulesOnSqlite() : ReplayRules(HubKind.Sqlite);

/// <summary>The judge: the official engine, on the real clock.</summary>
public sealed class ReplayRulesOfficially() : ReplayRules(HubKind.Official);
