using Microsoft.Azure.Functions.Worker;
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
        Assert.Empty(app.Queues.Texts("jobs"));
    }

    [Fact]
    public async Task A_message_that_failed_is_tried_again_until_its_last_attempt_and_then_goes_to_the_poison_queue()
    {
        await using var app = await QueueApp.StartAsync([typeof(Failing)], """{ "maxDequeueCount": 3 }""");
        await app.PutAsync("jobs", "bad");
        Assert.Equal(["bad 1", "bad 2", "bad 3"], app.Journal);
        Assert.Empty(app.Queues.Texts("jobs"));
        Assert.Equal([QueueApp.Base64("bad")], app.Queues.Texts("jobs-poison"));
    }

    private sealed class Reading(Journal journal)
    {
        [Function("Reading")]
        public void Run([QueueTrigger("jobs")] string text) => journal.Add(text);
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
}
