using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Cleaning;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Notifications;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>Takes one drill down that no longer does so itself.</summary>
internal static class DrillSweeping
{
    public static async Task<CleanResult> SweepAsync(TaskOrchestrationContext context, SweptDrill drill)
    {
        var request = new GuardRequest(
            DrillsCapability.Name, $"{context.InstanceId}-{Ids.Page(drill.DrillId)}", drill.GroupId, drill.Subscription, Mode.Apply,
            drill.DrillId);
        var claimed = await context.CallWithThrottlingAsync<ChangeTicket>(nameof(GuardActivities.ClaimForUndo), request);
        if (claimed.Value is not { } ticket)
            return new(Remains.Leaked, [], [], [], claimed.Reason, 0, context.Now(), context.Now());
        try
        {
            var clean = await new DrillCleaning(context, drill.DrillId).RunAsync(ticket);
            await context.CallUntilDoneAsync<bool>(
                nameof(SweepActivities.SettleSweep), new SweepEnd(drill.DrillId, context.InstanceId, clean));
            if (clean.Remains == Remains.Leaked || clean.Foreign.Count > 0)
                await context.NotifyAsync(DrillNotices.Leaked(drill.DrillId, clean, context.Now()));
            return clean;
        }
        finally
        {
            await context.CallUntilDoneAsync<bool>(
                nameof(GuardActivities.EndChange), new ChangeEnd(ticket, HasChanged: false, HasFailed: false));
        }
    }
}
