using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Functions.Http;
using OpsFunctions.Local.Cli;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;
using Xunit;

namespace OpsFunctions.Tests.Local.Access;

/// <summary>How refusals are told, and what Entra's absence does.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task Without_credentials_every_way_in_is_told()
    {
        await using var suite = await AccessSuite.StartAsync();

        using var answer = await suite.Http.GetAsync("api/runs");

        Assert.Equal(["Basic", "Bearer"], answer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme)
            .Order(StringComparer.Ordinal));
        var text = await answer.Content.ReadAsStringAsync();
        foreach (var way in (string[])[AccessKeys.Header, "Bearer", Signatures.Header])
            Assert.Contains(way, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_role_is_named()
    {
        await using var suite = await AccessSuite.StartAsync();

        var (status, text) = await SendAsync(suite, HttpMethod.Post, suite.Token("Ops.Approver"));

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("The role Ops.Operator is missing", text, StringComparison.Ordinal);
        Assert.Contains("the caller has Ops.Approver", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expired", "has expired")]
    [InlineData("foreign issuer", "is of another issuer")]
    [InlineData("wrong audience", "is for another audience")]
    [InlineData("unsigned, alg none", "is not signed by the issuer")]
    [InlineData("signed by a stranger", "is not signed by the issuer")]
    [InlineData("id token", "is no access token")]
    public async Task A_token_that_is_refused_is_told_why(string kind, string reason)
    {
        await using var suite = await AccessSuite.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/runs");
        await CallerKind.All.Single(caller => caller.Name == $"token: {kind}").Sign(suite, request);

        using var answer = await suite.Http.SendAsync(request);

        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_settings_of_Entra_no_token_is_taken_and_no_key_fetched()
    {
        await using var suite = await AccessSuite.StartAsync(("Ops:Entra:Tenant", ""), ("Ops:Entra:Audience", ""));

        var (status, text) = await SendAsync(suite, HttpMethod.Get, suite.Token("Ops.Operator"));

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("Ops__Entra__Tenant", text, StringComparison.Ordinal);
        Assert.Equal(0, suite.Azure.Calls.Of("Entra_Metadata", 200));
    }

    [Fact]
    public async Task The_issuers_keys_are_fetched_once()
    {
        await using var suite = await AccessSuite.StartAsync();

        foreach (var _ in Enumerable.Range(0, 5))
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(suite, HttpMethod.Get, suite.Token("Ops.Reader"))).Status);

        Assert.Equal(1, suite.Azure.Calls.Of("Entra_Metadata", 200));
        Assert.Equal(1, suite.Azure.Calls.Of("Entra_Keys", 200));
    }

    [Fact]
    public async Task A_new_key_of_the_issuer_is_fetched_when_a_token_names_it_and_one_it_withdrew_is_good_no_more()
    {
        await using var suite = await AccessSuite.StartAsync();
        var old = suite.Token("Ops.Reader");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(suite, HttpMethod.Get, old)).Status);

        suite.Azure.Entra.RotateKey();

        // The library fetches behind the first request that names the new key.
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await SendAsync(suite, HttpMethod.Get, suite.Token("Ops.Reader"))).Status != HttpStatusCode.OK)
            guard.Token.ThrowIfCancellationRequested();
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(suite, HttpMethod.Get, old)).Status);
        Assert.Equal(2, suite.Azure.Calls.Of("Entra_Keys", 200));
    }

    [Theory]
    [InlineData("Entra_Metadata", FaultKind.Respond)]
    [InlineData("Entra_Keys", FaultKind.Respond)]
    [InlineData("Entra_Metadata", FaultKind.AbortConnection)]
    [InlineData("Entra_Keys", FaultKind.TruncateBody)]
    public async Task Keys_that_cannot_be_fetched_are_503_with_what_to_do_and_asked_for_again_after_a_pause(
        string operation, FaultKind kind)
    {
        await using var suite = await AccessSuite.StartAsync();
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = operation, Kind = kind, Status = 503, RetryAfter = TimeSpan.FromSeconds(1), KeepBytes = 20
        });

        var (status, text) = await SendAsync(suite, HttpMethod.Get, suite.Token("Ops.Reader"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("login.microsoftonline.com", text, StringComparison.Ordinal);

        suite.Azure.Faults.Clear();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(suite, HttpMethod.Get, suite.Token("Ops.Reader"))).Status);
        suite.Azure.Clock.AdvanceTo(suite.Azure.Clock.GetUtcNow() + EntraTokens.Pause);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(suite, HttpMethod.Get, suite.Token("Ops.Reader"))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_is_announced_or_not(bool announced)
    {
        await using var suite = await AccessSuite.StartAsync(("Ops:MaxBodyBytes", "2048"));

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(suite, 2048, announced));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(suite, 2049, announced));
    }

    [Fact]
    public async Task An_endpoint_that_is_not_listed_is_refused_even_for_an_operator()
    {
        await using var azure = await SimulatedAzure.StartAsync(new() { Fleet = new() { Machines = 1 } });
        var options = LocalApp.On(azure);
        await using var app = await LocalApp.StartAsync(options with
        {
            KeyHashes = [AccessKeys.HashOf(AccessSuite.OperatorKey)],
            Host = options.Host with { HttpPort = 0 },
            Configure = builder => FunctionsOfTypes.Use(builder, [typeof(Unlisted)]),
        });
        using var http = new HttpClient { BaseAddress = app.Host.Address };
        http.DefaultRequestHeaders.Add(AccessKeys.Header, AccessSuite.OperatorKey);

        using var answer = await http.GetAsync("api/unlisted");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await app.StopAsync();
    }

    private static async Task<HttpStatusCode> PostAsync(AccessSuite suite, int bytes, bool announced)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/runs/rightsizing")
        {
            Content = new ByteArrayContent(new byte[bytes])
        };
        request.Headers.TransferEncodingChunked = !announced;
        request.Headers.Add(AccessKeys.Header, AccessSuite.OperatorKey);
        using var answer = await suite.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(AccessSuite suite, HttpMethod method, string token)
    {
        using var request = new HttpRequestMessage(method, method == HttpMethod.Post ? "api/runs/rightsizing" : "api/runs");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await suite.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public sealed class Unlisted
    {
        [Function(nameof(Unlisted))]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "unlisted")] HttpRequest request) =>
            Results.Ok();
    }
}
