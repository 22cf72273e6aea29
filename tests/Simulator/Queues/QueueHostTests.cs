using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Queues;

/// <summary>Queues by the real client.</summary>
public sealed class QueueHostTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_queue_is_created_once_and_again_only_with_the_same_metadata()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = clients.Queue();
        var metadata = new Dictionary<string, string> { ["owner"] = "ops" };

        var first = await queue.CreateAsync(metadata);
        var second = await queue.CreateAsync(metadata);

        Assert.Equal((201, 204), (first.Status, second.Status));
        Assert.Equal((409, "QueueAlreadyExists"), await Refusals.Of(() => queue.CreateAsync()));
        Assert.True(await queue.ExistsAsync());
    }

    [Fact]
    public async Task What_is_asked_of_a_queue_that_is_not_there_is_not_found()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = clients.Queue();

        Assert.Equal((404, "QueueNotFound"), await Refusals.Of(() => queue.SendMessageAsync("a")));
        Assert.Equal((404, "QueueNotFound"), await Refusals.Of(() => queue.ReceiveMessagesAsync()));
        Assert.Equal((404, "QueueNotFound"), await Refusals.Of(() => queue.PeekMessagesAsync()));
        Assert.Equal((404, "QueueNotFound"), await Refusals.Of(() => queue.GetPropertiesAsync()));
        Assert.Equal((404, "QueueNotFound"), await Refusals.Of(() => queue.ClearMessagesAsync()));
        Assert.Equal((404, "QueueNotFound"), await Refusals.Of(() => queue.DeleteAsync()));
        Assert.Equal((404, "QueueNotFound"), await Refusals.Of(() => queue.DeleteMessageAsync("a", "b")));
        Assert.False(await queue.ExistsAsync());
        Assert.False(await queue.DeleteIfExistsAsync());
    }

    [Fact]
    public async Task A_message_comes_as_it_was_sent_with_its_times()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = await Created(clients);
        const string text = "  {\"a\":\"<&>\"}\n\tä ";

        var sent = (await queue.SendMessageAsync(text)).Value;
        var got = (await queue.ReceiveMessageAsync()).Value;

        var now = clients.Azure.Time.GetUtcNow();
        Assert.Equal(text, got.MessageText);
        Assert.Equal((sent.MessageId, 1L), (got.MessageId, got.DequeueCount));
        Assert.Equal((now, now.AddDays(7)), (got.InsertedOn, got.ExpiresOn));
        Assert.Equal(now, sent.TimeNextVisible);
        Assert.Equal(now.AddSeconds(30), got.NextVisibleOn);
        Assert.True(Guid.TryParse(got.MessageId, out _));
    }

    [Fact]
    public async Task A_carriage_return_in_a_queue_comes_out_as_one()
    {
        await using var clients = await SimulatedClients.Start();

        // The client itself sends a line feed alone for it.
        clients.Azure.Queues.Put("opsstate", "ops-events", "a\r\nb");

        Assert.Equal("a\r\nb", (await clients.Queue().ReceiveMessageAsync()).Value.MessageText);
    }

    [Fact]
    public async Task A_message_that_was_got_is_hidden_until_its_time_is_over_and_then_comes_again_with_another_receipt()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = await Created(clients);
        await queue.SendMessageAsync("a");
        var first = (await queue.ReceiveMessageAsync(60 * Second)).Value;

        clients.Advance(59);
        Assert.Empty((await queue.ReceiveMessagesAsync(32)).Value);
        clients.Advance(1);
        var second = (await queue.ReceiveMessageAsync()).Value;

        Assert.Equal((first.MessageId, 2L), (second.MessageId, second.DequeueCount));
        Assert.Equal((400, "PopReceiptMismatch"), await Refusals.Of(() => queue.DeleteMessageAsync(first.MessageId, first.PopReceipt)));
        Assert.Equal(204, (await queue.DeleteMessageAsync(second.MessageId, second.PopReceipt)).Status);
        Assert.Equal((404, "MessageNotFound"), await Refusals.Of(() => queue.DeleteMessageAsync(second.MessageId, second.PopReceipt)));
    }

    [Fact]
    public async Task Messages_come_in_order_of_the_moment_they_become_visible_and_then_of_their_insertion()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = await Created(clients);
        await queue.SendMessageAsync("late", visibilityTimeout: 10 * Second);
        await queue.SendMessageAsync("first");
        await queue.SendMessageAsync("second");

        Assert.Equal(["first", "second"], (await queue.PeekMessagesAsync(32)).Value.Select(one => one.MessageText));
        clients.Advance(10);
        var got = (await queue.ReceiveMessagesAsync(32)).Value;

        Assert.Equal(["first", "second", "late"], got.Select(one => one.MessageText));
    }

    [Fact]
    public async Task An_update_changes_text_visibility_and_receipt_but_neither_the_count_nor_the_expiry()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = await Created(clients);
        await queue.SendMessageAsync("a");
        var got = (await queue.ReceiveMessageAsync()).Value;

        var updated = (await queue.UpdateMessageAsync(got.MessageId, got.PopReceipt, "b", 5 * Second)).Value;
        var hidden = (await queue.ReceiveMessagesAsync()).Value;
        clients.Advance(5);
        var again = (await queue.ReceiveMessageAsync()).Value;

        Assert.Empty(hidden);
        Assert.NotEqual(got.PopReceipt, updated.PopReceipt);
        Assert.Equal(clients.Azure.Time.GetUtcNow(), updated.NextVisibleOn);
        Assert.Equal(("b", 2L, got.ExpiresOn), (again.MessageText, again.DequeueCount, again.ExpiresOn));
        Assert.Equal((400, "PopReceiptMismatch"), await Refusals.Of(() => queue.UpdateMessageAsync(got.MessageId, got.PopReceipt, "c")));
    }

    [Fact]
    public async Task An_update_without_a_text_keeps_it()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = await Created(clients);
        await queue.SendMessageAsync("a");
        var got = (await queue.ReceiveMessageAsync()).Value;

        await queue.UpdateMessageAsync(got.MessageId, got.PopReceipt, visibilityTimeout: TimeSpan.Zero);

        Assert.Equal("a", (await queue.ReceiveMessageAsync()).Value.MessageText);
    }

    [Fact]
    public async Task An_expired_message_is_gone_and_one_that_never_expires_stays()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = await Created(clients);
        await queue.SendMessageAsync("short", timeToLive: 60 * Second);
        await queue.SendMessageAsync("week");
        var forever = (await queue.SendMessageAsync("ever", timeToLive: -1 * Second)).Value;

        clients.Advance(60);
        Assert.Equal(2, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        clients.Advance(8 * 86_400);

        Assert.Equal(["ever"], (await queue.PeekMessagesAsync(32)).Value.Select(one => one.MessageText));
        Assert.Equal(9999, forever.ExpirationTime.Year);
    }

    [Fact]
    public async Task Peeking_changes_nothing()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = await Created(clients);
        await queue.SendMessageAsync("a");

        var peeked = (await queue.PeekMessageAsync()).Value;
        var got = (await queue.ReceiveMessageAsync()).Value;

        Assert.Equal(("a", 0L), (peeked.MessageText, peeked.DequeueCount));
        Assert.Equal(1, got.DequeueCount);
        Assert.Empty((await queue.PeekMessagesAsync()).Value);
    }

    [Fact]
    public async Task The_count_includes_what_is_hidden_and_clearing_takes_all()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = await Created(clients);
        await queue.SendMessageAsync("a");
        await queue.SendMessageAsync("b", visibilityTimeout: 60 * Second);
        await queue.ReceiveMessageAsync();

        Assert.Equal(2, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        await queue.ClearMessagesAsync();

        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Metadata_is_set_as_a_whole()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = clients.Queue();
        await queue.CreateAsync(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });

        await queue.SetMetadataAsync(new Dictionary<string, string> { ["c"] = "3" });

        Assert.Equal([("c", "3")], (await queue.GetPropertiesAsync()).Value.Metadata.Select(one => (one.Key, one.Value)));
    }

    [Fact]
    public async Task Queues_are_listed_in_order_by_prefix_and_in_pages_each_account_for_itself()
    {
        await using var clients = await SimulatedClients.Start();
        foreach (var name in new[] { "ops-b", "ops-a", "ops-c", "other" })
            await clients.Queue(name).CreateAsync(new Dictionary<string, string> { ["name"] = name });
        await clients.Queue("ops-z", account: "another").CreateAsync();
        var names = new List<string>();
        var pages = 0;

        await foreach (var page in clients.Queues().GetQueuesAsync(QueueTraits.Metadata, "ops-").AsPages(pageSizeHint: 2))
        {
            pages++;
            names.AddRange(page.Values.Select(one => $"{one.Name} {one.Metadata["name"]}"));
        }

        Assert.Equal(["ops-a ops-a", "ops-b ops-b", "ops-c ops-c"], names);
        Assert.Equal(2, pages);
    }

    [Fact]
    public async Task A_deleted_queue_loses_its_messages()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = await Created(clients);
        var first = (await queue.SendMessageAsync("a")).Value;

        await queue.DeleteAsync();
        // So long its name is not free.
        clients.Advance(30);
        await queue.CreateAsync();
        var second = (await queue.SendMessageAsync("a")).Value;

        Assert.Equal(1, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.NotEqual(first.MessageId, second.MessageId);
    }

    [Theory]
    [InlineData("ab", "OutOfRangeInput")]
    [InlineData("ops--events", "InvalidResourceName")]
    [InlineData("-ops", "InvalidResourceName")]
    [InlineData("ops-", "InvalidResourceName")]
    [InlineData("Ops", "InvalidResourceName")]
    [InlineData("ops_events", "InvalidResourceName")]
    public async Task A_name_that_no_queue_can_have_is_refused(string name, string code)
    {
        await using var clients = await SimulatedClients.Start();

        Assert.Equal((400, code), await Refusals.Of(() => clients.Queue(name).CreateAsync()));
    }

    [Fact]
    public async Task Sixty_four_kilobytes_fit_and_no_more()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = await Created(clients);

        await queue.SendMessageAsync(new string('a', 64 * 1024));

        Assert.Equal((413, "RequestBodyTooLarge"), await Refusals.Of(() => queue.SendMessageAsync(new string('a', (64 * 1024) + 1))));
    }

    [Theory]
    [InlineData("numofmessages=0", "OutOfRangeQueryParameterValue")]
    [InlineData("numofmessages=33", "OutOfRangeQueryParameterValue")]
    [InlineData("visibilitytimeout=0", "OutOfRangeQueryParameterValue")]
    [InlineData("visibilitytimeout=604801", "OutOfRangeQueryParameterValue")]
    [InlineData("visibilitytimeout=soon", "InvalidQueryParameterValue")]
    public async Task What_is_out_of_range_is_refused(string query, string code)
    {
        await using var clients = await SimulatedClients.Start();
        await Created(clients);

        var pipeline = clients.Pipeline("https://storage.azure.com/.default");
        var answer = await pipeline.Get($"https://opsstate.queue.core.windows.net/ops-events/messages?{query}");

        Assert.Equal(400, answer.Status);
        Assert.True(answer.Headers.TryGetValue("x-ms-error-code", out var sent));
        Assert.Equal(code, sent);
    }

    [Fact]
    public async Task A_message_must_become_visible_before_it_expires()
    {
        await using var clients = await SimulatedClients.Start();
        var queue = await Created(clients);

        var late = await Refusals.Of(() => queue.SendMessageAsync("a", 60 * Second, 60 * Second));
        var dead = await Refusals.Of(() => queue.SendMessageAsync("a", timeToLive: TimeSpan.Zero));

        Assert.Equal((400, "OutOfRangeQueryParameterValue"), late);
        Assert.Equal((400, "OutOfRangeQueryParameterValue"), dead);
    }

    [Fact]
    public async Task Equal_worlds_give_equal_ids_and_receipts()
    {
        var seen = new List<string>();
        for (var world = 0; world < 2; world++)
        {
            await using var clients = await SimulatedClients.Start();
            var queue = await Created(clients);
            var sent = (await queue.SendMessageAsync("a")).Value;
            var got = (await queue.ReceiveMessageAsync()).Value;
            seen.Add($"{sent.MessageId} {sent.PopReceipt} {got.PopReceipt}");
        }

        Assert.Equal(seen[0], seen[1]);
    }

    private static async Task<QueueClient> Created(SimulatedClients clients)
    {
        var queue = clients.Queue();
        await queue.CreateAsync();
        return queue;
    }
}
