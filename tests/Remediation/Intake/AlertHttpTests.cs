using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Alerts;
using OpsFunctions.Tests.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Intake;

/// <summary>From a request over the queue to an incident, and what becomes of requests that are no alerts.</summary>
public sealed class AlertHttpTests : IAsyncLifetime
{
    // Five attempts, two minutes apart.
    private static readonly TimeSpan AllAttempts = TimeSpan.FromMinutes(11);

    private AlertSuite _suite = null!;

    public async ValueTask InitializeAsync() => _suite = await AlertSuite.StartAsync();

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task An_alert_is_taken_with_one_message_and_one_write_and_begins_an_incident()
    {
        var before = Writes();

        using var answer = await _suite.PostAsync(AlertTexts.Metric());
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await _suite.SettledAsync();

        Assert.Equal(IdOf(AlertTexts.Metric()), Assert.Single(await _suite.IncidentsAsync()));
        Assert.Equal((0, 0), _suite.Queues);
        Assert.Equal(before + 1, Writes());
    }

    [Fact]
    public async Task Each_form_begins_an_incident_a_resource()
    {
        foreach (var text in AlertTexts.All)
            Assert.Equal(202, await _suite.TakeAsync(text));
        Assert.Equal(202, await _suite.TakeAsync(AlertTexts.Metric(guid: "a1", targets: [AlertTexts.Machine, AlertTexts.OtherMachine])));

        var fired = AlertTexts.All.Where(text => AlertReader.Read(text).Alerts[0].Condition == AlertCondition.Fired).Select(IdOf);
        Assert.Equal(fired.Distinct().Count() + 2, (await _suite.IncidentsAsync()).Count);
        Assert.Equal((0, 0), _suite.Queues);
    }

    [Fact]
    public async Task A_body_of_more_than_48_KB_goes_through_a_document_that_is_deleted_when_it_is_taken()
    {
        Assert.Equal(202, await _suite.TakeAsync(AlertTexts.Metric(guid: "small").PadRight(AlertQueue.MostInMessage)));
        Assert.Equal(0, Bodies());

        Assert.Equal(202, await _suite.TakeAsync(AlertTexts.Metric(guid: "large").PadRight(AlertQueue.MostBody)));

        Assert.Equal(1, Bodies());
        Assert.Equal(2, (await _suite.IncidentsAsync()).Count);
        Assert.Empty(await _suite.DocumentsAsync("alerts/bodies/"));
        Assert.Equal((0, 0), _suite.Queues);
    }

    [Fact]
    public async Task The_same_long_body_sent_twice_at_once_is_one_document_and_one_incident()
    {
        var body = AlertTexts.Metric().PadRight(100_000);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => (await _suite.PostAsync(body)).Dispose()));
        await _suite.SettledAsync();

        Assert.Single(await _suite.IncidentsAsync());
        Assert.Empty(await _suite.DocumentsAsync("alerts/bodies/"));
        Assert.Equal((0, 0), _suite.Queues);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_more_than_256_KB_is_refused_and_leaves_nothing(bool isAnnounced)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/alerts");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(AlertTexts.Metric().PadRight(AlertQueue.MostBody + 1)));
        request.Headers.TransferEncodingChunked = !isAnnounced;
        request.Headers.Add(OpsFunctions.Functions.Http.AccessKeys.Header, AlertSuite.Key);
        using var answer = await _suite.Http.SendAsync(request, TestHub.Cancellation);
        await _suite.SettledAsync();

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal((0, 0), _suite.Queues);
        Assert.Empty(await _suite.DocumentsAsync("alerts/"));
    }

    [Fact]
    public async Task What_cannot_be_read_is_kept_at_once_with_the_reason_shown_and_put_back()
    {
        const string hostile = "<script>alert(1)</script>";
        Assert.Equal(202, await _suite.TakeAsync(hostile));
        Assert.Equal(202, await _suite.TakeAsync(AlertTexts.Metric().Replace("firedDateTime", "x", StringComparison.Ordinal)));
        (await _suite.PostAsync([0xff, 0x00, 0xfe])).Dispose();
        await _suite.SettledAsync();

        Assert.Empty(await _suite.IncidentsAsync());
        Assert.Equal(3, (await _suite.GetAsync("api/health")).GetProperty("alertPoison").GetInt32());
        Assert.Equal(0, (await _suite.GetAsync("api/health")).GetProperty("poison").GetInt32());
        var shown = await _suite.GetAsync("api/alerts/poison");
        Assert.Equal(3, shown.GetProperty("count").GetInt32());
        var problems = shown.GetProperty("messages").EnumerateArray().Select(one => one.GetProperty("problem").GetString()).ToList();
        Assert.Contains(problems, one => one!.StartsWith("it is no JSON", StringComparison.Ordinal));
        Assert.Contains(problems, one => one!.Contains("firedDateTime", StringComparison.Ordinal));
        Assert.Contains(problems, one => one!.Contains("no text in UTF-8", StringComparison.Ordinal));
        Assert.Equal(hostile, shown.GetProperty("messages")[0].GetProperty("beginning").GetString());
        Assert.Single(await _suite.DocumentsAsync("alerts/bodies/"));

        Assert.Equal(3, await _suite.ReplayAsync());
        await _suite.SettledAsync();
        Assert.Equal((0, 3), _suite.Queues);
    }

    [Fact]
    public async Task A_long_body_that_cannot_be_read_stays_in_its_document_and_one_whose_document_is_damaged_is_told_so()
    {
        Assert.Equal(202, await _suite.TakeAsync("no alert".PadRight(100_000)));
        var name = Assert.Single(await _suite.DocumentsAsync("alerts/bodies/"));
        var message = (await _suite.GetAsync("api/alerts/poison")).GetProperty("messages")[0];
        Assert.StartsWith("no alert", message.GetProperty("beginning").GetString(), StringComparison.Ordinal);

        var blobs = _suite.Host.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state");
        await blobs.GetBlobClient($"{name}.json.gz").UploadAsync(BinaryData.FromString("garbage"), overwrite: true);
        Assert.Equal(1, await _suite.ReplayAsync());
        await _suite.SettledAsync();

        Assert.Equal((0, 1), _suite.Queues);
        message = (await _suite.GetAsync("api/alerts/poison")).GetProperty("messages")[0];
        Assert.Contains("cannot be read", message.GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_be_read_of_a_message_is_taken_though_the_rest_is_kept()
    {
        var text = AlertTexts.Alertmanager().Replace("\"alerts\":[", "\"alerts\":[{\"status\":\"firing\"},", StringComparison.Ordinal);

        await _suite.TakeAsync(text);

        Assert.Single(await _suite.IncidentsAsync());
        Assert.Equal((0, 1), _suite.Queues);
        var message = (await _suite.GetAsync("api/alerts/poison")).GetProperty("messages")[0];
        Assert.Equal("NodeDown", message.GetProperty("alerts")[0].GetProperty("rule").GetString());
        await _suite.ReplayAsync();
        await _suite.SettledAsync();
        Assert.Single(await _suite.IncidentsAsync());
    }

    [Fact]
    public async Task With_the_queue_down_for_a_minute_the_sender_is_told_to_come_again_and_nothing_is_lost()
    {
        _suite.Azure.Faults.Add(new FaultRule
        {
            Target = ".queue.core.windows.net", Status = 503, Code = "ServerBusy", Until = _suite.Now.AddMinutes(1),
        });

        using var refused = await _suite.PostAsync(AlertTexts.Metric());
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "10"), (refused.StatusCode, refused.Headers.RetryAfter!.ToString()));
        await _suite.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(202, await _suite.TakeAsync(AlertTexts.Metric()));
        Assert.Single(await _suite.IncidentsAsync());
    }

    [Fact]
    public async Task With_the_state_down_for_a_minute_an_alert_is_taken_and_begins_its_incident_after_it()
    {
        _suite.Azure.Faults.Add(new FaultRule
        {
            Target = ".blob.core.windows.net", Status = 503, Code = "ServerBusy", Until = _suite.Now.AddMinutes(1),
        });

        Assert.Equal(202, await _suite.TakeAsync(AlertTexts.Metric()));
        Assert.Empty(await _suite.IncidentsAsync());
        using var large = await _suite.PostAsync(AlertTexts.Metric(guid: "large").PadRight(100_000));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, large.StatusCode);
        await _suite.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Single(await _suite.IncidentsAsync());
        Assert.Equal((0, 0), _suite.Queues);
    }

    [Fact]
    public async Task What_the_app_fails_over_all_the_time_is_put_apart_by_the_host_and_put_back_when_it_is_mended()
    {
        _suite.Azure.Faults.Add(new FaultRule
        {
            Target = ".blob.core.windows.net", Status = 503, Code = "ServerBusy", Until = _suite.Now.AddHours(1),
        });
        await _suite.TakeAsync(AlertTexts.Metric());
        await _suite.PassAsync(AllAttempts);
        Assert.Equal((0, 1), _suite.Queues);
        var message = (await _suite.GetAsync("api/alerts/poison")).GetProperty("messages")[0];
        Assert.Equal(System.Text.Json.JsonValueKind.Null, message.GetProperty("problem").ValueKind);

        await _suite.PassAsync(TimeSpan.FromHours(1));
        await _suite.ReplayAsync();
        await _suite.SettledAsync();

        Assert.Single(await _suite.IncidentsAsync());
        Assert.Equal((0, 0), _suite.Queues);
    }

    [Fact]
    public async Task Nobody_outside_can_send_a_notice_of_ours_or_name_a_document()
    {
        foreach (var body in new[] { "ops-alerts Health\n{}", $"ops-alerts Stored\n{new string('0', 64)}",
            "ops-alerts Body\n" + AlertTexts.Metric() })
            Assert.Equal(202, await _suite.TakeAsync(body));

        Assert.Empty(await _suite.IncidentsAsync());
        Assert.Equal((0, 3), _suite.Queues);
    }

    [Fact]
    public async Task While_remediation_is_off_alerts_are_taken_and_nothing_follows()
    {
        await using var off = await AlertSuite.StartAsync(("Remediation:Mode", "Off"));

        Assert.Equal(202, await off.TakeAsync(AlertTexts.Metric()));

        Assert.Empty(await off.IncidentsAsync());
        Assert.Equal((0, 0), off.Queues);
    }

    [Fact]
    public async Task Leftovers_are_forgotten_when_nobody_can_need_them_any_more()
    {
        await _suite.State.WriteAsync(AlertBody.NameOf(new string('a', 64)), new AlertBody(new byte[] { 1 }), default);
        await _suite.TakeAsync(AlertTexts.Metric(condition: "Resolved"));
        (await _suite.PostAsync([1], ("x-ops-key", "wrong"))).Dispose();
        Assert.Equal(3, (await _suite.DocumentsAsync("alerts/")).Count);

        await _suite.PassAsync(TimeSpan.FromHours(20));
        Assert.Equal(3, (await _suite.DocumentsAsync("alerts/")).Count);
        await _suite.PassAsync(TimeSpan.FromDays(2));
        Assert.Equal(["alerts/bodies", "alerts/refused"], (await _suite.DocumentsAsync("alerts/")).Select(name =>
            name[..name.LastIndexOf('/')]));
    }

    [Fact]
    public async Task A_change_of_a_machines_health_is_noticed_and_acted_on_by_nothing_that_it_says()
    {
        DeployedEvents.Set(_suite.Azure, LocalAppOptions.DefaultAccount);
        var machine = _suite.Azure.Fleet.Machines[0];
        _suite.Azure.Events.AvailabilityChanged(machine, "Available", "Unavailable");
        _suite.Azure.Events.Annotate(
            machine, "VirtualMachineDeallocationInitiated", "Stopped", "It was stopped.", "Customer Initiated", "Not Applicable");

        await _suite.PassAsync(TimeSpan.FromMinutes(10));

        var incidents = await _suite.IncidentsAsync();
        Assert.Equal(2, incidents.Count);
        foreach (var id in incidents)
        {
            var alert = (await _suite.Host.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!.ReadInputAs<Alert>()!;
            Assert.Equal((AlertSource.Health, machine.Id.ToLowerInvariant()), (alert.Source, alert.Target));
            Assert.Contains(alert.Rule, new[] { "AvailabilityStatusChanged", "ResourceAnnotated" });
            Assert.Null(alert.Cause);
            Assert.Empty(alert.Metrics);
        }
        Assert.Equal((0, 0), _suite.Queues);
    }

    private static string IdOf(string text) => AlertReception.InstanceOf(AlertReader.Read(text).Alerts[0]);

    // What took effect: the first message finds no queue yet.
    private long Writes() => _suite.Azure.Calls.Of("Messages_Enqueue", 201) + Bodies();

    private int Bodies() =>
        _suite.Azure.Calls.Changes.Count(one => one.Operation == "BlockBlob_Upload"
            && one.Target.Contains("alerts/bodies/", StringComparison.Ordinal));
}
