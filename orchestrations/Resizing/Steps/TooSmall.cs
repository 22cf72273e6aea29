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

    // Production outside its window: somebody is called and asked, and the next window ends the waiting.
    private async Task<ChangeResult?> AskAsync(ChangeResult changed, string reason)
    {
        var request = GuardRequests.Of(plan, context.InstanceId, groups, Mode.Apply);
        var read = await context.CallWithThrottlingAsync<WindowVerdict>(nameof(GuardActivities.ReadWindow), request);
        if (read.Value is { IsOpen: true })
            return null;
        var call = $"{reason}. It is production and its window is closed: answer the approval to take it back now.";
        await context.NotifyAsync(ChangeNotices.TooSmall(context, plan, call));
        var opens = read.Value?.OpensAt;
        var asked = await context.AskApprovalAsync(new(
            Ids.Short("takeback-", context.InstanceId), ApprovalKind.Approval, plan.Capability, context.InstanceId, plan.RequestedBy,
            plan.MachineId, $"take {plan.Name} back to {plan.Size}", [reason, $"{changed.To} back to {plan.Size}; it restarts"],
            plan.Hash(), Now,
            opens is { } open && open < Now.AddHours(plan.Settings.ApprovalHours) ? open : Now.AddHours(plan.Settings.ApprovalHours)));
        trail.Add("approval", asked.Outcome.ToString().ToLowerInvariant(), asked.Reason);
        // Where the window has opened, nobody needs to be asked any more.
        if (asked.Outcome == ApprovalOutcome.Approved || (asked.Outcome == ApprovalOutcome.Expired && opens <= Now))
            return null;
        return changed with { Kind = ChangeEndKind.LeftAfterAsking, Reason = $"{reason}; {asked.Reason}" };
    }

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
