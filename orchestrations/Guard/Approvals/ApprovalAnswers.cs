using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Orchestrations.Guard.Approvals;

/// <summary>Takes people's answers, and leaves them as evidence.</summary>
public sealed class ApprovalAnswers(ApprovalStore store, GuardEvidence evidence)
{
    /// <summary>
    /// Takes an answer, once: the same answer by the same person finds the first, and leaves its evidence where that failed before.
    /// </summary>
    /// <param name="isApprover">Whether the caller has the role to approve; an objection takes less.</param>
    /// <exception cref="Azure.RequestFailedException">Storage does not take it; the answer may stand there already.</exception>
    public async Task<AnsweredApproval> AnswerAsync(string id, ApprovalAnswer answer, bool isApprover, CancellationToken ct)
    {
        if (!ApprovalStore.IsId(id))
            return new(null, ApprovalPolicy.Check(null, answer.By, answer.PlanHash, answer.Approved, answer.At));
        if (!isApprover && await store.FindAsync(id, ct) is { Request.Kind: ApprovalKind.Approval } asked)
            return new(
                asked,
                new(403, "Only approvers answer this", "The role Ops.Approver is missing; an operator may only object, where silence is a go-ahead."));
        var answered = await store.AnswerAsync(id, answer, ct);
        if (answered is { Refusal: null, Approval: { } approval })
            await evidence.RecordAsync("approval", EntryOf(approval.Request, approval.Answer!), ct);
        return answered;
    }

    private static AuditEntry EntryOf(ApprovalRequest request, ApprovalAnswer answer) =>
        new(answer.At, answer.By, "approval.answer", request.Target, answer.Approved ? "Approved" : "Rejected", answer.Comment)
        {
            After = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["approval"] = request.Id,
                ["instance"] = request.InstanceId,
                ["planHash"] = answer.PlanHash,
                ["requestedBy"] = request.RequestedBy,
            },
        };
}
