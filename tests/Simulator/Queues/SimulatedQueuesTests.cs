using System.Diagnostics;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Queues;

/// <summary>Queues without a call, as a host and judges see them.</summary>
public sealed class SimulatedQueuesTests
{
    [Fact]
    public async Task The_next_moment_to_look_is_that_of_the_first_message_seen_or_not()
    {
        await using var clients = await SimulatedClients.Start();
        var (queues, now) = (clients.Azure.Queues, clients.Azure.Time.GetUtcNow());

        Assert.Null(queues.NextVisible("opsstate", "ops-events"));
        queues.Put("opsstate", "ops-events", "a");
        clients.Advance(10);
        Assert.Equal(now, queues.NextVisible("opsstate", "ops-events"));
        var got = (await clients.Queue().ReceiveMessageAsync(TimeSpan.FromSeconds(60))).Value;
        Assert.Equal(now.AddSeconds(70), queues.NextVisible("opsstate", "ops-events"));
        await clients.Queue().DeleteMessageAsync(got.MessageId, got.PopReceipt);
        Assert.Null(queues.NextVisible("opsstate", "ops-events"));
    }

    [Fact]
    public async Task Whoever_watches_is_told_when_a_queue_is_created_and_a_message_put_or_updated()
    {
        await using var clients = await SimulatedClients.Start();
        var (queue, told) = (clients.Queue(), 0);
        var watch = clients.Azure.Queues.Watch("opsstate", "ops-events", () => told++);

        await queue.CreateAsync();
        Assert.Equal(1, told);
        await queue.SendMessageAsync("a");
        Assert.Equal(2, told);
        var got = (await queue.ReceiveMessageAsync()).Value;
        Assert.Equal(2, told);
        var updated = (await queue.UpdateMessageAsync(got.MessageId, got.PopReceipt, "b")).Value;
        Assert.Equal(3, told);
        await queue.DeleteMessageAsync(got.MessageId, updated.PopReceipt);
        clients.Azure.Queues.Put("opsstate", "other", "c");
        Assert.Equal(3, told);

        watch.Dispose();
        clients.Azure.Queues.Put("opsstate", "ops-events", "d");
        Assert.Equal(3, told);
    }

    [Fact]
    public async Task Whoever_is_told_may_look_into_the_queue_from_another_thread()
    {
        await using var clients = await SimulatedClients.Start();
        var (queues, seen) = (clients.Azure.Queues, 0);
        using var watch = queues.Watch(
            "opsstate", "ops-events", () => seen = Task.Run(() => queues.Count("opsstate", "ops-events")).GetAwaiter().GetResult());

        queues.Put("opsstate", "ops-events", "a");

        Assert.Equal(1, seen);
    }

    [Fact]
    public async Task Judges_see_every_message_with_what_became_of_it()
    {
        await using var clients = await SimulatedClients.Start();
        var now = clients.Azure.Time.GetUtcNow();
        clients.Azure.Queues.Put("opsstate", "ops-events", "a");
        clients.Azure.Queues.Put("opsstate", "ops-events", "b");

        await clients.Queue().ReceiveMessageAsync();

        var messages = clients.Azure.Queues.Messages("opsstate", "ops-events");
        Assert.Equal([("b", 0, now), ("a", 1, now.AddSeconds(30))], messages.Select(one => (one.Text, one.DequeueCount, one.NextVisible)));
        Assert.Equal(2, clients.Azure.Queues.Count("opsstate", "ops-events"));
        Assert.Empty(clients.Azure.Queues.Messages("opsstate", "none"));
    }

    [Fact]
    public async Task What_cannot_be_in_a_queue_cannot_be_put_there()
    {
        await using var clients = await SimulatedClients.Start();
        var queues = clients.Azure.Queues;

        Assert.Throws<ArgumentException>(() => queues.Put("opsstate", "Ops", "a"));
        Assert.Throws<ArgumentException>(() => queues.Put("opsstate", "ops-events", "\u0001"));
        Assert.Throws<ArgumentException>(() => queues.Put("opsstate", "ops-events", new string('a', (64 * 1024) + 1)));
    }

    [Fact]
    public async Task A_hundred_thousand_messages_are_put_and_got_without_a_scan()
    {
        await using var clients = await SimulatedClients.Start();
        var queues = clients.Azure.Queues;
        var begun = Stopwatch.GetTimestamp();

        for (var i = 0; i < 100_000; i++)
            queues.Put("opsstate", "ops-events", "a");
        for (var i = 0; i < 100; i++)
            Assert.Equal(32, (await clients.Queue().ReceiveMessagesAsync(32)).Value.Length);

        // A scan at each would take minutes.
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20));
    }
}
