using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Resizing.Books;

namespace OpsFunctions.Orchestrations.Resizing.Steps;

/// <summary>What follows where a changed machine is found too small: people are asked where they must be, then it is taken back.</summary>
internal sealed class TooSmall(
    TaskOrchestrationContext context, ChangePlan plan, TakeBack takeBack, MachineGroups groups, Trail trail)
{
    /// <param name="changed">The change as it stands.</param>
    /// <param name="watch">Which watch found it, as the trail names it.</param>
    public async Task<ChangeResult> RunAsync(ChangeResult changed, string watch, string reason)
    {
        trail.Add(watch, "too small", reason);
        await trail.WriteAsync();
        if (!plan.Settings.RollbackAnyTime && plan.IsProduction && await AskAsync(changed, reason) is { } left)
            return left;
        return await takeBack.RunAsync(changed, reason);
    }

    // Production outside its window: somebody is called and asked. Its opening ends the waiting, silence does not: only a no leaves it.
    private async Task<ChangeResult?> AskAsync(ChangeResult changed, string reason)
    {
        var request = GuardRequests.Of(plan, context.InstanceId, groups, Mode.Apply);
        for (var question = 1; ; question++)
        {
            var read = await context.CallWithThrottlingAsync<WindowVerdict>(nameof(GuardActivities.ReadWindow), request);
            if (read.Value is { IsOpen: true })
                return null;
            if (question == 1)
                await context.NotifyAsync(ChangeNotices.TooSmall(
                    context, plan, $"{reason}. It is production and its window is closed: answer the approval to take it back now."));
            var asked = await context.AskApprovalAsync(Question(changed, reason, question, read.Value?.OpensAt));
            trail.Add("approval", asked.Outcome.ToString().ToLowerInvariant(), asked.Reason);
            if (asked.Outcome == ApprovalOutcome.Approved)
                return null;
            if (asked.Outcome != ApprovalOutcome.Expired)
                return changed with { Kind = ChangeEndKind.LeftAfterAsking, Reason = $"{reason}; {asked.Reason}" };
        }
    }

    // It can be answered until the window opens; where nobody knows when that is, it is asked again.
    private ApprovalRequest Question(ChangeResult changed, string reason, int number, DateTimeOffset? opens) => new(
        Ids.Short("takeback-", number == 1 ? context.InstanceId : $"{context.InstanceId} {number}"), ApprovalKind.Approval, plan.Capability,
        context.InstanceId, plan.RequestedBy, plan.MachineId, $"take {plan.Name} back to {plan.Size}",
        [reason, $"{changed.To} back to {plan.Size}; it restarts"], plan.Hash(), Now,
        opens > Now ? opens.Value : Now.AddHours(plan.Settings.ApprovalHours));

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
