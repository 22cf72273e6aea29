using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Guard.Approvals;

/// <summary>Why an answer is not taken.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="Detail">What to do about it.</param>
public sealed record ApprovalRefusal(int Status, string Title, string Detail);

/// <summary>What an answer counts, and which are taken.</summary>
public static class ApprovalPolicy
{
    /// <summary>How a question ended; null as long as it is open.</summary>
    public static ApprovalResult? Decide(Approval approval, DateTimeOffset now)
    {
        var request = approval.Request;
        if (approval.Answer is { } answer && answer.At < request.Deadline && answer.PlanHash == request.PlanHash)
            return answer.Approved && request.Kind == ApprovalKind.Approval
                ? new(ApprovalOutcome.Approved, answer.By, Said("approved", answer))
                : new(ApprovalOutcome.Rejected, answer.By, Said(request.Kind == ApprovalKind.Objection ? "objected" : "rejected", answer));
        if (approval.SupersededBy is { } newer)
            return new(ApprovalOutcome.Superseded, "", $"a newer run asked anew: {newer}");
        if (now < request.Deadline && approval.ClosedAt is null)
            return null;
        return request.Kind == ApprovalKind.Objection
            ? new(ApprovalOutcome.Approved, "", Invariant($"nobody objected until {request.Deadline.UtcDateTime:yyyy-MM-dd HH:mm} UTC"))
            : new(
                ApprovalOutcome.Expired, "",
                Invariant($"nobody answered until {request.Deadline.UtcDateTime:yyyy-MM-dd HH:mm} UTC: silence is a no"));
    }

    /// <summary>Whether an answer is taken.</summary>
    /// <param name="approval">Null: there is no such question.</param>
    /// <param name="caller">Id of who answers.</param>
    /// <param name="planHash">Hash of the plan the caller read.</param>
    /// <param name="approve">Yes or no.</param>
    /// <returns>Null where it is taken, or was taken before: the same answer by the same person.</returns>
    public static ApprovalRefusal? Check(Approval? approval, string caller, string planHash, bool approve, DateTimeOffset now) =>
        approval switch
    {
        null => new(404, "No such approval", "GET /api/approvals lists the open ones, with ?all=true the decided ones, too."),
        _ when IsRepeated(approval, caller, planHash, approve) => null,
        // Whoever asked may take it back, but not say yes to himself.
        { Request.Kind: ApprovalKind.Approval } when approve && Requesters(approval).Any(one => IsSame(one, caller)) => new(
            403, "Who asked may not approve",
            $"Somebody other than {string.Join(" and ", Requesters(approval))} must approve; rejecting it is allowed."),
        { Answer: { } answer } => new(
            409, "It was answered otherwise",
            Invariant(
                $"{answer.By} {(answer.Approved ? "approved" : "rejected")} it at {answer.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; the first answer counts.")),
        { SupersededBy: { } newer } => new(409, "A newer run asked anew", $"Answer that one: GET /api/approvals/{newer}."),
        { Request: var request, ClosedAt: var closed } when closed is not null || now >= request.Deadline => new(
            409, "Its time is over",
            Invariant($"The deadline was {request.Deadline.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; start the run again to be asked again.")),
        { Request: var request } when request.PlanHash != planHash =>
            new(409, "The plan has changed", $"Read it again: GET /api/approvals/{request.Id}, and send its planHash."),
        { Request.Kind: ApprovalKind.Objection } when approve =>
            new(409, "There is nothing to approve", "It goes ahead by itself at its deadline; send decision «reject» to stop it."),
        _ => null,
    };

    /// <summary>Whether this very answer was given before.</summary>
    public static bool IsRepeated(Approval approval, string caller, string planHash, bool approve) =>
        approval.Answer is { } answer && answer.Approved == approve && answer.PlanHash == planHash && IsSame(answer.By, caller);

    /// <summary>All who asked for it.</summary>
    public static IReadOnlyList<string> Requesters(Approval approval) => [approval.Request.RequestedBy, .. approval.AlsoRequestedBy ?? []];

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    // These words go into evidence, which nobody can delete: what somebody wrote stays in the approval.
    private static string Said(string what, ApprovalAnswer answer) =>
        $"{what} by {answer.By}{(answer.Comment.Length == 0 ? "" : "; the approval has the comment")}";
}
