using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.Local.Access;
using OpsFunctions.Tests.Local.Guard;
using Xunit;

namespace OpsFunctions.Tests.Local.Instances;

/// <summary>What holds on one instance holds on two.</summary>
public sealed class TwoInstancesTests : IAsyncLifetime
{
    private const string Machine = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/web/providers/Microsoft.Compute/virtualMachines/web-1";
    private const string Soft = """{"level":"soft","reason":"too many alerts"}""";

    private TwoInstances _both = null!;

    public async ValueTask InitializeAsync() => _both = await TwoInstances.StartAsync();

    public ValueTask DisposeAsync() => _both.DisposeAsync();

    [Theory]
    [InlineData("POST", "api/runs/rightsizing", "", 202)]
    [InlineData("DELETE", "api/kill-switch", "", 200)]
    [InlineData("PUT", "api/kill-switch", Soft, 200)]
    [InlineData("POST", "api/events/poison/replay", "", 200)]
    public async Task A_signed_request_that_one_has_taken_is_refused_by_the_other(string method, string path, string body, int status)
    {
        var first = await _both.One.SendSignedAsync(_both.Now, new HttpMethod(method), path, body);
        _both.Azure.Clock.AdvanceTo(_both.Now.AddMinutes(4));
        var at = _both.Now.AddMinutes(-4);

        Assert.Equal(status, first.Status);
        Assert.Equal(401, (await _both.Other.SendSignedAsync(at, new HttpMethod(method), path, body)).Status);
        Assert.Equal(401, (await _both.One.SendSignedAsync(at, new HttpMethod(method), path, body)).Status);
    }

    [Fact]
    public async Task Of_one_signed_request_at_both_at_once_one_is_taken()
    {
        var sent = await Task.WhenAll(Enumerable.Range(0, 16).Select(number =>
            (number % 2 == 0
                ? _both.One
                : _both.Other).SendSignedAsync(_both.Now, HttpMethod.Delete, "api/kill-switch", """{"reason":"over"}""")));

        Assert.Single(sent, one => one.Status == 200);
        Assert.Equal(15, sent.Count(one => one.Status == 401));
    }

    [Fact]
    public async Task A_signers_share_is_one_over_both_and_throwing_the_kill_switch_is_not_in_it()
    {
        for (var number = 0; number < UsedSignatures.Share; number++)
            Assert.Equal(400, (await UselessAsync(number % 2 == 0 ? _both.One : _both.Other, number)).Status);

        Assert.Equal(429, (await UselessAsync(_both.One, -1)).Status);
        Assert.Equal(429, (await UselessAsync(_both.Other, -1)).Status);
        Assert.Equal(200, (await _both.Other.SendSignedAsync(_both.Now, HttpMethod.Put, "api/kill-switch", Soft)).Status);
        Assert.Equal(200, (await _both.One.SendSignedAsync(
            _both.Now, HttpMethod.Delete, "api/kill-switch", "", "other", TwoInstances.OtherSecret)).Status);
    }

    [Fact]
    public async Task What_one_has_stopped_the_other_does_not_change()
    {
        var (_, gate) = _both.Both<ChangeGate>();
        var (claims, _) = _both.Both<Claims>();
        await claims.TakeAsync(Machine, "me", "rightsizing", default);
        var ticket = new ChangeTicket("rightsizing", "me", Machine, [Machine], "plan", _both.Now, _both.Now.AddHours(1));
        await gate.PassAsync(ticket, ChangeDirection.Forward, default);

        await _both.SendAsync(_both.One, HttpMethod.Put, "api/kill-switch", "ann", "Ops.Operator", Soft);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => gate.PassAsync(ticket, ChangeDirection.Forward, default));
        Assert.Equal(ChangeGate.KillSwitchCode, refused.Code);
        Assert.Contains("\"soft\"", (await _both.SendAsync(_both.Other, HttpMethod.Get, "api/kill-switch", "eve", "Ops.Reader"))
            .Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_throw_it_at_both_at_once_the_most_careful_has_it()
    {
        var (one, other) = _both.Both<KillSwitch>();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(number => (number % 2 == 0 ? one : other).ThrowAsync(
            number == 5 ? KillSwitchLevel.Hard : KillSwitchLevel.Soft, $"person-{number}", "why", default)));

        Assert.Equal("person-5", (await one.ReadAsync(default)).By);
        Assert.Equal(KillSwitchLevel.Hard, (await other.ReadAsync(default)).Level);
    }

    [Fact]
    public async Task Of_many_who_ask_both_breakers_for_the_last_place_one_gets_it()
    {
        var (one, other) = _both.Both<Breaker>();

        var refusals = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => (number % 2 == 0 ? one : other).EnterAsync(
            new("rightsizing", $"owner-{number}", $"{Machine}-{number}", "sub", Mode.Apply, "plan") { FleetSize = 20,
            SubscriptionSize = 20 }, default)));

        Assert.Single(refusals, refusal => refusal is null);
    }

    [Fact]
    public async Task Failures_that_one_has_seen_open_the_breaker_of_the_other()
    {
        var (one, other) = _both.Both<Breaker>();
        var request = new GuardRequest(
            "rightsizing", "first", Machine, "sub", Mode.Apply, "plan") { FleetSize = 20, SubscriptionSize = 20 };
        Assert.Null(await one.EnterAsync(request, default));
        await one.LeaveAsync("rightsizing", "first", hasFailed: true, default);

        Assert.True((await other.EnterAsync(request with { Owner = "second" }, default))?.IsOpen);
    }

    [Fact]
    public async Task Of_many_who_claim_at_both_one_has_it()
    {
        var (one, other) = _both.Both<Claims>();

        var taken = await Task.WhenAll(Enumerable.Range(0, 12)
            .Select(number => (number % 2 == 0 ? one : other).TakeAsync(Machine, $"owner-{number}", "rightsizing", default)));

        Assert.Single(taken, holder => holder is null);
    }

    [Fact]
    public async Task An_answer_that_one_has_taken_is_the_answer_of_both()
    {
        var (one, other) = _both.Both<ApprovalStore>();
        await one.AskAsync(ApprovalSuite.Question(), default);
        const string Approve = """{"decision":"approve","planHash":"plan-1","comment":"seen"}""";

        var answers = await Task.WhenAll(
            _both.SendAsync(_both.One, HttpMethod.Post, "api/approvals/resize-a", "bob", "Ops.Approver", Approve),
            _both.SendAsync(_both.Other, HttpMethod.Post, "api/approvals/resize-a", "eve", "Ops.Approver", Approve
                .Replace("approve", "reject", StringComparison.Ordinal)));

        Assert.Equal([200, 409], answers.Select(answer => answer.Status).Order());
        Assert.NotNull((await other.FindAsync("resize-a", default))!.Answer);
        Assert.Empty(await other.ListAsync(all: false, _both.Now, default));
    }

    [Fact]
    public async Task A_question_that_one_asks_anew_closes_the_others()
    {
        var (one, other) = _both.Both<ApprovalStore>();
        await one.AskAsync(ApprovalSuite.Question(id: "older") with { Topic = "t" }, default);
        await other.AskAsync(ApprovalSuite.Question(id: "newer") with { Topic = "t", AskedAt = _both.Now.AddHours(1) }, default);

        Assert.Equal("newer", (await one.FindAsync("older", default))!.SupersededBy);
    }

    [Fact]
    public async Task A_hold_that_one_has_taken_stands_at_the_other_and_is_its_holders()
    {
        var (one, other) = _both.Both<HoldRecord>();
        var wanted = new Hold("audit", "ann", "why", "source", null, _both.Now, _both.Now.AddDays(5));
        Assert.Null((await one.PutAsync(new(Machine, "ann", "why", []), [wanted], default)).WhyNot);

        var taken = await other.PutAsync(new(Machine, "bob", "why", []), [wanted with { Id = "AUDIT", Holder = "bob" }], default);
        var released = await other.ReleaseAsync(new(Machine, "bob", "", []), ["source"], "Audit", default);

        Assert.NotNull(taken.WhyNot);
        Assert.NotNull(released.WhyNot);
        Assert.Equal("ann", Assert.Single(await _both.Both<Holds>().Other.OfAsync("source", default)).Holder);
    }

    [Fact]
    public async Task Of_two_who_put_a_hold_of_one_name_at_both_at_once_one_has_it_and_the_other_is_told()
    {
        var (one, other) = _both.Both<HoldRecord>();
        var wanted = new Hold("audit", "ann", "why", "source", null, _both.Now, _both.Now.AddDays(5));

        var changes = await Task.WhenAll(
            one.PutAsync(new(Machine, "ann", "why", []), [wanted], default),
            other.PutAsync(new(Machine, "bob", "why", []), [wanted with { Holder = "bob" }], default));

        Assert.Single(changes, change => change.WhyNot is null);
    }

    // Lets in an operator, and is of no effect.
    private Task<Answered> UselessAsync(HttpClient to, int number) =>
        to.SendSignedAsync(_both.Now, HttpMethod.Put, "api/snapshots/vm-never/holds/drill", $$"""{"number":{{number}}}""");
}
