using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpsFunctions.Functions.Http;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Local;

/// <summary>The app over HTTP, as <c>serve</c> offers it.</summary>
public sealed class HttpTests : IAsyncLifetime
{
    private const string Key = "a-key-of-these-tests";
    private SuiteHost _suite = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 6 }, httpPort: 0, ("Ops:KeyHashes:0", AccessKeys.HashOf(Key)));
        _http = new HttpClient { BaseAddress = _suite.Local.Address };
        _http.DefaultRequestHeaders.Add(AccessKeys.Header, Key);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _suite.DisposeAsync();
    }

    [Fact]
    public async Task Health_is_open_and_everything_else_needs_a_key()
    {
        using var stranger = new HttpClient { BaseAddress = _suite.Local.Address };

        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("api/health")).StatusCode);
        foreach (var path in (string[])
        [
            "api/runs", "api/runs/rightsizing-1", "api/reports", "api/reports/rightsizing/x.html", "api/reports/rightsizing-1/evidence"
        ])
        {
            var refused = await stranger.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
            Assert.Contains(AccessKeys.Header, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync("api/runs/rightsizing", null)).StatusCode);
        Assert.Empty(await _http.GetFromJsonAsync<JsonElement[]>("api/runs") ?? []);
    }

    [Theory]
    [InlineData("any:" + Key, HttpStatusCode.OK)]
    [InlineData("any:wrong", HttpStatusCode.Unauthorized)]
    public async Task A_browser_sends_the_key_as_password(string pair, HttpStatusCode expected)
    {
        using var browser = new HttpClient { BaseAddress = _suite.Local.Address };
        browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

        Assert.Equal(expected, (await browser.GetAsync("api/reports")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsync("api/runs/rightsizing", null)).StatusCode);
    }

    [Fact]
    public async Task A_run_is_accepted_shown_while_it_runs_and_its_report_can_be_read()
    {
        var accepted = await StartAsync("night-shift");
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var location = accepted.Headers.Location!.ToString();
        var id = location[(location.LastIndexOf('/') + 1)..];

        await _suite.CompletedAsync(id);

        var run = await _http.GetFromJsonAsync<JsonElement>(location);
        Assert.Equal("Completed", run.GetProperty("status").GetString());
        var reports = await _http.GetFromJsonAsync<string[]>("api/reports") ?? [];
        Assert.Equal([$"/api/reports/rightsizing/{id}.html", $"/api/reports/rightsizing/{id}.json"], reports);
        var page = await _http.GetAsync(reports[0]);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        var json = await _http.GetFromJsonAsync<JsonElement>(reports[1]);
        Assert.Equal(6, json.GetProperty("machines").GetArrayLength());
        Assert.Equal("rightsizing", json.GetProperty("run").GetProperty("capability").GetString());
    }

    [Fact]
    public async Task Evidence_of_a_run_is_whole_and_closed_by_the_hash_its_report_shows()
    {
        var id = (await StartAsync("proof")).Headers.Location!.ToString().Split('/')[^1];
        await _suite.CompletedAsync(id);

        var evidence = await _http.GetFromJsonAsync<JsonElement>($"api/reports/{id}/evidence");
        var report = await _http.GetFromJsonAsync<JsonElement>($"api/reports/rightsizing/{id}.json");

        Assert.True(evidence.GetProperty("isWhole").GetBoolean());
        var chain = Assert.Single(evidence.GetProperty("chains").EnumerateArray());
        // Six machines, begin and end, and a subscription of the settings in which none of the six lies.
        Assert.Equal(6 + 2 + 1, chain.GetProperty("records").GetInt64());
        Assert.Equal(chain.GetProperty("hash").GetString(), report.GetProperty("run").GetProperty("evidence").GetProperty("hash")
            .GetString());
        Assert.StartsWith("manifest/", chain.GetProperty("manifest").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_Idempotency_Key_starts_one_run()
    {
        var first = await StartAsync("same");
        var second = await StartAsync("same");

        Assert.Equal(first.Headers.Location, second.Headers.Location);
        await _suite.CompletedAsync(first.Headers.Location!.ToString().Split('/')[^1]);
        Assert.Single((await _http.GetFromJsonAsync<JsonElement[]>("api/runs"))!);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused_with_what_to_do()
    {
        var refused = await StartAsync(new string('k', 201));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("1 to 200 characters", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api/runs/rightsizing-never")]
    [InlineData("api/runs/..%2F..%2Fetc")]
    [InlineData("api/reports/rightsizing/never.html")]
    [InlineData("api/reports/rightsizing/never.exe")]
    [InlineData("api/reports/rightsizing-never/evidence")]
    [InlineData("api/reports/..%2Fstate/x.json")]
    public async Task What_is_not_there_is_told_with_where_to_look(string path)
    {
        var refused = await _http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains("GET /api/", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> StartAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/runs/rightsizing");
        request.Headers.Add("Idempotency-Key", key);
        return await _http.SendAsync(request);
    }
}
