using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Local.Access;
using Xunit;

namespace OpsFunctions.Tests.Local.Guard;

/// <summary>The kill switch over HTTP.</summary>
public sealed class KillSwitchHttpTests : IAsyncLifetime
{
    private const string Soft = """{"level":"soft","reason":"too many alerts"}""";
    private const string Hard = """{"level":"HARD","reason":"stop everything"}""";

    private AccessSuite _suite = null!;

    public async ValueTask InitializeAsync() => _suite = await AccessSuite.StartAsync();

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task It_is_off_until_somebody_throws_it_and_then_says_who_when_and_why()
    {
        var before = (await GetAsync()).Json;
        var thrown = await PutAsync(Soft);
        var after = (await GetAsync()).Json;

        Assert.Equal("off", before.GetProperty("level").GetString());
        Assert.Equal(JsonValueKind.Null, before.GetProperty("at").ValueKind);
        Assert.Equal(200, thrown.Status);
        Assert.Equal("soft", after.GetProperty("level").GetString());
        Assert.Equal(AccessSuite.PersonOf("ann"), after.GetProperty("by").GetString());
        Assert.Equal("too many alerts", after.GetProperty("reason").GetString());
        Assert.Equal(_suite.Azure.Time.GetUtcNow(), after.GetProperty("at").GetDateTimeOffset());
        Assert.Empty(after.GetProperty("stranded").EnumerateArray());
    }

    [Fact]
    public async Task Throwing_it_soft_does_not_loosen_what_is_stopped_hard()
    {
        await PutAsync(Hard, "bob");

        var kept = (await PutAsync(Soft)).Json;

        Assert.Equal("hard", kept.GetProperty("level").GetString());
        Assert.Equal(AccessSuite.PersonOf("bob"), kept.GetProperty("by").GetString());
        Assert.Contains("to=soft", kept.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_time_somebody_reaches_for_it_leaves_whole_evidence()
    {
        var first = (await PutAsync(Soft)).Json.GetProperty("evidence").GetString();
        var kept = (await PutAsync(Soft, "bob")).Json.GetProperty("evidence").GetString();
        await _suite.SendAsync(HttpMethod.Delete, "api/kill-switch?reason=over", "bob", "Ops.Operator");

        Assert.NotEqual(first, kept);
        Assert.True((await _suite.SendAsync(
            HttpMethod.Get, $"api/reports/{first}/evidence", "ann", "Ops.Reader")).Json.GetProperty("isWhole").GetBoolean());
        var store = _suite.Host.Services.GetRequiredService<EvidenceStore>();
        var verdicts = await EvidenceCheck.AllAsync(store, default).ToListAsync();
        Assert.Equal(1 + 3, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.Null(verdict.Problem));
        var chain = verdicts.Single(verdict => verdict.Chain.EndsWith($"{first}.jsonl", StringComparison.Ordinal)).Chain;
        var line = (await store.ReadAsync(chain, default).ToListAsync())[1];
        foreach (var part in (
            string[])["kill-switch.throw", SaidWords.MarkOf("too many alerts"), AccessSuite.PersonOf(
                "ann"), "\"level\":\"Off\"", "\"level\":\"Soft\""])
            Assert.Contains(part, line, StringComparison.Ordinal);
        // What was written can be deleted: it is in the state.
        Assert.DoesNotContain("too many alerts", line, StringComparison.Ordinal);
        var state = _suite.Host.Services.GetRequiredService<StateStore>();
        Assert.Equal("too many alerts", (await state.FindAsync<SaidText>(SaidWords.NameOf("too many alerts"), default))?.Value.Text);
    }

    [Fact]
    public async Task It_is_thrown_even_where_evidence_cannot_be_left_and_the_answer_says_so()
    {
        _suite.Azure.Faults.Add(new FaultRule { Operation = "AppendBlob_AppendBlock", Status = 403, Code = "AuthorizationFailure" });

        var thrown = (await PutAsync(Hard)).Json;

        Assert.Equal("hard", thrown.GetProperty("level").GetString());
        Assert.Equal(JsonValueKind.Null, thrown.GetProperty("evidence").ValueKind);
        Assert.Contains("evidence", thrown.GetProperty("evidenceProblem").GetString(), StringComparison.Ordinal);
        Assert.Equal("hard", (await GetAsync()).Json.GetProperty("level").GetString());
    }

    [Fact]
    public async Task Storage_that_refuses_is_503_and_says_that_an_unreadable_switch_counts_as_soft()
    {
        _suite.Azure.Faults.Add(new FaultRule { Target = "kill-switch", Status = 403, Code = "AuthorizationFailure" });

        var refused = await PutAsync(Hard);

        Assert.Equal(503, refused.Status);
        Assert.Contains("counts as soft", refused.Text, StringComparison.Ordinal);
        Assert.Equal("soft", (await GetAsync()).Json.GetProperty("level").GetString());
    }

    [Fact]
    public async Task What_is_stranded_is_listed_with_the_command_that_finishes_it()
    {
        var stranded = _suite.Host.Services.GetRequiredService<StrandedList>();
        foreach (var id in (string[])["/vm/b", "/vm/a"])
            await stranded.AddAsync(new(id, "deallocated", $"az vm start --ids {id}", _suite.Azure.Time.GetUtcNow()), default);

        var list = (await GetAsync()).Json.GetProperty("stranded");

        Assert.Equal(["az vm start --ids /vm/a", "az vm start --ids /vm/b"], list.EnumerateArray()
            .Select(one => one.GetProperty("command").GetString()));
    }

    [Fact]
    public async Task Of_many_who_throw_and_lift_it_at_once_the_more_careful_has_it()
    {
        var calls = Enumerable.Range(0, 8)
            .Select(number => PutAsync(number % 4 == 3 ? Hard : Soft, number.ToString(CultureInfo.InvariantCulture)));

        Assert.All(await Task.WhenAll(calls), answer => Assert.Equal(200, answer.Status));

        Assert.Equal("hard", (await GetAsync()).Json.GetProperty("level").GetString());
    }

    private Task<Answered> GetAsync() => _suite.SendAsync(HttpMethod.Get, "api/kill-switch", "ann", "Ops.Reader");

    private Task<Answered> PutAsync(string body, string person = "ann") =>
        _suite.SendAsync(HttpMethod.Put, "api/kill-switch", person, "Ops.Operator", body);
}
