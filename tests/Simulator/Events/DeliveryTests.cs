using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Events;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Events;

/// <summary>Events come at least once: after some seconds, again where storage fails, or into a container.</summary>
public sealed class DeliveryTests
{
    private const string Enqueue = "Messages_Enqueue";
    private const string Container = "letters";

    private static readonly EventGridOptions Prompt = new() { ShortestLatency = TimeSpan.Zero, LongestLatency = TimeSpan.Zero };

    [Fact]
    public async Task An_event_comes_within_seconds_and_whoever_watches_the_queue_is_told()
    {
        await using var stage = await EventStage.Subscribed();
        var told = 0;
        using var watch = stage.Azure.Queues.Watch(EventStage.Account, EventStage.Queue, () => told++);
        var now = stage.Azure.Time.GetUtcNow();

        stage.Tag();
        Assert.Equal(0, told);
        Assert.InRange(stage.Azure.Clock.NextDue ?? default, now.AddSeconds(1), now.AddSeconds(5));
        stage.Clients.Advance(5);

        Assert.Equal(1, told);
        Assert.Equal(new EventCounts(Made: 1, Delivered: 1, Doubled: 0, DeadLettered: 0, Dropped: 0, 0), stage.Azure.Events.Counts);
        Assert.Equal([stage.Events[0].GetProperty("id").GetString()!], stage.Azure.Events.DeliveredIds);
    }

    [Fact]
    public async Task Without_subscriptions_nothing_is_due()
    {
        await using var stage = await EventStage.Start();

        await stage.Clients.Pipeline().Post(stage.Machine, "deallocate");
        stage.Tag();

        Assert.Null(stage.Azure.Clock.NextDue);
    }

    [Fact]
    public async Task Who_subscribes_while_a_write_is_under_way_hears_of_its_end()
    {
        await using var stage = await EventStage.Start();
        stage.Tag();
        await stage.Clients.Pipeline().Post(stage.Machine, "deallocate");

        stage.Subscribe();
        stage.Clients.Advance(300);

        Assert.Equal("Microsoft.Resources.ResourceActionSuccess", Assert.Single(stage.Events).GetProperty("eventType").GetString());
    }

    [Fact]
    public async Task A_message_is_plain_text_or_base64_by_option()
    {
        await using var stage = await EventStage.Subscribed(Prompt with { Encoding = EventEncoding.Base64 });
        stage.Subscribe(one => one with { Name = "plain", Queue = "plain", Encoding = EventEncoding.PlainText });

        stage.Tag();
        stage.Clients.Advance(0);

        var plain = Assert.Single(stage.Azure.Queues.Messages(EventStage.Account, "plain")).Text;
        Assert.StartsWith("{", plain);
        Assert.Equal(plain, Encoding.UTF8.GetString(Convert.FromBase64String(Assert.Single(stage.Messages).Text)));
    }

    [Fact]
    public async Task A_minute_without_storage_is_survived_by_the_documented_schedule()
    {
        await using var stage = await EventStage.Subscribed(Prompt);
        var now = stage.Azure.Time.GetUtcNow();
        stage.Azure.Faults.Add(new FaultRule { Operation = Enqueue, Until = now.AddMinutes(1), Status = 500 });

        stage.Tag();
        stage.Clients.Advance(3600);

        // At 0, 10 and 40 s in vain, at 100 s with success.
        Assert.Equal(now.AddSeconds(100), Assert.Single(stage.Messages).Inserted);
        Assert.Equal(3, stage.Azure.Events.Counts.FailedAttempts);
    }

    [Fact]
    public async Task A_busy_storage_is_left_alone_for_half_a_minute()
    {
        await using var stage = await EventStage.Subscribed(Prompt);
        var now = stage.Azure.Time.GetUtcNow();
        stage.Azure.Faults.Add(new FaultRule { Operation = Enqueue, Nth = 1, Status = 503 });

        stage.Tag();
        stage.Clients.Advance(3600);

        Assert.Equal(now.AddSeconds(30), Assert.Single(stage.Messages).Inserted);
    }

    [Fact]
    public async Task An_event_whose_answer_is_lost_comes_twice()
    {
        await using var stage = await EventStage.Subscribed(Prompt);
        stage.Azure.Faults.Add(new FaultRule { Operation = Enqueue, Nth = 1, Kind = FaultKind.AbortConnection, AfterEffect = true });

        stage.Tag();
        stage.Clients.Advance(3600);

        Assert.Equal(2, stage.Messages.Count);
        Assert.Equal(new EventCounts(1, Delivered: 2, Doubled: 1, 0, 0, FailedAttempts: 1), stage.Azure.Events.Counts);
        Assert.Single(stage.Azure.Events.DeliveredIds.Distinct());
    }

    [Fact]
    public async Task A_queue_that_is_missing_is_waited_for()
    {
        await using var stage = await EventStage.Subscribed(Prompt, with: one => one with { CreatesQueue = false });
        var now = stage.Azure.Time.GetUtcNow();

        stage.Tag();
        stage.Clients.Advance(60);
        stage.Azure.Queues.Create(EventStage.Account, EventStage.Queue);
        stage.Clients.Advance(3600);

        Assert.Equal(now.AddMinutes(5), Assert.Single(stage.Messages).Inserted);
    }

    [Fact]
    public async Task After_a_day_an_event_that_could_not_be_delivered_is_dropped()
    {
        await using var stage = await EventStage.Subscribed(Prompt);
        stage.Azure.Faults.Add(new FaultRule { Operation = Enqueue });

        stage.Tag();
        stage.Clients.Advance(2 * 86_400);

        // The schedule: 10 and 30 s, 1, 5, 10, 30 min, 1, 3, 6, 12 h; the eleventh attempt is the last before a day is over.
        Assert.Equal(new EventCounts(1, 0, 0, 0, Dropped: 1, FailedAttempts: 11), stage.Azure.Events.Counts);
        Assert.Empty(stage.Messages);
    }

    [Fact]
    public async Task What_is_tried_as_often_as_allowed_becomes_a_blob_five_minutes_later()
    {
        await using var stage = await EventStage.Subscribed(
            Prompt, with: one => one with { MaxDeliveryAttempts = 2, DeadLetterContainer = Container });
        stage.Azure.Faults.Add(new FaultRule { Operation = Enqueue, Status = 503 });

        stage.Tag();
        stage.Clients.Advance(30 + 299);
        Assert.Equal(0, stage.Azure.Events.Counts.DeadLettered);
        stage.Clients.Advance(1);

        Assert.Equal(new EventCounts(1, 0, 0, DeadLettered: 1, 0, FailedAttempts: 2), stage.Azure.Events.Counts);
        var letter = Assert.Single(await Letters(stage));
        Assert.Equal("MaxDeliveryAttemptsExceeded", letter.GetProperty("deadLetterReason").GetString());
        Assert.Equal(2, letter.GetProperty("deliveryAttempts").GetInt32());
        Assert.Equal("Busy", letter.GetProperty("lastDeliveryOutcome").GetString());
        Assert.Equal(stage.Machine.Id, letter.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task What_is_older_than_its_time_to_live_becomes_a_blob_when_the_next_attempt_is_due()
    {
        await using var stage = await EventStage.Subscribed(
            Prompt, with: one => one with { EventTimeToLiveMinutes = 1, DeadLetterContainer = Container });
        stage.Azure.Faults.Add(new FaultRule { Operation = Enqueue });

        stage.Tag();
        stage.Clients.Advance(3600);

        Assert.Equal("TimeToLiveExceeded", Assert.Single(await Letters(stage)).GetProperty("deadLetterReason").GetString());
        Assert.Equal(3, stage.Azure.Events.Counts.FailedAttempts);
    }

    [Fact]
    public async Task Without_the_right_to_send_an_event_is_not_tried_again()
    {
        await using var stage = await EventStage.Subscribed(Prompt, with: one => one with { DeadLetterContainer = Container });
        await stage.Revoke();

        stage.Tag();
        stage.Clients.Advance(3600);

        // Nor may it write what it cannot deliver, which it tries for four hours.
        Assert.Equal(new EventCounts(1, 0, 0, 0, 0, FailedAttempts: 1), stage.Azure.Events.Counts);
        stage.Clients.Advance(5 * 3600);
        Assert.Equal(1, stage.Azure.Events.Counts.Dropped);
    }

    [Fact]
    public async Task By_option_a_right_that_comes_later_is_waited_for()
    {
        await using var stage = await EventStage.Subscribed(Prompt with { RetriesForbidden = true });
        await stage.Revoke();

        stage.Tag();
        stage.Clients.Advance(60);
        stage.Subscribe();
        stage.Clients.Advance(3600);

        Assert.Single(stage.Messages);
    }

    [Fact]
    public async Task What_does_not_fit_into_a_queue_becomes_a_blob()
    {
        await using var stage = await EventStage.Subscribed(
            Prompt, with: one => one with { TopicType = TopicTypes.Health, DeadLetterContainer = Container });

        stage.Azure.Events.Annotate(stage.Machine, "Long", "Long", new string('a', 70_000), "Unknown", "Unplanned");
        stage.Clients.Advance(3600);

        Assert.Empty(stage.Messages);
        Assert.Equal("PayloadTooLarge", Assert.Single(await Letters(stage)).GetProperty("lastDeliveryOutcome").GetString());
    }

    [Fact]
    public async Task A_container_that_is_missing_loses_the_event()
    {
        await using var stage = await EventStage.Subscribed(
            Prompt, with: one => one with { MaxDeliveryAttempts = 1, DeadLetterContainer = Container });
        await stage.Clients.Container(Container).DeleteAsync();
        stage.Azure.Faults.Add(new FaultRule { Operation = Enqueue });

        stage.Tag();
        stage.Clients.Advance(3600);

        Assert.Equal(new EventCounts(1, 0, 0, DeadLettered: 0, Dropped: 1, FailedAttempts: 1), stage.Azure.Events.Counts);
    }

    [Fact]
    public async Task What_is_on_its_way_to_a_subscription_that_is_deleted_is_dropped()
    {
        await using var stage = await EventStage.Start();
        var id = stage.Subscribe();

        stage.Tag();
        stage.Azure.Events.Unsubscribe(id);
        stage.Clients.Advance(60);

        Assert.Empty(stage.Messages);
        Assert.Equal(1, stage.Azure.Events.Counts.Dropped);
    }

    [Fact]
    public async Task In_disorder_a_share_comes_twice_and_a_share_late_so_that_order_is_lost_but_no_event()
    {
        await using var stage = await EventStage.Subscribed(new() { Doubled = 0.2, Late = 0.1 });

        for (var i = 0; i < 500; i++)
        {
            stage.Tag($"{i}");
            stage.Clients.Advance(1);
        }
        stage.Clients.Advance(3600);

        var counts = stage.Azure.Events.Counts;
        Assert.Equal(500, counts.Made);
        Assert.Equal(500, stage.Azure.Events.DeliveredIds.Distinct().Count());
        Assert.Equal(counts.Delivered, counts.Made + counts.Doubled);
        Assert.InRange(counts.Doubled, 60, 140);
        var late = stage.Messages.Count(one => one.Inserted - Time(one.Text) >= TimeSpan.FromMinutes(1));
        Assert.InRange(late, 30, 90);
    }

    [Fact]
    public async Task A_write_that_nobody_wants_costs_next_to_nothing()
    {
        await using var stage = await EventStage.Subscribed(with: one => one with
        {
            Filters = [new("StringIn", "data.operationName", "Microsoft.Authorization/locks/write"), new("IsNotNull", "data.claims.name")],
        });
        var (now, action) = (stage.Azure.Time.GetUtcNow(), "Microsoft.Compute/virtualMachines/write");
        var entry = new ActivityEntry(now, "somebody", action, stage.Machine.Id, "Succeeded", "1", Code: null);
        var begun = Stopwatch.GetTimestamp();

        for (var i = 0; i < 100_000; i++)
            stage.Azure.Activity.Add(entry);

        // A few microseconds each; to write the event would take ten times as long.
        var elapsed = Stopwatch.GetElapsedTime(begun);
        TestContext.Current.TestOutputHelper?.WriteLine($"{elapsed.TotalMicroseconds / 100_000:F2} us a write");
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(0, stage.Azure.Events.Counts.Made);
    }

    [Fact]
    public async Task On_real_time_events_come_too()
    {
        await using var clients = await SimulatedClients.Start(60, new() { Time = TimeProvider.System, Events = Prompt });
        var machine = clients.Plain();
        var come = new TaskCompletionSource();
        clients.Azure.Events.Subscribe(new() { SubscriptionId = machine.SubscriptionId, Account = "opsstate", Queue = "ops-events" });
        using var watch = clients.Azure.Queues.Watch("opsstate", "ops-events", come.SetResult);

        clients.Azure.SetTagAsSomebodyElse(machine, "a", "b");

        await come.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Shares_and_times_out_of_their_range_are_refused()
    {
        Task Start(EventGridOptions options) => SimulatedAzure.StartAsync(new() { Fleet = new() { Machines = 1 }, Events = options });

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Start(new() { Late = 1.1 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Start(new() { Doubled = -0.1 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Start(new() { LongestLatency = TimeSpan.Zero }));
    }

    private static DateTimeOffset Time(string text) =>
        JsonSerializer.Deserialize<JsonElement>(text).GetProperty("eventTime").GetDateTimeOffset();

    private static async Task<IReadOnlyList<JsonElement>> Letters(EventStage stage)
    {
        var (container, letters) = (stage.Clients.Container(Container), new List<JsonElement>());
        await foreach (var blob in container.GetBlobsAsync())
        {
            var content = await container.GetBlobClient(blob.Name).DownloadContentAsync();
            letters.AddRange(JsonSerializer.Deserialize<JsonElement>(content.Value.Content).EnumerateArray());
        }
        return letters;
    }
}
