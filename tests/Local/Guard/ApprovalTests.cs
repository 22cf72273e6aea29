using Microsoft.DurableTask.Client;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.Local.Access;
using Xunit;

namespace OpsFunctions.Tests.Local.Guard;

/// <summary>An orchestration that asks, in simulated time.</summary>
public sealed class ApprovalTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Deadline = SuiteHost.Start.AddHours(24);
    private ApprovalSuite _suite = null!;

    public async ValueTask InitializeAsync() => _suite = await ApprovalSuite.StartAsync();

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Theory]
    [InlineData("approve", ApprovalOutcome.Approved)]
    [InlineData("reject", ApprovalOutcome.Rejected)]
    public async Task An_answer_wakes_who_waits_at_once(string decision, ApprovalOutcome outcome)
    {
        await _suite.AskAsync(ApprovalSuite.Question());
        await _suite.Host.UntilAsync(SuiteHost.Start.AddHours(5));

        Assert.Equal(200, (await _suite.AnswerAsync("bob", decision)).Status);
        await _suite.Host.SettledAsync();

        Assert.Equal(SuiteHost.Start.AddHours(5), _suite.Azure.Time.GetUtcNow());
        var result = await _suite.ResultAsync();
        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(AccessSuite.PersonOf("bob"), result.By);
        Assert.EndsWith("; the approval has the comment", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ApprovalKind.Approval, ApprovalOutcome.Expired)]
    [InlineData(ApprovalKind.Objection, ApprovalOutcome.Approved)]
    public async Task Silence_ends_at_the_deadline_and_then_no_answer_is_taken(ApprovalKind kind, ApprovalOutcome outcome)
    {
        await _suite.AskAsync(ApprovalSuite.Question(kind));

        Assert.Equal(outcome, (await _suite.ResultAsync()).Outcome);
        Assert.Equal(Deadline, _suite.Azure.Time.GetUtcNow());
        Assert.Equal(409, (await _suite.AnswerAsync("bob", "reject")).Status);
    }

    [Theory]
    [InlineData("bob", "Ops.Operator")]
    [InlineData("bob", "Ops.Approver")]
    [InlineData("ann", "Ops.Operator")]
    public async Task Operators_approvers_and_who_asked_may_object(string person, string role)
    {
        await _suite.AskAsync(ApprovalSuite.Question(ApprovalKind.Objection));

        Assert.Equal(409, (await _suite.AnswerAsync(person, "approve", roles: role)).Status);
        Assert.Equal(200, (await _suite.AnswerAsync(person, "reject", roles: role)).Status);

        Assert.Equal(ApprovalOutcome.Rejected, (await _suite.ResultAsync()).Outcome);
    }

    // No event at all: as if it had come while nobody waited.
    [Fact]
    public async Task An_answer_whose_event_was_lost_counts_at_the_deadline()
    {
        await _suite.AskAsync(ApprovalSuite.Question());
        await _suite.Store.AnswerAsync(ApprovalSuite.Id, new(true, "bob", SuiteHost.Start.AddHours(1), "plan-1", ""), default);

        Assert.Equal(ApprovalOutcome.Approved, (await _suite.ResultAsync()).Outcome);
        Assert.Equal(Deadline, _suite.Azure.Time.GetUtcNow());
    }

    [Fact]
    public async Task An_event_without_an_answer_decides_nothing()
    {
        await _suite.AskAsync(ApprovalSuite.Question());
        for (var time = 1; time <= 3; time++)
            await _suite.Host.Client.RaiseEventAsync("asking", ApprovalExtensions.EventOf(ApprovalSuite.Id), true);
        await _suite.Host.SettledAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await _suite.Host.Client.GetInstanceAsync("asking"))?.RuntimeStatus);

        await _suite.AnswerAsync("bob", "approve");

        Assert.Equal(ApprovalOutcome.Approved, (await _suite.ResultAsync()).Outcome);
    }

    [Fact]
    public async Task What_was_answered_before_is_not_asked_again()
    {
        await _suite.AskAsync(ApprovalSuite.Question());
        await _suite.AnswerAsync("bob", "approve");
        await _suite.ResultAsync();

        await _suite.AskAsync(ApprovalSuite.Question(instance: "again"));

        Assert.Equal(ApprovalOutcome.Approved, (await _suite.ResultAsync("again")).Outcome);
    }

    [Fact]
    public async Task An_approval_of_another_plan_is_none()
    {
        await _suite.AskAsync(ApprovalSuite.Question());
        await _suite.AnswerAsync("bob", "approve");

        await _suite.AskAsync(ApprovalSuite.Question(plan: "plan-2", instance: "other") with { AskedAt = SuiteHost.Start.AddHours(1) });

        var result = await _suite.ResultAsync("other");
        Assert.Equal(ApprovalOutcome.Rejected, result.Outcome);
        Assert.Contains("another plan", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_changed_before_anybody_answered_replaces_the_one_before()
    {
        await _suite.AskAsync(ApprovalSuite.Question());
        await _suite.AskAsync(ApprovalSuite.Question(plan: "plan-2", instance: "other") with { AskedAt = SuiteHost.Start.AddHours(1) });

        Assert.Equal(409, (await _suite.AnswerAsync("bob", "approve")).Status);
        Assert.Equal(200, (await _suite.AnswerAsync("bob", "approve", plan: "plan-2")).Status);

        Assert.Equal(ApprovalOutcome.Approved, (await _suite.ResultAsync("other")).Outcome);
        Assert.Equal(ApprovalOutcome.Rejected, (await _suite.ResultAsync()).Outcome);
    }

    // An activity that runs a second time, later than the one that came after it.
    [Fact]
    public async Task A_late_repetition_of_an_earlier_question_does_not_replace_a_later_one()
    {
        var later = ApprovalSuite.Question(plan: "plan-2") with { AskedAt = SuiteHost.Start.AddHours(1) };
        await _suite.Store.AskAsync(later, default);

        Assert.Equal("plan-2", (await _suite.Store.AskAsync(ApprovalSuite.Question(), default)).Request.PlanHash);
    }

    [Fact]
    public async Task Storage_that_is_not_well_is_waited_for()
    {
        for (var call = 1; call <= 8; call++)
            _suite.Azure.Faults.Add(new FaultRule
            {
                Target = "guard/approvals", Nth = call, Status = 503, RetryAfter = TimeSpan.FromMinutes(5)
            });
        await _suite.AskAsync(ApprovalSuite.Question());
        await _suite.Host.UntilAsync(SuiteHost.Start.AddHours(2));

        Assert.Equal(200, (await _suite.AnswerAsync("bob", "approve")).Status);

        Assert.Equal(ApprovalOutcome.Approved, (await _suite.ResultAsync()).Outcome);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_a_no()
    {
        await _suite.AskAsync(ApprovalSuite.Question(ApprovalKind.Objection));
        _suite.Azure.Faults.Add(new FaultRule { Target = "guard/approvals", Status = 403, Code = "AuthorizationFailure" });

        var result = await _suite.ResultAsync();

        Assert.Equal(ApprovalOutcome.Rejected, result.Outcome);
        Assert.Contains("cannot be had, which is a no", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_answer_and_the_deadline_at_the_same_moment_both_sides_see_the_same()
    {
        await _suite.AskAsync(ApprovalSuite.Question());
        await _suite.Store.CloseAsync(ApprovalSuite.Id, Deadline, default);

        // The clock of whoever takes the answer is behind.
        var answered = await _suite.Store.AnswerAsync(ApprovalSuite.Id, new(true, "bob", Deadline.AddSeconds(-1), "plan-1", ""), default);

        Assert.Equal(409, answered.Refusal?.Status);
        Assert.Equal(ApprovalOutcome.Expired, (await _suite.ResultAsync()).Outcome);
    }
}
