using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Tests.FunctionsHost.Hosting;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Queues;

/// <summary>What becomes of messages when the host stops, and starts again.</summary>
public sealed class QueueStopTests
{
    private readonly Gate _gate = new();

    [Fact]
    public async Task What_runs_may_end_within_the_grace_period_and_nothing_new_is_taken()
    {
        await using var app = await StartAsync();
        await app.UntilAsync(() => _gate.Inside == 1);
        var stopping = app.Host.StopAsync();
        app.Azure.Queues.Put(QueueApp.Account, "jobs", QueueApp.Base64("late"));
        app.Time.Advance(TimeSpan.FromSeconds(29));
        _gate.Open();
        await stopping;
        Assert.Equal(["first"], app.Journal);
        Assert.Equal([QueueApp.Base64("late")], app.Texts("jobs"));
        Assert.Equal(0, Assert.Single(app.Messages("jobs")).DequeueCount);
    }

    [Fact]
    public async Task What_runs_longer_is_told_to_stop_and_its_message_is_there_for_the_next_host()
    {
        var app = await StartAsync();
        await app.UntilAsync(() => _gate.Inside == 1);
        var stopping = app.Host.StopAsync();
        app.Time.Advance(TimeSpan.FromSeconds(30));
        await stopping;
        Assert.Equal(["first cancelled"], app.Journal);
        var message = Assert.Single(app.Messages("jobs"));
        Assert.Equal((1, app.Time.GetUtcNow()), (message.DequeueCount, message.NextVisible));

        _gate.Open();
        await using var next = await QueueApp.StartAsync(
            [typeof(Waiting)], stage: await app.StopAsync(), configure: b => b.Services.AddSingleton(_gate));
        await next.SettleAsync();
        Assert.Equal(["first"], next.Journal);
        Assert.Empty(next.Messages("jobs"));
    }

    [Fact]
    public async Task In_sequence_what_was_taken_and_not_begun_is_given_back()
    {
        var stage = await QueueStage.OpenAsync();
        foreach (var text in new[] { "first", "second", "third" })
        {
            stage.Azure.Queues.Put(QueueApp.Account, "jobs", QueueApp.Base64(text));
        }

        await using var host = await TestHost.StartAsync(
            [typeof(Waiting)],
            stage.Time,
            stage.Options() with { InSequence = true },
            b => b.Services.AddSingleton(_gate),
            stage.Settings);
        await QueueApp.UntilTrueAsync(() =>
        {
            stage.Time.Advance(TimeSpan.Zero);
            host.Local.Next();
            return _gate.Inside == 1;
        });
        await host.Local.StopAsync(new CancellationToken(canceled: true));
        Assert.Equal(["first cancelled"], host.Journal);
        var left = stage.Azure.Queues.Messages(QueueApp.Account, "jobs");
        Assert.Equal(3, left.Count);
        Assert.All(left, message => Assert.Equal(stage.Time.GetUtcNow(), message.NextVisible));
        await stage.DisposeAsync();
    }

    private async Task<QueueApp> StartAsync()
    {
        var app = await QueueApp.StartAsync([typeof(Waiting)], configure: b => b.Services.AddSingleton(_gate));
        app.Azure.Queues.Put(QueueApp.Account, "jobs", QueueApp.Base64("first"));
        return app;
    }

    private sealed class Waiting(Journal journal, Gate gate)
    {
        [Function("Waiting")]
        public async Task Run([QueueTrigger("jobs")] string text, CancellationToken stop)
        {
            try
            {
                await gate.PassAsync(stop);
                journal.Add(text);
            }
            catch (OperationCanceledException)
            {
                journal.Add($"{text} cancelled");
                throw;
            }
        }
    }
}
