using OpsFunctions.Orchestrations.Guard.Approvals;

namespace OpsFunctions.Functions.Http;

/// <summary>An approval as callers see it.</summary>
/// <param name="Outcome">Null: it is open.</param>
/// <param name="By">Who answered; null where nobody has.</param>
/// <param name="Note">What the caller should know beside it.</param>
internal sealed record ApprovalView(
    string Id, ApprovalKind Kind, string Capability, string Run, string RequestedBy, string Target, string Summary,
    IReadOnlyList<string> Plan,
    string PlanHash, DateTimeOffset AskedAt, DateTimeOffset Deadline, ApprovalOutcome? Outcome, string? By, DateTimeOffset? AnsweredAt,
    string? Reason,
    string? Note)
{
    /// <summary>Who asked for what this one took the place of; they may not approve it either.</summary>
    public IReadOnlyList<string> AlsoRequestedBy { get; init; } = [];

    public static ApprovalView Of(Approval approval, DateTimeOffset now, string? note = null)
    {
        var (request, result) = (approval.Request, ApprovalPolicy.Decide(approval, now));
        return new(
            request.Id, request.Kind, request.Capability, request.InstanceId, request.RequestedBy, request.Target, request.Summary,
            request.Plan,
            request.PlanHash, request.AskedAt, request.Deadline, result?.Outcome, approval.Answer?.By, approval.Answer?.At, result?.Reason,
            note)
        {
            AlsoRequestedBy = approval.AlsoRequestedBy ?? [],
        };
    }

    /// <summary>One in a list: as it is, or as a document that cannot be read.</summary>
    public static object Of(ListedApproval listed, DateTimeOffset now) => listed.Approval is { } approval
        ? Of(approval, now)
        : new UnreadableApproval(listed.Id, $"state/{listed.Document}", listed.Problem!);

    private sealed record UnreadableApproval(string Id, string Document, string Problem);
}
