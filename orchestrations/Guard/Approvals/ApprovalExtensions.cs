using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Notifications;

namespace OpsFunctions.Orchestrations.Guard.Approvals;

/// <summary>Asks people from an orchestration.</summary>
public static class ApprovalExtensions
{
    // A timer longer than this is cut into pieces by some hosts; asking in between costs nothing worth mentioning.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(3);

    /// <summary>Name of the event that wakes whoever waits for that approval.</summary>
    public static string EventOf(string approvalId) => $"approval-{approvalId}";

    /// <summary>
    /// Asks, and waits for the answer or the deadline. The document decides, an event only wakes: one that comes between two waits is lost.
    /// An id that was asked before keeps its deadline and its answer. What cannot be read is a no.
    /// </summary>
    /// <param name="request">Its id is derived from what is asked; another plan needs another id.</param>
    public static async Task<ApprovalResult> AskApprovalAsync(this TaskOrchestrationContext context, ApprovalRequest request)
    {
        var outcome = await context.CallWithThrottlingAsync<Approval>(nameof(ApprovalActivities.AskApproval), request);
        if (outcome.Value is { } asked && ApprovalPolicy.Decide(asked, context.Now()) is null)
            await context.NotifyAsync(ApprovalNotification.Of(asked.Request));
        while (true)
        {
            if (outcome.Value is not { } approval)
                return new(
                    ApprovalOutcome.Rejected, "",
                    $"the answer cannot be had, which is a no: {outcome.Reason ?? outcome.Code ?? "there is no such approval"}");
            if (approval.Request.PlanHash != request.PlanHash)
                return new(
                    ApprovalOutcome.Rejected, "",
                    "another plan was asked about under the same id; ask about this one under an id of its own");
            var left = approval.Request.Deadline - context.Now();
            if (left <= TimeSpan.Zero && approval is { Answer: null, ClosedAt: null })
                outcome = await context.CallWithThrottlingAsync<Approval>(nameof(ApprovalActivities.CloseApproval), request.Id);
            else if (ApprovalPolicy.Decide(approval, context.Now()) is { } result)
                return result;
            else
            {
                await WakeAsync(context, EventOf(request.Id), left < LongestWait ? left : LongestWait);
                outcome = await context.CallWithThrottlingAsync<Approval>(nameof(ApprovalActivities.ReadApproval), request.Id);
            }
        }
    }

    private static async Task WakeAsync(TaskOrchestrationContext context, string name, TimeSpan atMost)
    {
        try
        {
            await context.WaitForExternalEvent<bool>(name, atMost);
        }
        catch (TaskCanceledException)
        {
            // The time is over.
        }
    }
}
