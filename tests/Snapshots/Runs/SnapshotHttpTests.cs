using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.State;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

/// <summary>Rotation over HTTP, as <c>serve</c> offers it.</summary>
public sealed class SnapshotHttpTests : IAsyncLifetime
{
    private const string Key = "a-key-of-these-tests";

    private SnapshotSuite _suite = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _suite = await SnapshotSuite.StartAsync(0, "silver", 24, ("Ops:KeyHashes:0", AccessKeys.HashOf(Key)));
        _http = new HttpClient { BaseAddress = _suite.Host.Local.Address };
        _http.DefaultRequestHeaders.Add(AccessKeys.Header, Key);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _suite.DisposeAsync();
    }

    [Fact]
    public async Task A_run_that_is_asked_for_takes_and_leaves_a_report_and_the_machines_state()
    {
        var started = await _http.PostAsync("api/runs/snapshots", null);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var id = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        await _suite.Host.CompletedAsync(id);
        var machine = _suite.Simple[0];

        var state = await _http.GetFromJsonAsync<JsonElement>($"api/snapshots/{machine.Name}");

        Assert.Equal(
            ("Protected", "silver"),
            (state.GetProperty("machine").GetProperty("state").GetString(), state.GetProperty("machine").GetProperty("policy")
                .GetString()));
        Assert.Equal(1, state.GetProperty("machine").GetProperty("series")[0].GetProperty("points").GetArrayLength());
        Assert.Contains($"/api/reports/snapshots/{id}.html", await _http.GetFromJsonAsync<string[]>("api/reports") ?? []);
        Assert.Equal("Completed", (await _http.GetFromJsonAsync<JsonElement>($"api/runs/{id}")).GetProperty("status").GetString());
        Assert.True((await _http.GetFromJsonAsync<JsonElement>($"api/reports/{id}/evidence")).GetProperty("isWhole").GetBoolean());
    }

    [Fact]
    public async Task The_same_idempotency_key_starts_one_run_and_retention_is_asked_for_by_name()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/runs/snapshots?retention=true");
        request.Headers.Add("Idempotency-Key", "once");
        using var again = new HttpRequestMessage(HttpMethod.Post, "api/runs/snapshots?retention=true");
        again.Headers.Add("Idempotency-Key", "once");

        var (first, second) = (await (await _http.SendAsync(request)).Content.ReadAsStringAsync(), await (await _http.SendAsync(
            again)).Content.ReadAsStringAsync());

        Assert.Equal(first, second);
        Assert.Contains("snapshots-retention-", first, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync("api/runs/snapshots?retention=perhaps", null)).StatusCode);
    }

    [Fact]
    public async Task A_hold_stands_against_deleting_until_it_is_taken_away()
    {
        var machine = _suite.Simple[0];
        await _suite.AddHistoryAsync(machine, 60);
        await _suite.TakeAsync();
        var until = _suite.Azure.Time.GetUtcNow().AddDays(5);

        var held = await _http.PutAsJsonAsync($"api/snapshots/{machine.Name}/holds/audit-7", new
        {
            until, reason = "an audit looks at it"
        });
        Assert.Equal(HttpStatusCode.OK, held.StatusCode);
        Assert.Equal(0, (await _suite.RetainAsync()).Work.Deleted);

        Assert.Equal(HttpStatusCode.OK, (await _http.DeleteAsync($"api/snapshots/{machine.Name}/holds/audit-7")).StatusCode);
        Assert.True((await _suite.RetainAsync()).Work.Deleted > 20);
    }

    [Theory]
    [InlineData("2026-06-20T00:00:00Z")]
    [InlineData("2026-06-20T09:00:00+09:00")]
    [InlineData("2026-06-19T20:00:00.000-04:00")]
    public async Task A_hold_ends_at_the_moment_that_its_offset_says(string until)
    {
        await _suite.TakeAsync();

        var held = await _http.PutAsJsonAsync($"api/snapshots/{_suite.Simple[0].Name}/holds/audit-8", new { until, reason = "an audit" });

        var hold = (await held.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("holds")[0];
        Assert.Equal(new DateTimeOffset(2026, 6, 20, 0, 0, 0, TimeSpan.Zero), hold.GetProperty("until").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("audit", """{"until":"2020-01-01T00:00:00Z","reason":"past"}""")]
    [InlineData("audit", """{"until":"2099-01-01T00:00:00Z","reason":"for ever"}""")]
    [InlineData("audit", """{"until":"2026-06-05T00:00:00Z","reason":" "}""")]
    [InlineData("audit", """{"until":"2026-06-05T00:00:00Z"}""")]
    [InlineData("audit", """{"until":"2026-06-20T00:00:00","reason":"another moment on another server"}""")]
    [InlineData("audit", """{"until":"2026-06-20","reason":"another day on another server"}""")]
    [InlineData("audit", """{"until":"2026-06-20T00:00:00.5","reason":"the same with a fraction"}""")]
    [InlineData("audit", """{"reason":"no end"}""")]
    [InlineData("audit", """{"until":"2026-06-05T00:00:00Z","reason":"x","points":"misspelt"}""")]
    [InlineData("audit", "nonsense")]
    [InlineData("audit%2F..%2Fx", """{"until":"2026-06-05T00:00:00Z","reason":"x"}""")]
    public async Task A_hold_that_does_not_say_what_it_is_is_refused(string id, string body)
    {
        await _suite.TakeAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var answer = await _http.PutAsync($"api/snapshots/{_suite.Simple[0].Name}/holds/{id}", content);

        Assert.Contains((int)answer.StatusCode, new[] { 400, 404 });
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task What_is_alive_is_not_retired_and_what_has_ended_is_with_evidence()
    {
        var machine = _suite.Simple[0];
        await _suite.AddHistoryAsync(machine, 5);
        await _suite.TakeAsync();

        var alive = await _http.PostAsJsonAsync($"api/snapshots/{machine.Name}/retire", new { reason = "tidy" });
        _suite.Azure.ReplaceDiskAsSomebodyElse(machine, lun: null);
        await _suite.PassAsync(TimeSpan.FromMinutes(5));
        await _suite.TakeAsync();
        var ended = await _http.PostAsJsonAsync($"api/snapshots/{machine.Name}/retire", new { reason = "the disk was replaced" });
        var body = await ended.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK), (alive.StatusCode, ended.StatusCode));
        Assert.True(
            (await _http.GetFromJsonAsync<JsonElement>($"api/reports/{body.GetProperty("evidence").GetString()}/evidence")).GetProperty(
                "isWhole").GetBoolean());
    }

    [Theory]
    [InlineData("""{"reason":"tidy","sources":[null,"LIVING"]}""")]
    [InlineData("""{"reason":"tidy","sources":[null]}""")]
    [InlineData("""{"reason":"tidy","sources":null}""")]
    [InlineData("""{"reason":"tidy","sources":{}}""")]
    [InlineData("""{"reason":"tidy","sources":"LIVING"}""")]
    [InlineData("""{"reason":"tidy","sources":[""]}""")]
    [InlineData("""{"reason":"tidy","sources":[],"sources":["LIVING"]}""")]
    [InlineData("""{"reason":null,"sources":["LIVING"]}""")]
    [InlineData("""{"reason":"tidy","sources":["LIVING"]}""")]
    public async Task What_is_given_up_is_named_and_has_ended(string body)
    {
        var machine = _suite.Simple[0];
        await _suite.TakeAsync();
        using var content = new StringContent(
            body.Replace("LIVING", _suite.DiskOf(machine), StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json");

        var answer = await _http.PostAsync($"api/snapshots/{machine.Name}/retire", content);

        Assert.Contains((int)answer.StatusCode, new[] { 400, 409 });
        Assert.Null(await _suite.Service<StateStore>().FindVersionAsync(Retirement.NameOf(machine.Id), default));
        Assert.True((await _suite.TakeAsync()).Totals.Protected >= _suite.Simple.Count);
    }

    [Theory]
    [InlineData("vm-never")]
    [InlineData("..%2F..%2Fsecret")]
    public async Task A_machine_that_no_run_has_seen_is_not_found(string name) =>
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"api/snapshots/{name}")).StatusCode);
}
