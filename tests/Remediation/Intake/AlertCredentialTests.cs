using System.Globalization;
using System.Net;
using System.Text;
using OpsFunctions.Functions.Http;
using OpsFunctions.Functions.Http.Signing;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Alerts;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Intake;

/// <summary>Who may send alerts, by what, and what is left of who may not.</summary>
public sealed class AlertCredentialTests : IAsyncLifetime
{
    private const string Timestamp = "X-Grafana-Alerting-Timestamp";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(AlertTexts.Grafana());

    private AlertSuite _suite = null!;

    public async ValueTask InitializeAsync() => _suite = await AlertSuite.StartAsync();

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Theory]
    [InlineData("ActionGroupsSecureWebhook", 202)]
    [InlineData("Ops.Alerts", 202)]
    [InlineData("Ops.Operator", 202)]
    [InlineData("Ops.Reader", 403)]
    [InlineData("Ops.Approver", 403)]
    [InlineData("Ops.Auditor", 403)]
    [InlineData("actiongroupssecurewebhook", 403)]
    public async Task A_token_sends_alerts_by_its_role(string role, int status) =>
        Assert.Equal(status, await SendAsync(Body, ("Authorization", $"Bearer {Token(role)}")));

    [Theory]
    [InlineData("ActionGroupsSecureWebhook")]
    [InlineData("Ops.Alerts")]
    public async Task Who_may_send_alerts_may_nothing_else(string role)
    {
        foreach (var (method, path) in new[]
        {
            ("GET", "api/runs"), ("GET", "api/alerts/poison"), ("POST", "api/alerts/poison/replay"), ("GET", "api/kill-switch"),
            ("PUT", "api/kill-switch"), ("POST", "api/runs/access"), ("GET", "api/reports"),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Authorization = new("Bearer", Token(role));
            using var answer = await _suite.Http.SendAsync(request, TestHub.Cancellation);
            Assert.Equal($"{path} 403", $"{path} {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_key_is_taken_in_its_header_and_as_a_bearer_and_never_in_the_address()
    {
        Assert.Equal(202, await SendAsync(Body, (AccessKeys.Header, AlertSuite.Key)));
        Assert.Equal(202, await SendAsync(Body, ("Authorization", $"Bearer {AlertSuite.Key}")));
        Assert.Equal(401, await SendAsync(Body, ("Authorization", "Bearer wrong")));
        var password = Convert.ToBase64String(Encoding.UTF8.GetBytes($"x:{AlertSuite.Key}"));
        Assert.Equal(401, await SendAsync(Body, ("Authorization", $"Basic {password}")));
        using var address = new HttpRequestMessage(HttpMethod.Post,
            $"api/alerts?code={AlertSuite.Key}") { Content = new ByteArrayContent(Body) };
        using var answer = await _suite.Http.SendAsync(address, TestHub.Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_key_as_a_bearer_is_none_anywhere_else()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/runs");
        request.Headers.Authorization = new("Bearer", AlertSuite.Key);
        using var answer = await _suite.Http.SendAsync(request, TestHub.Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Grafana_signs_timestamp_and_body_and_a_replayed_request_is_refused()
    {
        var signed = Grafana(Body, TimeSpan.Zero);

        Assert.Equal(202, await SendAsync(Body, signed));
        Assert.Equal(401, await SendAsync(Body, signed));
        _suite.Azure.Clock.AdvanceTo(_suite.Now.AddMinutes(4));
        Assert.Equal(401, await SendAsync(Body, signed));
        Assert.Equal(202, await SendAsync(Body, Grafana(Body, TimeSpan.Zero)));
        await _suite.SettledAsync();
        Assert.Single(await _suite.IncidentsAsync());
    }

    [Theory]
    [InlineData(300, 202)]
    [InlineData(-300, 202)]
    [InlineData(301, 401)]
    [InlineData(-301, 401)]
    [InlineData(86400, 401)]
    public async Task A_signature_of_Grafana_is_good_for_five_minutes(int seconds, int status) =>
        Assert.Equal(status, await SendAsync(Body, Grafana(Body, TimeSpan.FromSeconds(seconds))));

    [Fact]
    public async Task What_Grafana_did_not_sign_so_is_refused()
    {
        var (at, secret) = (Unix(_suite.Now), Encoding.UTF8.GetBytes(AlertSuite.Secret));
        var right = Convert.ToHexStringLower(GrafanaSignatures.Sign(secret, at, Body));
        var ofBody = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(secret, Body));

        foreach (var headers in new (string, string)[][]
        {
            [(GrafanaSignatures.Header, right)],
            [(GrafanaSignatures.Header, ofBody)],
            [(GrafanaSignatures.Header, ofBody), (Timestamp, at)],
            [(GrafanaSignatures.Header, right), (Timestamp, Unix(_suite.Now.AddSeconds(1)))],
            [(GrafanaSignatures.Header, right), (Timestamp, _suite.Now.ToString("o", CultureInfo.InvariantCulture))],
            [(GrafanaSignatures.Header, right[..^2]), (Timestamp, at)],
            [(GrafanaSignatures.Header, $"sha256={right}"), (Timestamp, at)],
            [(GrafanaSignatures.Header, ""), (Timestamp, at)],
        })
            Assert.Equal(401, await SendAsync(Body, headers));
        Assert.Equal(401, await SendAsync(Encoding.UTF8.GetBytes(AlertTexts.Metric()), (GrafanaSignatures.Header, right), (Timestamp, at)));
        Assert.Equal(202, await SendAsync(Body, (GrafanaSignatures.Header, right.ToUpperInvariant()), (Timestamp, at)));
    }

    [Fact]
    public async Task Without_a_signer_for_it_no_signature_of_Grafana_is_taken_and_its_header_may_be_called_otherwise()
    {
        await using var none = await AlertSuite.StartAsync(("Ops:Grafana:Signer", ""));
        await using var other = await AlertSuite.StartAsync(("Ops:Grafana:TimestampHeader", "X-Signed-At"));
        var signed = Grafana(Body, TimeSpan.Zero);

        using var refused = await none.PostAsync(Body, signed);
        using var unknown = await other.PostAsync(Body, signed);
        using var taken = await other.PostAsync(Body, (signed[0].Name, signed[0].Value), ("X-Signed-At", signed[1].Value));

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Accepted), (refused.StatusCode,
                unknown.StatusCode, taken.StatusCode));
    }

    [Fact]
    public async Task Our_own_signature_is_taken_once()
    {
        var at = Unix(_suite.Now);
        var signature = Signatures.Sign(Encoding.UTF8.GetBytes(AlertSuite.Secret), at, "POST", "/api/alerts", Body);
        (string, string)[] signed =
            [(Signatures.SignerHeader, "monitor"), (Signatures.TimestampHeader, at), (Signatures.Header,
                Convert.ToHexStringLower(signature))];

        Assert.Equal(202, await SendAsync(Body, signed));
        Assert.Equal(401, await SendAsync(Body, signed));
    }

    [Fact]
    public async Task Who_is_refused_is_counted_and_recorded_once_a_minute_and_takes_nothing_in()
    {
        var before = _suite.Azure.Calls.Of("BlockBlob_Upload");
        for (var number = 0; number < 50; number++)
            Assert.Equal(401, await SendAsync(Body, (AccessKeys.Header, "wrong")));
        Assert.Equal(403, await SendAsync(Body, ("Authorization", $"Bearer {Token("Ops.Reader")}")));
        Assert.Equal(before + 1, _suite.Azure.Calls.Of("BlockBlob_Upload"));
        _suite.Azure.Clock.AdvanceTo(_suite.Now.AddMinutes(1));
        Assert.Equal(401, await SendAsync(Body, (AccessKeys.Header, "wrong")));

        var name = Assert.Single(await _suite.DocumentsAsync("alerts/refused/"));
        var counts = (await _suite.State.FindAsync<RefusedAlerts>(name, TestHub.Cancellation))!.Value.Counts;
        Assert.Equal((2, 52), (counts.Count, counts.Sum(one => one.Count)));
        Assert.DoesNotContain(counts, one => one.Reason.Contains("wrong", StringComparison.Ordinal));
        Assert.Equal(52, (await _suite.GetAsync("api/health")).GetProperty("refusedSenders").GetInt32());
        Assert.Empty(await _suite.IncidentsAsync());
        Assert.Equal((0, 0), _suite.Queues);
    }

    [Fact]
    public async Task That_refusals_cannot_be_recorded_lets_nobody_in_and_answers_the_same()
    {
        _suite.Azure.Faults.Add(new FaultRule { Target = ".blob.core.windows.net", Status = 503, Code = "ServerBusy" });

        Assert.Equal(401, await SendAsync(Body, (AccessKeys.Header, "wrong")));
        Assert.Equal(202, await SendAsync(Body, (AccessKeys.Header, AlertSuite.Key)));
    }

    private string Token(string role) => _suite.Azure.Entra.Issue(new UserToken { Audience = SuiteHost.Audience, Roles = [role] });

    private async Task<int> SendAsync(byte[] body, params (string Name, string Value)[] headers)
    {
        using var answer = await _suite.PostAsync(body, headers);
        return (int)answer.StatusCode;
    }

    private (string Name, string Value)[] Grafana(byte[] body, TimeSpan age)
    {
        var at = Unix(_suite.Now - age);
        var signature = GrafanaSignatures.Sign(Encoding.UTF8.GetBytes(AlertSuite.Secret), at, body);
        return [(GrafanaSignatures.Header, Convert.ToHexStringLower(signature)), (Timestamp, at)];
    }

    private static string Unix(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
