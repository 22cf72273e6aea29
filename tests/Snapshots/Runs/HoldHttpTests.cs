using System.Text;
using System.Text.Json;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.Local.Access;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

/// <summary>Holds over HTTP: each change leaves evidence, and another's hold is changed only by who names its holder.</summary>
public sealed class HoldHttpTests : IAsyncLifetime
{
    private SnapshotSuite _suite = null!;
    private HttpClient _http = null!;
    private Machine _machine = null!;

    private static string Ann => AccessSuite.PersonOf("ann");

    public async ValueTask InitializeAsync()
    {
        _suite = await SnapshotSuite.StartAsync(0, "silver", 6);
        _http = new HttpClient { BaseAddress = _suite.Host.Local.Address };
        _machine = _suite.Simple[0];
        await _suite.AddHistoryAsync(_machine, 3);
        await _suite.TakeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _suite.DisposeAsync();
    }

    [Fact]
    public async Task Putting_renewing_shortening_and_releasing_leave_a_whole_chain_each()
    {
        var put = await PutAsync("ann", "audit-7", 10);
        var renewed = await PutAsync("ann", "audit-7", 20);
        var shortened = await PutAsync("ann", "audit-7", 5);
        var released = await SendAsync(HttpMethod.Delete, "ann", "audit-7", "?reason=the audit is over");

        Assert.All([put, renewed, shortened, released], one => Assert.Equal(200, one.Status));
        Assert.Equal(
            ["hold.put", "hold.renew", "hold.shorten", "hold.release"],
            [.. await EntriesAsync().Select(entry => entry.GetProperty("action").GetString()!).ToListAsync()]);
        var last = (await EntriesAsync().ToListAsync())[^1];
        Assert.Equal((Ann, SaidWords.MarkOf("the audit is over")), (last.GetProperty("actor").GetString(), last.GetProperty("reason")
            .GetString()));
        Assert.Equal(Ann, last.GetProperty("before").GetProperty("holder").GetString());
        foreach (var answer in (Answered[])[put, renewed, shortened, released])
            Assert.Equal(200, (await GetAsync($"api/reports/{answer.Json.GetProperty("evidence").GetString()}/evidence")).Status);
    }

    [Theory]
    [InlineData("audit-7", 5)]
    [InlineData("AUDIT-7", 5)]
    [InlineData("Audit-7", 10)]
    [InlineData("audit-7", 30)]
    public async Task Anothers_hold_is_not_written_over_in_whatever_case_and_for_however_long(string id, int days)
    {
        await PutAsync("ann", "audit-7", 10);

        var refused = await PutAsync("bob", id, days);

        Assert.Equal(409, refused.Status);
        Assert.Contains(Ann, refused.Text, StringComparison.Ordinal);
        Assert.Contains("overrides=", refused.Text, StringComparison.Ordinal);
        Assert.Equal(Ann, Assert.Single(await HoldsAsync()).Holder);
        Assert.Single(await EntriesAsync().ToListAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?overrides=entra:somebody-else")]
    [InlineData("?overrides=true")]
    public async Task Anothers_hold_is_not_released_without_its_holders_name(string query)
    {
        await PutAsync("ann", "audit-7", 10);

        Assert.Equal(409, (await SendAsync(HttpMethod.Delete, "bob", "AUDIT-7", query)).Status);

        Assert.Single(await HoldsAsync());
    }

    [Fact]
    public async Task Who_names_the_holder_shortens_and_releases_and_the_former_holder_is_on_record()
    {
        await PutAsync("ann", "audit-7", 10);

        var taken = await PutAsync("bob", "AUDIT-7", 5, $"?overrides={Ann}");
        await PutAsync("ann", "other", 10);
        var released = await SendAsync(HttpMethod.Delete, "bob", "other", $"?overrides={Ann.ToUpperInvariant()}");

        Assert.Equal((200, 200), (taken.Status, released.Status));
        Assert.Equal(Ann, Assert.Single(taken.Json.GetProperty("formerHolders").EnumerateArray()).GetString());
        Assert.Equal(Ann, Assert.Single(released.Json.GetProperty("formerHolders").EnumerateArray()).GetString());
        var entries = await EntriesAsync().ToListAsync();
        Assert.Equal(2, entries.Count(entry => entry.GetProperty("actor").GetString() == AccessSuite.PersonOf("bob")
            && entry.GetProperty("before").GetProperty("holder").GetString() == Ann));
        Assert.Equal(AccessSuite.PersonOf("bob"), Assert.Single(await HoldsAsync()).Holder);
    }

    // All of the machine was held; from now on only one of its points would be.
    [Fact]
    public async Task A_hold_that_is_narrowed_to_a_point_counts_as_shortened()
    {
        var point = (await _suite.ViewAsync(_machine)).Series[0].Points[0].Id;
        await PutAsync("ann", "audit-7", 10);

        Assert.Equal(409, (await PutAsync("bob", "audit-7", 10, "", point)).Status);
        Assert.Equal(200, (await PutAsync("ann", "audit-7", 10, "", point)).Status);

        Assert.Equal("hold.shorten", (await EntriesAsync().ToListAsync())[^1].GetProperty("action").GetString());
    }

    [Fact]
    public async Task Where_evidence_cannot_be_left_what_protects_is_done_and_says_so_and_what_ends_protection_is_not_done()
    {
        _suite.Azure.Faults.Add(new FaultRule { Operation = "AppendBlob_AppendBlock", Status = 403, Code = "AuthorizationFailure" });

        var put = await PutAsync("ann", "audit-7", 10);
        var shortened = await PutAsync("ann", "audit-7", 5);
        var released = await SendAsync(HttpMethod.Delete, "ann", "audit-7");

        Assert.Equal((200, 503, 503), (put.Status, shortened.Status, released.Status));
        Assert.Equal(JsonValueKind.Null, put.Json.GetProperty("evidence").ValueKind);
        Assert.Contains("evidence of the hold", put.Json.GetProperty("evidenceProblem").GetString(), StringComparison.Ordinal);
        Assert.Equal(_suite.Azure.Time.GetUtcNow().AddDays(10).Date, Assert.Single(await HoldsAsync()).Until.Date);
    }

    [Fact]
    public async Task Releasing_what_is_not_held_changes_nothing_and_records_nothing()
    {
        var released = await SendAsync(HttpMethod.Delete, "ann", "never");

        Assert.Equal(200, released.Status);
        Assert.Empty(await EntriesAsync().ToListAsync());
    }

    [Fact]
    public async Task A_hold_that_is_over_is_nobodys()
    {
        await PutAsync("ann", "audit-7", 1);
        await _suite.PassAsync(TimeSpan.FromDays(2));

        Assert.Equal(200, (await PutAsync("bob", "audit-7", 1)).Status);
    }

    [Fact]
    public async Task What_changed_since_it_was_looked_at_is_not_overwritten()
    {
        var source = _suite.DiskOf(_machine);
        var now = _suite.Azure.Time.GetUtcNow();
        var holds = _suite.Service<Holds>();
        var seen = new Hold("audit-7", "ann", "why", source, null, now, now.AddDays(5));
        await holds.PutAsync(seen with { Until = now.AddDays(9) }, default);

        Assert.False(await holds.TryPutAsync(seen with { Until = now.AddDays(1) }, seen, default));
        Assert.False(await holds.TryPutAsync(seen, null, default));
        Assert.False(await holds.TryRemoveAsync(seen, default));
        Assert.Equal(now.AddDays(9), Assert.Single(await HoldsAsync()).Until);
    }

    private Task<Answered> PutAsync(string person, string id, int days, string query = "", string? point = null) => SendAsync(
        HttpMethod.Put, person, id, query,
        JsonSerializer.Serialize(new { until = _suite.Azure.Time.GetUtcNow().AddDays(days), reason = "an audit", point }));

    private Task<Answered> GetAsync(string path) => CallAsync(HttpMethod.Get, path, "eve", null);

    private Task<Answered> SendAsync(HttpMethod method, string person, string id, string query = "", string? body = null) =>
        CallAsync(method, $"api/snapshots/{_machine.Name}/holds/{id}{query}", person, body);

    private async Task<Answered> CallAsync(HttpMethod method, string path, string person, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        var token = new UserToken
        {
            Audience = SuiteHost.Audience, Roles = ["Ops.Operator"], ObjectId = AccessSuite.PersonOf(person)["entra:".Length..],
        };
        request.Headers.Authorization = new("Bearer", _suite.Azure.Entra.Issue(token));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request);
        return new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<IReadOnlyList<Hold>> HoldsAsync() => await _suite.Service<Holds>().OfAsync(_suite.DiskOf(_machine), default);

    // In the order in which they were written: the day's manifest names the chains so.
    private async IAsyncEnumerable<JsonElement> EntriesAsync()
    {
        var evidence = _suite.Service<EvidenceStore>();
        var all = new List<JsonElement>();
        await foreach (var chain in evidence.NamesAsync("guard/", default))
            await foreach (var line in evidence.ReadAsync(chain, default))
                if (JsonDocument.Parse(line).RootElement is var record
                    && record.GetProperty("action").GetString()!.StartsWith("hold.", StringComparison.Ordinal)
                    && record.GetProperty("target").GetString() == _machine.Id)
                    all.Add(record);
        string[] order = ["hold.put", "hold.renew", "hold.shorten", "hold.take-over", "hold.release"];
        foreach (var record in all.OrderBy(one => Array.IndexOf(order, one.GetProperty("action").GetString())))
            yield return record;
    }
}
