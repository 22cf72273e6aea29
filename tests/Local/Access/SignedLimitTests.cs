using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Functions.Http;
using OpsFunctions.Functions.Http.Signing;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Local.Access;

/// <summary>Signatures are used once, a signer has a share of his own, and none of it keeps the kill switch from being thrown.</summary>
public sealed class SignedLimitTests : IAsyncLifetime
{
    private const string Soft = """{"level":"soft","reason":"too many alerts"}""";
    private const string OtherSecret = "secret-of-another-operator-0123456789";

    private AccessSuite _suite = null!;

    private DateTimeOffset Now => _suite.Azure.Time.GetUtcNow();

    public async ValueTask InitializeAsync() => _suite = await AccessSuite.StartAsync(("Ops:Signers:other:Secret", OtherSecret));

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_refused_requests_of_a_reader_keep_nobody_out_and_write_nothing()
    {
        var statuses = new ConcurrentBag<int>();

        await Parallel.ForEachAsync(Enumerable.Range(0, 10_050), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
            statuses.Add((await _suite.Http.SendSignedAsync(
                Now, HttpMethod.Put, "api/kill-switch", $$"""{"level":"soft","reason":"{{number}}"}""", "dashboard",
                AccessSuite.ReaderSecret)).Status));

        Assert.Equal((10_050, 403), (statuses.Count, Assert.Single(statuses.Distinct())));
        Assert.Empty(await NamesAsync());
        Assert.Equal(200, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Put, "api/kill-switch", Soft)).Status);
        Assert.Equal(202, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Post, "api/runs/rightsizing")).Status);
        Assert.Equal(200, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Delete, "api/kill-switch")).Status);
    }

    [Fact]
    public async Task What_is_refused_at_the_door_writes_nothing()
    {
        var large = new string('x', 2 << 20);

        Assert.Equal(401, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Post, "api/runs/rightsizing", secret: "another")).Status);
        Assert.Equal(401, (await _suite.Http.SendSignedAsync(Now.AddMinutes(-6), HttpMethod.Post, "api/runs/rightsizing")).Status);
        Assert.Equal(413, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Post, "api/runs/rightsizing", large)).Status);
        Assert.Equal(403, (await _suite.Http.SendSignedAsync(
            Now, HttpMethod.Post, "api/runs/rightsizing", "", "dashboard", AccessSuite.ReaderSecret)).Status);
        Assert.Equal(200, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Get, "api/runs")).Status);
        Assert.Equal(404, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Put, "api/nowhere", Soft)).Status);

        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task A_signer_who_has_used_his_share_costs_no_other_and_still_throws_the_kill_switch()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, UsedSignatures.Share), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
            Assert.Equal(400, (await UselessAsync(number)).Status));

        var over = await UselessAsync(-1);
        var thrown = await _suite.Http.SendSignedAsync(Now, HttpMethod.Put, "api/kill-switch", Soft);

        Assert.Equal((429, 200), (over.Status, thrown.Status));
        Assert.Contains("Throwing the kill switch is never limited", over.Text, StringComparison.Ordinal);
        Assert.Equal(429, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Delete, "api/kill-switch")).Status);
        Assert.Equal(200, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Delete, "api/kill-switch", "", "other", OtherSecret)).Status);
        _suite.Azure.Clock.AdvanceTo(Now.AddMinutes(1));
        Assert.Equal(400, (await UselessAsync(-2)).Status);
    }

    [Theory]
    [InlineData(403, "AuthorizationFailure")]
    [InlineData(503, "ServerBusy")]
    public async Task While_storage_does_not_tell_nothing_signed_is_taken_but_throwing_the_kill_switch(int status, string code)
    {
        _suite.Azure.Faults.Add(new FaultRule { Target = "http/signatures", Status = status, Code = code });

        var refused = await _suite.Http.SendSignedAsync(Now, HttpMethod.Post, "api/runs/rightsizing");

        Assert.Equal(503, refused.Status);
        Assert.Contains("used before is not known", refused.Text, StringComparison.Ordinal);
        Assert.Equal(503, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Delete, "api/kill-switch")).Status);
        Assert.Equal(200, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Put, "api/kill-switch", Soft)).Status);
        Assert.Equal(200, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Get, "api/runs")).Status);
        Assert.Equal("[]", (await _suite.Http.SendSignedAsync(Now, HttpMethod.Get, "api/runs")).Text);
    }

    [Fact]
    public async Task A_damaged_memory_of_one_signer_concerns_him_for_that_minute_only()
    {
        await UselessAsync(1);
        await DamageAsync(Assert.Single(await NamesAsync()));

        Assert.Equal(503, (await UselessAsync(2)).Status);
        Assert.Equal(200, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Put, "api/kill-switch", Soft)).Status);
        Assert.Equal(200, (await _suite.Http.SendSignedAsync(Now, HttpMethod.Delete, "api/kill-switch", "", "other", OtherSecret)).Status);
        _suite.Azure.Clock.AdvanceTo(Now.AddMinutes(1));
        Assert.Equal(400, (await UselessAsync(3)).Status);
    }

    [Fact]
    public async Task What_is_too_old_to_be_taken_is_forgotten_and_not_before()
    {
        await UselessAsync(1);
        _suite.Azure.Clock.AdvanceTo(Now.AddMinutes(5));
        await UselessAsync(2);
        Assert.Equal(2, (await NamesAsync()).Count);

        _suite.Azure.Clock.AdvanceTo(Now.AddHours(2));
        await UselessAsync(3);

        Assert.EndsWith("/20260601-0211", Assert.Single(await NamesAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/runs?x=a%20b")]
    [InlineData("/api/runs?x=a b%2Bc+d&y=%C3%A9%c3%a9")]
    [InlineData("/api/runs?x=%7E~!$'()*,;:@%5B[]")]
    [InlineData("/%61pi/runs")]
    [InlineData("/api/%72uns?")]
    [InlineData("/api/./reports/../runs")]
    public async Task A_signature_is_over_the_target_as_it_was_sent(string target)
    {
        // A blank ends the target in the first line.
        var sent = target.Replace(" ", "%20", StringComparison.Ordinal);

        Assert.Equal(200, RawHttp.StatusOf(await GetRawAsync(sent, sent)));
        Assert.Equal(401, RawHttp.StatusOf(await GetRawAsync(sent, sent + "x")));
    }

    [Fact]
    public async Task A_header_of_the_caller_does_not_say_what_was_sent()
    {
        var answer = await GetRawAsync("/api/reports", "/api/runs", $"{SentTarget.Header}: /api/runs\r\n");

        Assert.Equal(401, RawHttp.StatusOf(answer));
    }

    [Theory]
    [InlineData("/api/runs%3Fx", "/api/runs", "")]
    [InlineData("/api/kill-switch", "/api/runs", "")]
    [InlineData("/api/runs?x=1", "/api/runs", "?x=2")]
    [InlineData("http://h/api/runs", "/api/runs", "")]
    public void Where_the_front_ends_header_says_another_target_it_does_not_count(string header, string path, string query)
    {
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        (http.Request.Path, http.Request.QueryString) = (path, new(query));
        http.Request.Headers[SentTarget.Header] = header;

        Assert.Equal(path + query, SentTarget.Of(http.Request));
    }

    // Lets in an operator, and is of no effect.
    private Task<Answered> UselessAsync(int number) =>
        _suite.Http.SendSignedAsync(Now, HttpMethod.Put, "api/snapshots/vm-never/holds/drill", $$"""{"number":{{number}}}""");

    private async Task<string> GetRawAsync(string target, string signed, string more = "")
    {
        var headers = string.Concat(Signing.Headers(Now, "GET", signed).Select(one => $"{one.Name}: {one.Value}\r\n"));
        var host = _suite.Http.BaseAddress!.Authority;
        return await RawHttp.SendAsync(
            _suite.Http.BaseAddress, $"GET {target} HTTP/1.1\r\nHost: {host}\r\n{headers}{more}Connection: close\r\n\r\n");
    }

    private async Task<List<string>> NamesAsync() =>
        await _suite.Host.Services.GetRequiredService<StateStore>().ListAsync("http/", default).Select(name => name.Name).ToListAsync();

    private async Task DamageAsync(string name)
    {
        var blob = _suite.Host.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state")
            .GetBlobClient(name + ".json.gz");
        await blob.UploadAsync(BinaryData.FromString("garbage"), overwrite: true);
    }
}
