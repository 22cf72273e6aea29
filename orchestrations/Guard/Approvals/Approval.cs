using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Guard.Approvals;

/// <summary>What silence until the deadline means.</summary>
[JsonConverter(typeof(CamelCaseEnum))]
public enum ApprovalKind
{
    /// <summary>Silence is a no.</summary>
    Approval,

    /// <summary>Silence is a go-ahead; only a no can be given.</summary>
    Objection,
}

/// <summary>A question to people.</summary>
/// <param name="Id">Lower-case letters, digits and hyphens, at most 100; derived from what is asked, since the same id is asked
/// once.</param>
/// <param name="Capability">Who asks: <c>rightsizing</c>.</param>
/// <param name="InstanceId">The orchestration that waits.</param>
/// <param name="RequestedBy">Id of the caller who started it, or of the timer; it may not approve.</param>
/// <param name="Target">Resource id, or what else it concerns.</param>
/// <param name="Summary">The question in a sentence.</param>
/// <param name="Plan">What would be done, step by step.</param>
/// <param name="PlanHash">Hash of exactly that; an answer names the plan it was given to.</param>
/// <param name="AskedAt">When it was asked, UTC.</param>
/// <param name="Deadline">From when on no answer counts, UTC.</param>
public sealed record ApprovalRequest(
    string Id, ApprovalKind Kind, string Capability, string InstanceId, string RequestedBy, string Target, string Summary,
    IReadOnlyList<string> Plan, string PlanHash, DateTimeOffset AskedAt, DateTimeOffset Deadline)
{
    /// <summary>
    /// What it is about, whichever run asks: of two open questions of one topic the later closes the earlier. Null: of none.
    /// </summary>
    public string? Topic { get; init; }
}

/// <summary>The latest question of a topic; a document of the state.</summary>
[StateDocument(
    "guard/approvals-topics/*",
    Loss = "a question stays open beside the newer one that asks the same",
    Damage = "as if it were not there; the next question of its topic replaces it",
    Mend = "nothing is needed")]
public sealed record ApprovalTopic(string Id, DateTimeOffset AskedAt);

/// <summary>That a question may be open; a document of the state, whose name alone counts.</summary>
[StateDocument(
    "guard/approvals-open/*",
    Loss = "GET approvals does not list the question, nor do those who are asked see it there; an answer by its id is taken",
    Damage = "none: only that it is there counts",
    Mend = "nothing is needed; it goes with the answer")]
public sealed record OpenApproval(DateTimeOffset Deadline);

/// <summary>A person's answer.</summary>
/// <param name="By">The caller's id.</param>
/// <param name="PlanHash">Hash of the plan that was answered.</param>
public sealed record ApprovalAnswer(bool Approved, string By, DateTimeOffset At, string PlanHash, string Comment);

/// <summary>A question and what became of it.</summary>
/// <param name="Answer">Null: none was given.</param>
[StateDocument(
    "guard/approvals/*",
    Loss = "who waits for the answer takes it for a no at its deadline",
    Damage = "the answer counts as a no; the other questions go on",
    Mend = "delete the blob, and start the run again to be asked anew",
    HoldsWords = true)]
public sealed record Approval(ApprovalRequest Request, ApprovalAnswer? Answer) : ICheckedDocument
{
    /// <summary>When its orchestration stopped waiting, UTC; from then on no answer is taken. Null: it is open, or was answered.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Id of the later question that closed it: of this one it is a no. Null: none did.</summary>
    public string? SupersededBy { get; init; }

    /// <summary>Who asked for what this question took the place of; they may not approve it either. Null: nobody else.</summary>
    public IReadOnlyList<string>? AlsoRequestedBy { get; init; }

    public string? ProblemAs(string name) => name.EndsWith($"/{Request.Id}", StringComparison.Ordinal) ? null : "it is another question";
}

/// <summary>How a question ended.</summary>
[JsonConverter(typeof(CamelCaseEnum))]
public enum ApprovalOutcome
{
    /// <summary>Go ahead.</summary>
    Approved,

    /// <summary>Somebody said no, or what was said cannot be had.</summary>
    Rejected,

    /// <summary>Nobody said anything in time where somebody should have: a no.</summary>
    Expired,

    /// <summary>A newer run asked the same anew: a no for the one that asked before.</summary>
    Superseded,
}

/// <summary>How a question ended, and why.</summary>
/// <param name="By">Who answered; empty where nobody did.</param>
public sealed record ApprovalResult(ApprovalOutcome Outcome, string By, string Reason);
