using System.Globalization;
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
    private const int LastPage = 100_000;

    /// <summary>
    /// The open ones, the first to end first; <c>?all=true</c>: the others behind them. 200 on a page; the headers say how many there are,
    /// and where the next page is.
    /// </summary>
    [Function(nameof(ListApprovals))]
    [Lets(Role.Reader)]
    public async Task<IResult> ListApprovals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "approvals")] HttpRequest request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var all = string.Equals(request.Query["all"].ToString(), "true", StringComparison.OrdinalIgnoreCase);
        if (!TryPage(request, out var page))
            return Refusal.Of(
                StatusCodes.Status400BadRequest, "There is no such page", "Send ?page= with a number from 1 to 100000, or leave it out.");
        var outcome = await Outcome.OfAsync("approvals", () => store.PageAsync(all, now, page, ct), ct);
        if (outcome.Value is not { } found)
            return Refusal.OfState(outcome);
        var headers = request.HttpContext.Response.Headers;
        headers["x-ops-total"] = found.Total.ToString(CultureInfo.InvariantCulture);
        headers["x-ops-open"] = found.Open.ToString(CultureInfo.InvariantCulture);
        if ((long)page * ApprovalStore.PageSize < found.Total)
            headers.Link = string.Create(
                CultureInfo.InvariantCulture,
                $"<{request.PathBase}/api/approvals?page={page + 1}{(all ? "&all=true" : "")}>; rel=\"next\"");
        return Results.Ok(found.Items.Select(one => ApprovalView.Of(one, now)));
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
            { Approval: var approval } => Results.Ok(ApprovalView.Of(
                approval!, time.GetUtcNow(), await WakeAsync(client, approval!.Request, ct))),
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

    private static bool TryPage(HttpRequest request, out int page)
    {
        var text = request.Query["page"].ToString();
        page = 1;
        return text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out page)
            && page is >= 1 and <= LastPage);
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
