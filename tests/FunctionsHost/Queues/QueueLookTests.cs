using Microsoft.Azure.Functions.Worker;
using OpsFunctions.FunctionsHost.Queues;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.FunctionsHost.Hosting;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Queues;

/// <summary>When a queue is looked at: by polling, or when it has something; and while storage fails.</summary>
public sealed class QueueLookTests
{
    [Fact]
    public async Task A_watched_queue_is_not_looked_at_while_it_is_empty()
    {
        await using var app = await QueueApp.StartAsync([typeof(Reading)]);
        app.Azure.Queues.Create(QueueApp.Account, "jobs");
        await app.AdvanceAsync(TimeSpan.FromDays(30));
        Assert.Equal(0, app.Azure.Calls.Total);
        await app.PutAsync("jobs", "one");
        Assert.Equal(1, app.Looks);
        await app.AdvanceAsync(TimeSpan.FromDays(30));
        Assert.Equal(1, app.Looks);
        Assert.Equal(["one"], app.Journal);
    }

    [Fact]
    public async Task A_watched_queue_is_looked_at_when_a_hidden_message_becomes_visible()
    {
        var stage = await QueueStage.OpenAsync();
        await using var app = await QueueApp.StartAsync([typeof(Reading)], stage: stage);
        await stage.Client("jobs").CreateAsync(cancellationToken: TestHub.Cancellation);
        await stage.Client("jobs").SendMessageAsync(
            QueueApp.Base64("later"), TimeSpan.FromHours(3), cancellationToken: TestHub.Cancellation);
        await app.AdvanceAsync(TimeSpan.FromHours(3) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, app.Looks);
        await app.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(["later"], app.Journal);
        Assert.Equal(1, app.Looks);
    }

    [Fact]
    public async Task An_empty_queue_is_polled_less_and_less_often_up_to_the_longest_interval()
    {
        await using var app = await QueueApp.StartAsync([typeof(Reading)], """{ "maxPollingInterval": "00:00:10" }""", watched: false);
        app.Azure.Queues.Create(QueueApp.Account, "jobs");
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));
        var early = app.Looks;
        Assert.InRange(early, 9, 14);
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(early + 6, app.Looks);
        await app.PutAsync("jobs", "one");
        await app.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["one"], app.Journal);
        Assert.True(app.Looks > early + 8, "After a message it is looked at often again.");
    }

    [Fact]
    public void Waits_double_from_a_tenth_of_a_second_on_and_begin_anew_after_a_message()
    {
        var backoff = new QueueBackoff("Reading", TimeSpan.FromSeconds(1));
        Assert.Equal(100, backoff.Next(foundMessages: false).TotalMilliseconds);
        Assert.InRange(backoff.Next(false).TotalMilliseconds, 180, 220);
        Assert.InRange(backoff.Next(false).TotalMilliseconds, 260, 340);
        Assert.InRange(backoff.Next(false).TotalMilliseconds, 420, 580);
        Assert.InRange(backoff.Next(false).TotalMilliseconds, 740, 1000);
        Assert.Equal(1000, backoff.Next(false).TotalMilliseconds);
        Assert.Equal(100, backoff.Next(foundMessages: true).TotalMilliseconds);
        Assert.InRange(backoff.Next(false).TotalMilliseconds, 180, 220);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_queue_that_appears_later_is_found(bool watched)
    {
        await using var app = await QueueApp.StartAsync([typeof(Reading)], watched: watched);
        await app.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(0, app.Looks);
        await app.PutAsync("jobs", "first");
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["first"], app.Journal);
    }

    [Fact]
    public async Task A_queue_that_was_deleted_and_comes_back_is_found()
    {
        var stage = await QueueStage.OpenAsync();
        await using var app = await QueueApp.StartAsync([typeof(Reading)], watched: false, stage: stage);
        await app.PutAsync("jobs", "one");
        await stage.Client("jobs").DeleteAsync(TestHub.Cancellation);
        await app.AdvanceAsync(TimeSpan.FromMinutes(5));
        await app.PutAsync("jobs", "two");
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["one", "two"], app.Journal);
    }

    [Theory]
    [InlineData(true, FaultKind.Respond)]
    [InlineData(false, FaultKind.Respond)]
    [InlineData(true, FaultKind.AbortConnection)]
    public async Task While_storage_fails_it_is_asked_less_and_less_often_until_it_answers(bool watched, FaultKind kind)
    {
        await using var app = await QueueApp.StartAsync([typeof(Reading)], watched: watched);
        app.Azure.Faults.Add(new FaultRule
        {
            Operation = "Messages_Dequeue", Kind = kind, Status = 503, Until = app.Time.GetUtcNow().AddMinutes(5),
        });
        await app.PutAsync("jobs", "patience");
        await app.AdvanceAsync(TimeSpan.FromMinutes(4));
        Assert.Empty(app.Journal);
        Assert.InRange(app.Looks, 10, 100);
        await app.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["patience"], app.Journal);
    }

    private sealed class Reading(Journal journal)
    {
        [Function("Reading")]
        public void Run([QueueTrigger("%Ops__Queue%")] string text) => journal.Add(text);
    }
}
