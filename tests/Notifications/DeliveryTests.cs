using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Notifications;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Notifications;

/// <summary>What receivers get, and what becomes of their answers.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private SuiteHost _suite = null!;

    public async ValueTask InitializeAsync() =>
        _suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 }, NotificationCases.Receivers);

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task A_webhook_gets_JSON_that_its_secret_has_signed_together_with_the_moment()
    {
        Assert.Equal(202, (await SendAsync("ops")).Value);

        var sent = Assert.Single(_suite.Azure.Deliveries.All);
        Assert.Equal("/ops", sent.Path);
        Assert.Equal("application/json", sent.Headers["Content-Type"]);
        var timestamp = sent.Headers["x-ops-timestamp"];
        Assert.InRange(
            _suite.Azure.Time.GetUtcNow().ToUnixTimeSeconds() - long.Parse(timestamp, System.Globalization.CultureInfo.InvariantCulture), 0,
            60);
        var signature = MessageSignature.Of(
            Encoding.UTF8.GetBytes(NotificationCases.Secret), $"{timestamp}.", Encoding.UTF8.GetBytes(sent.Body));
        Assert.Equal(Convert.ToHexStringLower(signature), sent.Headers["x-ops-signature"]);
        var body = JsonDocument.Parse(sent.Body).RootElement;
        Assert.Equal("changeDone", body.GetProperty("kind").GetString());
        Assert.Equal("resize-a-done", body.GetProperty("id").GetString());
        Assert.Equal("100 USD a month", body.GetProperty("facts").GetProperty("saved").GetString());
        Assert.Equal("https://ops.contoso.example", body.GetProperty("facts").GetProperty("app").GetString());
    }

    // printf '%s.%s' 1780293600 '{}' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
    [Fact]
    public void A_signature_is_the_one_that_openssl_makes() => Assert.Equal(
        "ba0133c10a760c3adea08793d78722be12d6ab3162587712fe4937eead57cb9d",
        Convert.ToHexStringLower(MessageSignature.Of("0123456789abcdef0123456789abcdef"u8, "1780293600.", "{}"u8)));

    [Fact]
    public async Task Teams_gets_an_Adaptive_Card_at_the_workflows_address_and_no_signature()
    {
        await SendAsync("team");

        var sent = Assert.Single(_suite.Azure.Deliveries.All);
        Assert.Equal("/workflows/x", sent.Path);
        Assert.DoesNotContain("x-ops-signature", sent.Headers.Keys);
        var message = JsonDocument.Parse(sent.Body).RootElement;
        Assert.Equal("message", message.GetProperty("type").GetString());
        var attachment = Assert.Single(message.GetProperty("attachments").EnumerateArray());
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment.GetProperty("contentType").GetString());
        var card = attachment.GetProperty("content");
        Assert.Equal("AdaptiveCard", card.GetProperty("type").GetString());
        var body = card.GetProperty("body");
        Assert.Equal("a was resized", body[0].GetProperty("text").GetString());
        Assert.Equal(["app", "saved", "target"], body[2].GetProperty("facts").EnumerateArray()
            .Select(fact => fact.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task A_card_stays_small_and_a_text_from_outside_becomes_no_link()
    {
        var message = NotificationCases.Message with
        {
            Title = "[a](https://evil.example)",
            Text = new string('x', 100_000),
            Facts = Enumerable.Range(0, 100).ToDictionary(number => $"fact {number}", _ => new string('y', 10_000)),
        };

        await SendAsync("team", message);

        var sent = Assert.Single(_suite.Azure.Deliveries.All).Body;
        Assert.InRange(Encoding.UTF8.GetByteCount(sent), 1, 28 * 1024);
        Assert.DoesNotContain("](", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(408, OutcomeKind.Throttled)]
    [InlineData(429, OutcomeKind.Throttled)]
    [InlineData(500, OutcomeKind.Throttled)]
    [InlineData(503, OutcomeKind.Throttled)]
    [InlineData(302, OutcomeKind.Refused)]
    [InlineData(400, OutcomeKind.Refused)]
    [InlineData(401, OutcomeKind.Refused)]
    [InlineData(404, OutcomeKind.Refused)]
    [InlineData(410, OutcomeKind.Refused)]
    public async Task A_receiver_that_says_no_is_asked_once_and_its_answer_told(int status, OutcomeKind kind)
    {
        _suite.Azure.Faults.Add(new FaultRule { Operation = "Hooks_Post", Status = status, RetryAfter = TimeSpan.FromSeconds(90) });

        var outcome = await SendAsync("ops");

        Assert.Equal(kind, outcome.Kind);
        Assert.Equal(kind == OutcomeKind.Throttled ? 90 : 0, outcome.RetryAfterSeconds);
        Assert.Equal(1, _suite.Azure.Calls.Of("Hooks_Post"));
        Assert.DoesNotContain("hooks.contoso", outcome.Reason!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_may_pass()
    {
        _suite.Azure.Faults.Add(new FaultRule { Operation = "Hooks_Post", Kind = FaultKind.AbortConnection });

        Assert.Equal(OutcomeKind.Throttled, (await SendAsync("ops")).Kind);
    }

    [Fact]
    public async Task A_receiver_that_the_settings_no_longer_name_is_given_up() =>
        Assert.Equal(OutcomeKind.Refused, (await SendAsync("gone")).Kind);

    [Fact]
    public async Task The_delivery_of_a_message_ends_when_it_was_taken()
    {
        await _suite.Client.StartOnceAsync(
            nameof(NotifyOrchestrator), "notify-1", new DeliveryRequest("ops", NotificationCases.Message), default);

        Assert.Equal(new DeliveryResult(1, null), (await _suite.CompletedAsync("notify-1")).ReadOutputAs<DeliveryResult>());
        Assert.Single(_suite.Azure.Deliveries.All);
    }

    private Task<Outcome<int>> SendAsync(string receiver, Notification? message = null) =>
        _suite.Services.GetRequiredService<Delivery>().SendAsync(new(receiver, message ?? NotificationCases.Message), default);
}
