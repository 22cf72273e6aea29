using OpsFunctions.Orchestrations.Guard.Approvals;
using Xunit;

namespace OpsFunctions.Tests.Guard.Approvals;

public class ApprovalPolicyTests
{
    private static readonly DateTimeOffset Asked = new(2026, 6, 1, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Deadline = Asked.AddHours(24);

    [Theory]
    [InlineData(ApprovalKind.Approval, ApprovalOutcome.Expired)]
    [InlineData(ApprovalKind.Objection, ApprovalOutcome.Approved)]
    public void Silence_is_open_until_the_deadline_and_then_what_the_kind_says(ApprovalKind kind, ApprovalOutcome outcome)
    {
        var silent = Silent(kind);

        Assert.Null(ApprovalPolicy.Decide(silent, Deadline.AddTicks(-1)));
        Assert.Equal(outcome, ApprovalPolicy.Decide(silent, Deadline)?.Outcome);
        Assert.Equal(outcome, ApprovalPolicy.Decide(silent with { ClosedAt = Asked }, Asked)?.Outcome);
    }

    [Theory]
    [InlineData(ApprovalKind.Approval, true, ApprovalOutcome.Approved)]
    [InlineData(ApprovalKind.Approval, false, ApprovalOutcome.Rejected)]
    [InlineData(ApprovalKind.Objection, false, ApprovalOutcome.Rejected)]
    // No answer of ours; whatever wrote it, it does not hasten a go-ahead.
    [InlineData(ApprovalKind.Objection, true, ApprovalOutcome.Rejected)]
    public void An_answer_given_before_the_deadline_counts_whenever_it_is_read(ApprovalKind kind, bool approved, ApprovalOutcome outcome)
    {
        var answered = Silent(kind) with { Answer = new(approved, "bob", Deadline.AddTicks(-1), "plan", "fine") };

        Assert.Equal(new(outcome, "bob", ApprovalPolicy.Decide(answered, Asked)!.Reason), ApprovalPolicy.Decide(answered, Asked));
        Assert.Equal(outcome, ApprovalPolicy.Decide(answered, Deadline.AddDays(9))?.Outcome);
    }

    [Theory]
    [InlineData(0, "plan")]
    [InlineData(1, "plan")]
    [InlineData(-1, "another plan")]
    public void One_given_at_the_deadline_or_to_another_plan_never_counts(int secondsBehind, string plan)
    {
        var late = Silent(ApprovalKind.Approval) with { Answer = new(true, "bob", Deadline.AddSeconds(secondsBehind), plan, "") };

        Assert.Null(ApprovalPolicy.Decide(late, Asked));
        Assert.Equal(ApprovalOutcome.Expired, ApprovalPolicy.Decide(late, Deadline)?.Outcome);
    }

    [Theory]
    [InlineData(ApprovalKind.Approval, "bob", "plan", true, 0, null)]
    [InlineData(ApprovalKind.Approval, "bob", "plan", false, 0, null)]
    [InlineData(ApprovalKind.Approval, "ann", "plan", true, 0, 403)]
    [InlineData(ApprovalKind.Approval, "ANN", "plan", true, 0, 403)]
    [InlineData(ApprovalKind.Approval, "ann", "plan", false, 0, null)]
    [InlineData(ApprovalKind.Approval, "bob", "other", true, 0, 409)]
    [InlineData(ApprovalKind.Approval, "bob", "PLAN", true, 0, 409)]
    [InlineData(ApprovalKind.Approval, "bob", "plan", true, 24, 409)]
    [InlineData(ApprovalKind.Objection, "bob", "plan", false, 0, null)]
    [InlineData(ApprovalKind.Objection, "ann", "plan", false, 0, null)]
    [InlineData(ApprovalKind.Objection, "bob", "plan", true, 0, 409)]
    [InlineData(ApprovalKind.Objection, "bob", "plan", false, 24, 409)]
    public void An_answer_is_taken_or_refused(ApprovalKind kind, string caller, string plan, bool approve, int hours, int? refused) =>
        Assert.Equal(refused, ApprovalPolicy.Check(Silent(kind), caller, plan, approve, Asked.AddHours(hours))?.Status);

    [Fact]
    public void What_was_never_asked_is_404() => Assert.Equal(404, ApprovalPolicy.Check(null, "bob", "plan", true, Asked)?.Status);

    [Theory]
    [InlineData("bob", true, null)]
    [InlineData("bob", false, 409)]
    [InlineData("eve", true, 409)]
    public void The_first_answer_counts_and_only_the_same_by_the_same_person_is_taken_again(string caller, bool approve, int? refused)
    {
        var answered = Silent(ApprovalKind.Approval) with { Answer = new(true, "bob", Asked, "plan", "") };

        // Also when it is sent again after the deadline.
        Assert.Equal(refused, ApprovalPolicy.Check(answered, caller, "plan", approve, Deadline.AddDays(1))?.Status);
    }

    [Fact]
    public void What_its_orchestration_has_closed_takes_no_answer_even_by_a_clock_that_is_behind() =>
        Assert.Equal(
            409, ApprovalPolicy.Check(Silent(ApprovalKind.Approval) with { ClosedAt = Deadline }, "bob", "plan", true, Asked)?.Status);

    [Fact]
    public void A_refusal_says_what_to_do()
    {
        var changed = ApprovalPolicy.Check(Silent(ApprovalKind.Approval), "bob", "other", true, Asked);

        Assert.Equal("The plan has changed", changed?.Title);
        Assert.Contains("GET /api/approvals/resize-a", changed!.Detail, StringComparison.Ordinal);
    }

    private static Approval Silent(ApprovalKind kind) => new(
        new("resize-a", kind, "rightsizing", "rightsizing-1", "ann", "/vm/a", "Resize a", ["stop", "resize"], "plan", Asked, Deadline),
        null);
}
