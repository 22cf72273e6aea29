using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Tests.FunctionsHost.Hosting;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Queues;

/// <summary>How many messages are handled at once.</summary>
public sealed class QueueConcurrencyTests
{
    private readonly Gate _gate = new();

    [Fact]
    public async Task A_new_batch_is_taken_once_no_more_than_the_threshold_are_being_handled()
    {
        await using var app = await StartAsync("""{ "batchSize": 4, "newBatchThreshold": 2 }""", 20);
        await app.UntilAsync(() => _gate.Inside == 4);
        _gate.Open(1);
        await app.UntilAsync(() => app.Messages("jobs").Count == 19 && _gate.Inside == 3);
        Assert.Equal(1, app.Looks);
        _gate.Open(1);
        await app.UntilAsync(() => _gate.Inside == 6);
        Assert.Equal(2, app.Looks);
        _gate.Open();
        await app.SettleAsync();
        Assert.Equal(20, app.Journal.Count());
        Assert.Equal(6, _gate.Most);
    }

    [Fact]
    public async Task By_default_a_batch_is_sixteen_and_half_a_batch_for_each_processor_may_be_left_of_the_one_before()
    {
        var threshold = 8 * Environment.ProcessorCount;
        await using var app = await StartAsync("{}", threshold + 40);
        var atOnce = 16 * ((threshold / 16) + 1);
        await app.UntilAsync(() => _gate.Inside == atOnce);
        Assert.Equal(atOnce / 16, app.Looks);
        _gate.Open();
        await app.SettleAsync();
        Assert.Equal(threshold + 40, app.Journal.Count());
    }

    [Fact]
    public async Task With_a_batch_of_one_and_no_threshold_messages_are_handled_one_after_the_other()
    {
        await using var app = await StartAsync("""{ "batchSize": 1, "newBatchThreshold": 0 }""", 5);
        _gate.Open();
        await app.SettleAsync();
        Assert.Equal(["0", "1", "2", "3", "4"], app.Journal);
        Assert.Equal(1, _gate.Most);
    }

    private async Task<QueueApp> StartAsync(string json, int messages)
    {
        var stage = await QueueStage.OpenAsync();
        for (var number = 0; number < messages; number++)
        {
            stage.Azure.Queues.Put(QueueApp.Account, "jobs", QueueApp.Base64($"{number}"));
        }

        return await QueueApp.StartAsync([typeof(Waiting)], json, stage: stage, configure: b => b.Services.AddSingleton(_gate));
    }

    private sealed class Waiting(Journal journal, Gate gate)
    {
        [Function("Waiting")]
        public async Task Run([QueueTrigger("jobs")] string text)
        {
            await gate.PassAsync();
            journal.Add(text);
        }
    }
}
