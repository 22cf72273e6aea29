using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Resizing.Steps;

namespace OpsFunctions.Orchestrations.Resizing.Watching;

/// <summary>Looks at a changed machine after each grain, and takes the change back where the size is too small.</summary>
internal sealed class Watch(TaskOrchestrationContext context, ChangePlan plan, MachineGroups groups, Trail trail)
{
    // Figures arrive within a few minutes (Microsoft Learn, latency of platform metrics).
    private static readonly TimeSpan Latency = TimeSpan.FromMinutes(5);

    public async Task<ChangeResult> RunAsync(ChangeResult changed, WatchBefore before)
    {
        // Not from now on: giving a reservation back may have taken hours.
        var since = changed.ChangedAt ?? Now;
        var until = since.AddHours(plan.Settings.WatchHours);
        var watched = new Watched(new(plan.Capability, plan.MachineId, plan.Subscription, plan.Region, since) { Size = changed.To }, before);
        var (unread, hasSeen) = (0, true);
        while (Now < until)
        {
            await context.CreateTimer((hasSeen ? NextLook() : Now + Latency).UtcDateTime, CancellationToken.None);
            var looked = await context.CallWithThrottlingAsync<WatchFinding>(nameof(WatchActivities.LookAtLoad), watched);
            // What could not be read is looked at again soon, not half an hour later.
            hasSeen = looked.Value is not null;
            unread += hasSeen ? 0 : 1;
            if (looked.Value is { IsTooSmall: true } finding)
                return await TooSmallAsync(changed, finding.Reason);
        }
        trail.Add("watch", "over", unread == 0 ? $"not too small in {plan.Settings.WatchHours} hours" : $"not too small in {plan.Settings.WatchHours} hours, as far as it could be read: {unread} looks failed");
        return changed;
    }

    private async Task<ChangeResult> TooSmallAsync(ChangeResult changed, string reason)
    {
        trail.Add("watch", "too small", reason);
        await trail.WriteAsync();
        if (!plan.Settings.RollbackAnyTime && plan.IsProduction && await AskAsync(changed, reason) is { } left)
            return left;
        return await new TakeBack(context, plan, groups, trail).RunAsync(changed, reason);
    }

    // Production outside its window: somebody is called and asked, and the next window ends the waiting.
    private async Task<ChangeResult?> AskAsync(ChangeResult changed, string reason)
    {
        var request = GuardRequests.Of(plan, context.InstanceId, groups, Mode.Apply);
        var read = await context.CallWithThrottlingAsync<WindowVerdict>(nameof(GuardActivities.ReadWindow), request);
        if (read.Value is { IsOpen: true })
            return null;
        await context.NotifyAsync(ChangeNotices.TooSmall(context, plan, $"{reason}. It is production and its window is closed: answer the approval to take it back now."));
        var opens = read.Value?.OpensAt;
        var asked = await context.AskApprovalAsync(new(
            Ids.Short("takeback-", context.InstanceId), ApprovalKind.Approval, plan.Capability, context.InstanceId, plan.RequestedBy, plan.MachineId,
            $"take {plan.Name} back to {plan.Size}", [reason, $"{changed.To} back to {plan.Size}; it restarts"], plan.Hash(), Now,
            opens is { } open && open < Now.AddHours(plan.Settings.ApprovalHours) ? open : Now.AddHours(plan.Settings.ApprovalHours)));
        trail.Add("approval", asked.Outcome.ToString().ToLowerInvariant(), asked.Reason);
        // Where the window has opened, nobody needs to be asked any more.
        if (asked.Outcome == ApprovalOutcome.Approved || (asked.Outcome == ApprovalOutcome.Expired && opens <= Now))
            return null;
        return changed with { Kind = ChangeEndKind.LeftAfterAsking, Reason = $"{reason}; {asked.Reason}" };
    }

    private DateTimeOffset NextLook()
    {
        var now = Now - Latency;
        var edge = now.UtcTicks - now.UtcTicks % LoadWindow.Grain.Ticks + LoadWindow.Grain.Ticks;
        return new DateTimeOffset(edge, TimeSpan.Zero) + Latency;
    }

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
