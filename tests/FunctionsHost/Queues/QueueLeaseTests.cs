using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.FunctionsHost.Hosting;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Queues;

/// <summary>A message stays hidden as long as its function runs.</summary>
public sealed class QueueLeaseTests
{
    private readonly Gate _gate = new();

    [Fact]
    public async Task A_lease_is_renewed_at_half_its_time_and_its_newest_receipt_deletes_the_message()
    {
        await using var app = await RunningAsync();
        var start = app.Time.GetUtcNow();
        Assert.Equal(start.AddMinutes(10), Assert.Single(app.Messages("jobs")).NextVisible);
        for (var minutes = 5; minutes <= 15; minutes += 5)
        {
            app.Time.Advance(TimeSpan.FromMinutes(5));
            // The next renewal, and the look at what its end would make visible.
            await QueueApp.UntilTrueAsync(() =>
                app.Time.CountDue(start.AddMinutes(minutes + 5)) == 1 && app.Time.CountDue(start.AddMinutes(minutes + 10)) == 1);
            Assert.Equal(start.AddMinutes(minutes + 10), Assert.Single(app.Messages("jobs")).NextVisible);
        }

        _gate.Open();
        await app.SettleAsync();
        Assert.Equal(["long"], app.Journal);
        Assert.Empty(app.Messages("jobs"));
        Assert.Equal(1, app.Azure.Calls.Of("MessageId_Delete", 204));
        Assert.Equal(3, app.Azure.Calls.Of("MessageId_Update"));
    }

    [Fact]
    public async Task A_renewal_that_fails_is_tried_again_sooner()
    {
        await using var app = await RunningAsync();
        var start = app.Time.GetUtcNow();
        app.Azure.Faults.Add(new FaultRule { Operation = "MessageId_Update", Status = 503, Until = start.AddMinutes(7) });
        app.Time.Advance(TimeSpan.FromMinutes(5));
        await QueueApp.UntilTrueAsync(() => app.Time.NextDue() == start.AddMinutes(7.5));
        app.Time.Advance(TimeSpan.FromMinutes(2.5));
        await QueueApp.UntilTrueAsync(() => app.Time.NextDue() == start.AddMinutes(12.5));
        Assert.Equal(start.AddMinutes(17.5), Assert.Single(app.Messages("jobs")).NextVisible);
        _gate.Open();
        await app.SettleAsync();
        Assert.Empty(app.Messages("jobs"));
    }

    [Fact]
    public async Task What_is_no_longer_there_is_not_renewed_again()
    {
        var stage = await QueueStage.OpenAsync();
        await using var app = await RunningAsync(stage);
        var start = app.Time.GetUtcNow();
        await stage.Client("jobs").ClearMessagesAsync(TestHub.Cancellation);
        app.Time.Advance(TimeSpan.FromMinutes(5));
        await QueueApp.UntilTrueAsync(() => app.Azure.Calls.Of("MessageId_Update") == 1);
        app.Time.Advance(TimeSpan.FromMinutes(5));
        // What is due next is the end of the function's time.
        await QueueApp.UntilTrueAsync(() => app.Time.NextDue() == start.AddMinutes(30));
        Assert.Equal(1, app.Azure.Calls.Of("MessageId_Update"));
        _gate.Open();
        await app.SettleAsync();
        Assert.Equal(["long"], app.Journal);
        Assert.False(app.Host.Local.Fault.IsCompleted);
    }

    private async Task<QueueApp> RunningAsync(QueueStage? stage = null)
    {
        var app = await QueueApp.StartAsync([typeof(Long)], stage: stage, configure: b => b.Services.AddSingleton(_gate));
        app.Azure.Queues.Put(QueueApp.Account, "jobs", QueueApp.Base64("long"));
        await app.UntilAsync(() => _gate.Inside == 1);
        return app;
    }

    private sealed class Long(Journal journal, Gate gate)
    {
        [Function("Long")]
        public async Task Run([QueueTrigger("jobs")] string text)
        {
            await gate.PassAsync();
            journal.Add(text);
        }
    }
}
