using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Order;

/// <summary>A short history is replayed whole each time; a long one as it grows, the worker keeps the orchestrator in between.</summary>
public sealed class LongHistoryTests
{
    private const int Calls = 300;

    private int _replays;

    [Theory]
    [InlineData(HubKind.Memory)]
    [InlineData(HubKind.Sqlite)]
    public async Task A_long_history_is_replayed_seldom_and_the_result_is_the_same(HubKind kind)
    {
        await using var hub = await TestHub.StartAsync(kind, Tasks());
        Assert.Equal(Calls, await hub.ResultAsync<int>("Main"));

        // Four events a turn: fifty turns are short, the other two hundred and fifty are not.
        Assert.InRange(_replays, 50, 70);
    }

    [Fact]
    public async Task A_worker_that_has_not_kept_it_is_sent_the_whole_history_again()
    {
        await using var hub = await TestHub.StartAsync(HubKind.Sqlite, Tasks().Orchestrator("Pauses", async context =>
        {
            var sum = 0;
            for (var n = 0; n < Calls; n++)
            {
                sum += await context.CallActivityAsync<int>("One");
            }

            return (object?)(sum + await context.WaitForExternalEvent<int>("Go"));
        }));
        var id = await hub.StartAsync("Pauses");
        await hub.IdleAsync();
        await hub.RestartAsync();
        await hub.Client.RaiseEventAsync(id, "Go", 7);
        Assert.Equal(Calls + 7, (await hub.FinishAsync(id)).ReadOutputAs<int>());
    }

    private TestTasks Tasks() => new TestTasks()
        .Orchestrator("Main", async context =>
        {
            Interlocked.Increment(ref _replays);
            var sum = 0;
            for (var n = 0; n < Calls; n++)
            {
                sum += await context.CallActivityAsync<int>("One");
            }

            return (object?)sum;
        })
        .Activity<string, int>("One", _ => 1);
}
