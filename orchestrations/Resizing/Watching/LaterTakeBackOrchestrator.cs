using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Resizing.Steps;

namespace OpsFunctions.Orchestrations.Resizing.Watching;

/// <summary>One machine that became too small after its watch: asked about where people must be asked, and taken back.</summary>
public static class LaterTakeBackOrchestrator
{
    /// <summary>As the trail names what found it.</summary>
    public const string Watch = "later watch";

    [Function(nameof(LaterTakeBackOrchestrator))]
    public static async Task<ChangeEndKind> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var finding = context.GetInput<LaterFinding>() ?? throw new InvalidOperationException("A take-back needs its finding");
        var read = await context.CallUntilDoneAsync<LaterWatched?>(nameof(LaterActivities.ReadLater), finding);
        // What failed begins anew with the next look; what has ended would not.
        if (read.Kind != OutcomeKind.Done)
            throw new InvalidOperationException($"What is to be taken back could not be read, nothing was changed: {read.Reason}");
        if (read.Value is not { } watched)
            return ChangeEndKind.NotTaken;

        // Its evidence is of the day it begins, not of the day weeks ago on which the resize was planned.
        var plan = watched.Plan with { PlannedAt = context.Now() };
        try
        {
            var result = await TakeBackAsync(context, watched with { Plan = plan }, finding);
            // Asked and left, or not to be had for a day: it is not begun again.
            await context.CallUntilDoneAsync<bool>(nameof(LaterActivities.ForgetLater), finding);
            return result.Kind;
        }
        catch (Exception e) when (e is InvalidOperationException or TaskFailedException)
        {
            // Nobody knows how it left its machine. The next look begins it anew, and finds what is done.
            var reason = Words.OneLine(e is TaskFailedException failed ? failed.FailureDetails.ErrorMessage : e.Message);
            await context.NotifyAsync(ChangeNotices.BrokenOff(context, plan, $"broken-{context.CurrentUtcDateTime:yyyyMMdd}", reason));
            throw;
        }
    }

    private static async Task<ChangeResult> TakeBackAsync(TaskOrchestrationContext context, LaterWatched watched, LaterFinding finding)
    {
        var plan = watched.Plan;
        var trail = new Trail(context, plan);
        var since = $"it was resized on {watched.ChangedAt.UtcDateTime:yyyy-MM-dd} by {plan.RunId}";
        trail.Add("plan", $"{watched.To} back to {plan.Size}", since);
        var read = await context.CallWithThrottlingAsync<MachineGroups>(nameof(ChangeActivities.ReadGroups), plan);
        var groups = read.Value ?? new(watched.GroupNames, []);
        var changed = new ChangeResult(plan.MachineId, plan.Name, plan.Action, ChangeEndKind.Changed, plan.Size, watched.To, plan.Reason)
        {
            ChangedAt = watched.ChangedAt,
        };
        var takeBack = new TakeBack(context, plan, groups, trail)
        {
            NoteBegun = wasRunning => context.CallWithThrottlingAsync<bool>(
                nameof(LaterActivities.NoteBegun), new LaterBeginning(finding, new(wasRunning, finding.Reason))),
        };
        // What has begun is owed its end: nobody is asked again.
        var result = watched.Begun is { } begun
            ? await takeBack.GoOnAsync(changed, begun)
            : await new TooSmall(context, plan, takeBack, groups, trail).RunAsync(changed, Watch, finding.Reason);
        await trail.CloseAsync(result);
        return result;
    }
}
