using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.FunctionsHost.Hosting;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Queues;

/// <summary>What becomes of a message: handled and deleted, tried again, or put aside.</summary>
public sealed class QueueTriggerTests
{
    [Fact]
    public async Task A_message_runs_its_function_and_is_deleted()
    {
        await using var app = await QueueApp.StartAsync([typeof(Reading)]);
        await app.PutAsync("jobs", "one");
        Assert.Equal(["one"], app.Journal);
        Assert.Empty(app.Messages("jobs"));
    }

    [Fact]
    public async Task A_message_that_failed_is_tried_again_until_its_last_attempt_and_then_goes_to_the_poison_queue()
    {
        await using var app = await QueueApp.StartAsync([typeof(Failing)], """{ "maxDequeueCount": 3 }""");
        await app.PutAsync("jobs", "bad");
        Assert.Equal(["bad 1", "bad 2", "bad 3"], app.Journal);
        Assert.Empty(app.Messages("jobs"));
        Assert.Equal([QueueApp.Base64("bad")], app.Texts("jobs-poison"));
    }

    [Fact]
    public async Task After_a_failure_a_message_stays_hidden_for_the_visibility_timeout()
    {
        await using var app = await QueueApp.StartAsync([typeof(Failing)], """{ "visibilityTimeout": "00:01:30" }""");
        await app.PutAsync("jobs", "bad");
        await app.AdvanceAsync(TimeSpan.FromSeconds(89));
        Assert.Equal(["bad 1"], app.Journal);
        await app.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(["bad 1", "bad 2"], app.Journal);
    }

    [Fact]
    public async Task A_message_of_a_poison_queue_that_fails_comes_again_when_its_lease_is_over()
    {
        await using var app = await QueueApp.StartAsync([typeof(Salvaging)], """{ "maxDequeueCount": 1 }""");
        await app.PutAsync("jobs-poison", "bad");
        await app.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["bad 1", "bad 2"], app.Journal);
        Assert.Equal(0, app.Azure.Queues.Count(QueueApp.Account, "jobs-poison-poison"));
    }

    [Fact]
    public async Task Whoever_listens_to_the_poison_queue_gets_what_is_put_there()
    {
        await using var app = await QueueApp.StartAsync(
            [typeof(Failing), typeof(Salvaging)], """{ "maxDequeueCount": 1 }""", watched: false);
        await app.PutAsync("jobs", "bad");
        await app.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(["bad 1", "bad 1"], app.Journal);
    }

    [Fact]
    public async Task A_message_whose_host_died_at_every_attempt_goes_to_the_poison_queue_without_another()
    {
        var stage = await QueueStage.OpenAsync();
        stage.Azure.Queues.Put(QueueApp.Account, "jobs", QueueApp.Base64("deadly"));
        for (var death = 0; death < 5; death++)
        {
            await stage.Client("jobs").ReceiveMessagesAsync(1, TimeSpan.FromSeconds(1), TestHub.Cancellation);
            stage.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await using var app = await QueueApp.StartAsync([typeof(Reading)], stage: stage);
        await app.SettleAsync();
        Assert.Empty(app.Journal);
        Assert.Equal([QueueApp.Base64("deadly")], app.Texts("jobs-poison"));
    }

    [Fact]
    public async Task Where_the_deletion_fails_the_message_comes_again_and_the_host_goes_on()
    {
        await using var app = await QueueApp.StartAsync([typeof(Reading)]);
        app.Azure.Faults.Add(new FaultRule { Operation = "MessageId_Delete", Status = 503, Until = app.Time.GetUtcNow().AddMinutes(1) });
        await app.PutAsync("jobs", "twice");
        Assert.Equal(["twice"], app.Journal);
        await app.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["twice", "twice"], app.Journal);
        Assert.Empty(app.Messages("jobs"));
        Assert.False(app.Host.Local.Fault.IsCompleted);
    }

    [Fact]
    public async Task A_message_that_somebody_took_away_meanwhile_is_passed_over()
    {
        var stage = await QueueStage.OpenAsync();
        await using var app = await QueueApp.StartAsync(
            [typeof(Clearing)], stage: stage, configure: builder => builder.Services.AddSingleton(stage.Client("jobs")));
        await app.PutAsync("jobs", "one");
        await app.PutAsync("jobs", "two");
        Assert.Equal(["one", "two"], app.Journal);
        Assert.Equal(2, app.Azure.Calls.Of("MessageId_Delete", 404));
        Assert.Empty(app.Messages("jobs-poison"));
    }

    private sealed class Reading(Journal journal)
    {
        [Function("Reading")]
        public void Run([QueueTrigger("jobs")] string text) => journal.Add(text);
    }

    private sealed class Clearing(Journal journal, QueueClient queue)
    {
        [Function("Clearing")]
        public async Task Run([QueueTrigger("jobs")] string text, CancellationToken stop)
        {
            journal.Add(text);
            await queue.ClearMessagesAsync(stop);
        }
    }

    private sealed class Failing(Journal journal)
    {
        [Function("Failing")]
        public void Run([QueueTrigger("jobs")] string text, FunctionContext context)
        {
            journal.Add($"{text} {context.BindingContext.BindingData["DequeueCount"]}");
            throw new InvalidOperationException("no luck");
        }
    }

    private sealed class Salvaging(Journal journal)
    {
        [Function("Salvaging")]
        public void Run([QueueTrigger("jobs-poison")] string text, FunctionContext context)
        {
            journal.Add($"{text} {context.BindingContext.BindingData["DequeueCount"]}");
            throw new InvalidOperationException("no luck");
        }
    }
}
