using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard.Approvals;

namespace OpsFunctions.Functions;

/// <summary>What people are asked, and their answers.</summary>
public sealed class ApprovalTriggers(ApprovalStore store, ApprovalAnswers answers, TimeProvider time)
{
    private const int LongestComment = 1000;

    /// <summary>The open ones, the first to end first; <c>?all=true</c>: the latest others behind them.</summary>
    [Function(nameof(ListApprovals))]
    [Lets(Role.Reader)]
    public async Task<IResult> ListApprovals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "approvals")] HttpRequest request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var all = string.Equals(request.Query["all"].ToString(), "true", StringComparison.OrdinalIgnoreCase);
        var outcome = await Outcome.OfAsync("approvals", () => store.ListAsync(all, now, ct), ct);
        return outcome.Value is { } approvals
            ? Results.Ok(approvals.Select(approval => ApprovalView.Of(approval, now)))
            : Refusal.OfState(outcome);
    }

    [Function(nameof(GetApproval))]
    [Lets(Role.Reader)]
    public async Task<IResult> GetApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "approvals/{id}")] HttpRequest request, string id, CancellationToken ct)
    {
        var outcome = await Outcome.OfAsync("approval", async () => ApprovalStore.IsId(id) ? await store.FindAsync(id, ct) : null, ct);
        return outcome switch
        {
            { Kind: not OutcomeKind.Done } => Refusal.OfState(outcome),
            { Value: { } approval } => Results.Ok(ApprovalView.Of(approval, time.GetUtcNow())),
            _ => Refused(ApprovalPolicy.Check(null, "", "", approve: false, time.GetUtcNow())!),
        };
    }

    [Function(nameof(AnswerApproval))]
    [Lets(Role.Approver, Role.Operator)]
    public async Task<IResult> AnswerApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approvals/{id}")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        if (!RunIds.HasUsableKey(request))
            return RunIds.KeyTooLong;
        if (await JsonBody.ReadAsync<AnswerRequest>(request, ct) is not { } body || body.Problem is not null)
            return Refusal.Of(
                StatusCodes.Status400BadRequest, "The body does not say what is decided",
                $"Send {{\"decision\":\"approve\",\"planHash\":\"...\",\"comment\":\"why\"}}; decision is approve or reject, planHash as GET /api/approvals/{{id}} shows it, comment at most {LongestComment} characters or left out.");
        var answer = new ApprovalAnswer(body.IsYes, Callers.NameOf(request), time.GetUtcNow(), body.PlanHash!, body.Comment ?? "");
        var isApprover = request.HttpContext.User.IsInRole(Roles.NameOf(Role.Approver));
        var outcome = await Outcome.OfAsync("approval", () => answers.AnswerAsync(id, answer, isApprover, ct), ct);
        return outcome.Value switch
        {
            null => Refusal.OfState(outcome, "The answer may stand there already; sending it again is harmless."),
            { Refusal: { } refusal } => Refused(refusal),
            { Approval: var approval } => Results.Ok(ApprovalView.Of(approval!, time.GetUtcNow(), await WakeAsync(client, approval!.Request, ct))),
        };
    }

    // Whoever waits reads the answer at its deadline at the latest; so a wake-up that fails is no failure of the answer.
    private static async Task<string?> WakeAsync(DurableTaskClient client, ApprovalRequest request, CancellationToken ct)
    {
        try
        {
            if (await client.GetInstanceAsync(request.InstanceId, getInputsAndOutputs: false, ct) is not { IsCompleted: false })
                return $"The answer is recorded, but {request.InstanceId} waits no longer.";
            await client.RaiseEventAsync(request.InstanceId, ApprovalExtensions.EventOf(request.Id), eventPayload: true, ct);
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, the answer stands.
        catch (Exception) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return $"The answer is recorded, but {request.InstanceId} could not be woken; it reads the answer at its deadline.";
        }
    }

    private static IResult Refused(ApprovalRefusal refusal) => Refusal.Of(refusal.Status, refusal.Title, refusal.Detail);

    private sealed record AnswerRequest(string? Decision = null, string? PlanHash = null, string? Comment = null)
    {
        public bool IsYes => string.Equals(Decision, "approve", StringComparison.OrdinalIgnoreCase);

        public string? Problem =>
            !IsYes && !string.Equals(Decision, "reject", StringComparison.OrdinalIgnoreCase) ? "decision"
            : PlanHash is not { Length: > 0 and <= 200 } ? "planHash"
            : Comment is { Length: > LongestComment } ? "comment"
            : null;
    }
}
