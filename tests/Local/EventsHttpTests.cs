using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Functions.Http;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.Local;

/// <summary>From a write in Azure by Event Grid and the queue to the app, and what becomes of messages that are no events.</summary>
public sealed class EventsHttpTests : IAsyncLifetime
{
    private const string Key = "a-key-of-these-tests";

    // Five attempts, two minutes apart.
    private static readonly TimeSpan AllAttempts = TimeSpan.FromMinutes(11);

    private SuiteHost _suite = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 3 }, httpPort: 0, ("Ops:KeyHashes:0", AccessKeys.HashOf(Key)));
        DeployedEvents.Set(_suite.Azure, LocalAppOptions.DefaultAccount);
        _http = new HttpClient { BaseAddress = _suite.Local.Address };
        _http.DefaultRequestHeaders.Add(AccessKeys.Header, Key);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _suite.DisposeAsync();
    }

    [Fact]
    public async Task A_write_in_Azure_is_an_event_that_the_app_takes_within_seconds()
    {
        var machine = _suite.Azure.Fleet.Machines[0];
        _suite.Azure.SetSizeAsSomebodyElse(machine, "Standard_D4s_v5");

        await PassAsync(TimeSpan.FromSeconds(10));

        var record = Assert.Single(await RecordsAsync());
        Assert.Equal(("Microsoft.Resources.ResourceWriteSuccess", machine.Id, false), (record.Type, record.Subject, record.IsForeign));
        Assert.Equal(0, Queued(EventQueue.Name));
    }

    [Fact]
    public async Task While_nothing_happens_the_queue_is_not_looked_at()
    {
        var looks = _suite.Azure.Calls.Of("Messages_Dequeue");

        await PassAsync(TimeSpan.FromHours(12));

        Assert.InRange(_suite.Azure.Calls.Of("Messages_Dequeue") - looks, 0, 1);
    }

    [Fact]
    public async Task Records_are_forgotten_after_two_days()
    {
        _suite.Azure.SetSizeAsSomebodyElse(_suite.Azure.Fleet.Machines[0], "Standard_D4s_v5");

        await PassAsync(TimeSpan.FromHours(47));
        Assert.Single(await RecordsAsync());
        await PassAsync(TimeSpan.FromHours(30));

        Assert.Empty(await RecordsAsync());
    }

    [Fact]
    public async Task A_message_that_is_no_event_ends_in_poison_is_counted_shown_and_put_back()
    {
        const string text = "<script>alert(1)</script>";
        Put(text);
        await PassAsync(AllAttempts);

        Assert.Equal(1, (await _http.GetFromJsonAsync<JsonElement>("api/health", TestHub.Cancellation)).GetProperty("poison").GetInt32());
        var shown = await _http.GetFromJsonAsync<JsonElement>("api/events/poison", TestHub.Cancellation);
        Assert.Equal(1, shown.GetProperty("count").GetInt32());
        var message = Assert.Single(shown.GetProperty("messages").EnumerateArray());
        Assert.Contains("neither JSON nor base64", message.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(text, message.GetProperty("beginning").GetString());
        var answer = await _http.GetAsync("api/events/poison", TestHub.Cancellation);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);

        Assert.Equal(1, await ReplayAsync());
        Assert.Equal((1, 0), (Queued(EventQueue.Name), Queued(EventQueue.Poison)));
        Assert.Equal(0, (await _http.GetFromJsonAsync<JsonElement>("api/health", TestHub.Cancellation)).GetProperty("poison").GetInt32());
        Assert.Equal(0, await ReplayAsync());

        await PassAsync(AllAttempts);
        Assert.Equal((0, 1), (Queued(EventQueue.Name), Queued(EventQueue.Poison)));
    }

    [Fact]
    public async Task Events_that_could_not_be_recorded_for_an_hour_are_put_back_once_they_can_and_tell_nobodys_name_meanwhile()
    {
        _suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "BlockBlob_Upload", Target = "/state/events/", Status = 503, Code = "ServerBusy",
            Until = SuiteHost.Start.AddHours(1),
        });
        _suite.Azure.SetSizeAsSomebodyElse(_suite.Azure.Fleet.Machines[0], "Standard_D4s_v5");
        await PassAsync(TimeSpan.FromHours(1.5));

        var shown = await _http.GetStringAsync("api/events/poison", TestHub.Cancellation);
        using var read = JsonDocument.Parse(shown);
        var message = Assert.Single(read.RootElement.GetProperty("messages").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, message.GetProperty("problem").ValueKind);
        Assert.Equal(
            _suite.Azure.Fleet.Machines[0].Id,
            message.GetProperty("events")[0].GetProperty("subject").GetString());
        Assert.DoesNotContain("somebody.else", shown, StringComparison.Ordinal);

        Assert.Equal(1, await ReplayAsync());
        await PassAsync(TimeSpan.FromSeconds(1));
        Assert.Single(await RecordsAsync());
        Assert.Equal((0, 0), (Queued(EventQueue.Name), Queued(EventQueue.Poison)));
    }

    [Fact]
    public async Task Where_the_queue_cannot_be_read_health_still_answers_and_poison_says_what_to_do()
    {
        _suite.Azure.Faults.Add(new FaultRule { Target = ".queue.core.windows.net", Status = 503, Code = "ServerBusy" });

        var health = await _http.GetFromJsonAsync<JsonElement>("api/health", TestHub.Cancellation);
        Assert.Equal(("running", JsonValueKind.Null), (health.GetProperty("status").GetString(), health.GetProperty("poison").ValueKind));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _http.GetAsync("api/events/poison", TestHub.Cancellation)).StatusCode);
        var refused = await _http.PostAsync("api/events/poison/replay", null, TestHub.Cancellation);
        Assert.Contains(
            "the rest is still in poison", await refused.Content.ReadAsStringAsync(TestHub.Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_asks_the_queue_once_in_half_a_minute_however_often_it_is_called()
    {
        for (var call = 0; call < 20; call++)
            await _http.GetAsync("api/health", TestHub.Cancellation);

        // Poison of events, and of alerts.
        Assert.Equal(2, _suite.Azure.Calls.Of("Queue_GetProperties"));
    }

    private Task PassAsync(TimeSpan time) => _suite.UntilAsync(_suite.Azure.Time.GetUtcNow() + time);

    private void Put(string text) => _suite.Azure.Queues.Put(LocalAppOptions.DefaultAccount, EventQueue.Name, text);

    private int Queued(string queue) => _suite.Azure.Queues.Count(LocalAppOptions.DefaultAccount, queue);

    private async Task<int> ReplayAsync()
    {
        var answer = await _http.PostAsync("api/events/poison/replay", null, TestHub.Cancellation);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestHub.Cancellation)).GetProperty("replayed").GetInt32();
    }

    private async Task<IReadOnlyList<EventRecord>> RecordsAsync()
    {
        var state = _suite.Services.GetRequiredService<StateStore>();
        var records = new List<EventRecord>();
        await foreach (var name in state.ListAsync(EventIntake.Folder, TestHub.Cancellation))
            records.Add((await state.FindAsync<EventRecord>(name.Name, TestHub.Cancellation))!.Value);
        return records;
    }
}
