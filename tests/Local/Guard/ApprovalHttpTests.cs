using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Local.Guard;

/// <summary>Approvals over HTTP.</summary>
public sealed class ApprovalHttpTests : IAsyncLifetime
{
    private ApprovalSuite _suite = null!;

    public async ValueTask InitializeAsync() => _suite = await ApprovalSuite.StartAsync();

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task A_question_is_shown_with_its_plan_and_the_hash_to_answer_with()
    {
        await _suite.AskAsync(ApprovalSuite.Question());

        var shown = (await _suite.GetAsync("api/approvals/resize-a")).Json;

        Assert.Equal("approval", shown.GetProperty("kind").GetString());
        Assert.Equal(["stop", "resize", "start"], shown.GetProperty("plan").EnumerateArray().Select(step => step.GetString()));
        Assert.Equal("plan-1", shown.GetProperty("planHash").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, shown.GetProperty("outcome").ValueKind);
    }

    [Fact]
    public async Task Who_asked_may_not_approve_but_may_take_it_back()
    {
        await _suite.AskAsync(ApprovalSuite.Question());

        var refused = await _suite.AnswerAsync("ann", "approve", roles: "Ops.Approver Ops.Operator");
        var taken = await _suite.AnswerAsync("ann", "reject");

        Assert.Equal(403, refused.Status);
        Assert.Contains("Who asked may not approve", refused.Text, StringComparison.Ordinal);
        Assert.Equal("rejected", taken.Json.GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("reject")]
    public async Task An_operator_answers_no_approval(string decision)
    {
        await _suite.AskAsync(ApprovalSuite.Question());

        var refused = await _suite.AnswerAsync("bob", decision, roles: "Ops.Operator");

        Assert.Equal(403, refused.Status);
        Assert.Contains("Ops.Approver is missing", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_answer_sent_again_is_taken_again_and_leaves_one_piece_of_evidence()
    {
        await _suite.AskAsync(ApprovalSuite.Question());

        var first = await _suite.AnswerAsync("bob", "approve");
        await _suite.ResultAsync();
        _suite.Azure.Clock.AdvanceTo(SuiteHost.Start.AddDays(2));
        var again = await _suite.AnswerAsync("bob", "approve");

        Assert.Equal((200, 200), (first.Status, again.Status));
        Assert.Contains("waits no longer", again.Text, StringComparison.Ordinal);
        Assert.Equal(409, (await _suite.AnswerAsync("eve", "approve")).Status);
        var verdicts = await EvidenceCheck.AllAsync(_suite.Host.Services.GetRequiredService<EvidenceStore>(), default).ToListAsync();
        Assert.All(verdicts, verdict => Assert.Null(verdict.Problem));
        Assert.StartsWith(
            "guard/2026/06/approval-20260601-", Assert.Single(verdicts, verdict => !EvidenceNames.IsManifest(verdict.Chain)).Chain,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_whose_evidence_failed_is_sent_again_and_then_leaves_it()
    {
        await _suite.AskAsync(ApprovalSuite.Question());
        _suite.Azure.Faults.Add(new FaultRule { Operation = "AppendBlob_AppendBlock", Status = 403, Code = "AuthorizationFailure" });

        Assert.Equal(503, (await _suite.AnswerAsync("bob", "approve")).Status);
        _suite.Azure.Faults.Clear();
        Assert.Equal(200, (await _suite.AnswerAsync("bob", "approve")).Status);

        var store = _suite.Host.Services.GetRequiredService<EvidenceStore>();
        Assert.Single(await EvidenceCheck.AllAsync(store, default)
            .Where(verdict => verdict.IsClosed && !EvidenceNames.IsManifest(verdict.Chain)).ToListAsync());
    }

    [Fact]
    public async Task Where_nobody_waits_any_more_the_answer_is_taken_and_says_so()
    {
        await _suite.Store.AskAsync(ApprovalSuite.Question(instance: "never-started"), default);

        var answered = await _suite.AnswerAsync("bob", "approve");

        Assert.Equal(200, answered.Status);
        Assert.Contains("never-started waits no longer", answered.Json.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ones_are_listed_by_their_deadline_and_decided_ones_behind_them_when_asked_for()
    {
        foreach (var (id, hours) in ((string, int)[])[("late", 20), ("soon", 2), ("decided", 5), ("over", 1)])
            await _suite.Store.AskAsync(ApprovalSuite.Question(id: id) with { Deadline = SuiteHost.Start.AddHours(hours) }, default);
        await _suite.AnswerAsync("bob", "reject", id: "decided");
        _suite.Azure.Clock.AdvanceTo(SuiteHost.Start.AddHours(1.5));

        await _suite.Store.AskAsync(ApprovalSuite.Question(id: "decided"), default);

        Assert.Equal(["soon", "late"], await IdsAsync("api/approvals"));
        Assert.Equal(["soon", "late", "decided", "over"], await IdsAsync("api/approvals?all=true"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("approve")]
    [InlineData("""{"decision":"maybe","planHash":"plan-1"}""")]
    [InlineData("""{"decision":"approve"}""")]
    [InlineData("""{"decision":"approve","planHash":""}""")]
    [InlineData("""{"decision":"approve","planHash":"plan-1","coment":"x"}""")]
    public async Task A_body_that_says_something_else_is_told_what_to_send(string body)
    {
        await _suite.AskAsync(ApprovalSuite.Question());

        var refused = await _suite.Http.SendAsync(HttpMethod.Post, "api/approvals/resize-a", "bob", "Ops.Approver", body);

        Assert.Equal(400, refused.Status);
        Assert.Contains("decision is approve or reject", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api/approvals/never")]
    [InlineData("api/approvals/..%2F..%2Fkill-switch")]
    [InlineData("api/approvals/RESIZE-A")]
    public async Task What_was_never_asked_is_told_with_where_to_look(string path)
    {
        var read = await _suite.GetAsync(path);
        var answered = await _suite.Http.SendAsync(
            HttpMethod.Post, path, "bob", "Ops.Approver", """{"decision":"approve","planHash":"x"}""");

        Assert.Equal((404, 404), (read.Status, answered.Status));
        Assert.Contains("GET /api/approvals", read.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Idempotency_Key_is_taken_and_one_that_is_too_long_refused()
    {
        await _suite.AskAsync(ApprovalSuite.Question());
        foreach (var (length, status) in ((int, int)[])[(201, 400), (200, 200)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/approvals/resize-a");
            request.Headers.Authorization = new("Bearer", _suite.Http.Token("Ops.Approver"));
            request.Headers.Add("Idempotency-Key", new string('k', length));
            request.Content = new StringContent("""{"decision":"reject","planHash":"plan-1"}""");
            using var answer = await _suite.Http.Http.SendAsync(request);
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task Storage_that_refuses_is_503_with_its_reason()
    {
        _suite.Azure.Faults.Add(new FaultRule { Target = "guard/approvals", Status = 403, Code = "AuthorizationFailure" });

        var refused = await _suite.AnswerAsync("bob", "approve");

        Assert.Equal(503, refused.Status);
        Assert.Contains("sending it again is harmless", refused.Text, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string?>> IdsAsync(string path) =>
        [.. (await _suite.GetAsync(path)).Json.EnumerateArray().Select(one => one.GetProperty("id").GetString())];
}
