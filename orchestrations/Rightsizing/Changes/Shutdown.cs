using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Resizing.Steps;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes;

/// <summary>The order of a shutdown.</summary>
internal sealed class Shutdown(TaskOrchestrationContext context, ChangePlan plan, Trail trail)
{
    private readonly ChangeReads _reads = new(context, plan, trail);

    // Kill switch, window or claim stopped it: that is no failure.
    private bool _isStopped;

    public async Task<ChangeResult> RunAsync()
    {
        if (await _reads.GroupsAsync() is not { } groups)
            return NotTaken();
        var admission = new Admission(context, plan, groups, trail);
        // Outside production nobody has to say yes, but everybody can say no.
        if (admission.Mode == Mode.Apply && (!await admission.IsPossibleAsync() || !await OptedInAsync()))
            return NotTaken();
        if (await admission.EnterAsync(Words(), Now.AddHours(plan.Settings.ApprovalHours)) is not { } ticket)
            return NotTaken();
        var result = await ChangeAsync(ticket, groups);
        await context.CallUntilDoneAsync<bool>(nameof(GuardActivities.EndChange),
            new ChangeEnd(ticket, HasChanged: result.Kind != ChangeEndKind.NotTaken, HasFailed: result.Kind is ChangeEndKind.PutBack
                or ChangeEndKind.Stranded && !_isStopped));
        if (result.Kind == ChangeEndKind.Changed)
            await context.NotifyAsync(ChangeNotices.Done(context, plan, "off"));
        return result;
    }

    private async Task<bool> OptedInAsync()
    {
        var until = Now.AddDays(plan.Settings.OptOutDays);
        var id = Ids.Short("shutdown-", $"{context.InstanceId} {plan.Hash()}");
        var asked = await context.AskApprovalAsync(new(
            id, ApprovalKind.Objection, RightsizingCapability.Name, context.InstanceId, plan.RequestedBy, plan.MachineId,
            Invariant(
                $"{plan.Name} is shut down after {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC; to stop it, reject this, or tag the machine ops:rightsizing=report"), Words(), plan.Hash(), Now, until)
        {
            Topic = plan.Topic(),
        });
        trail.Add("opt-out", OptOutOf(asked.Outcome), asked.Reason);
        return asked.Outcome == ApprovalOutcome.Approved;
    }

    private static string OptOutOf(ApprovalOutcome outcome) => outcome switch
    {
        ApprovalOutcome.Approved => "nobody objected",
        ApprovalOutcome.Superseded => "asked anew",
        _ => "objected",
    };

    private async Task<ChangeResult> ChangeAsync(ChangeTicket ticket, MachineGroups groups)
    {
        if (await _reads.RecheckedAsync() is not { } machine || !await _reads.IsGroupHealthyAsync(groups) || !await IsStillIdleAsync())
            return NotTaken();
        // Whoever has started or stopped it since had a reason, and nobody was asked about a machine that is as it is now.
        if (plan.IsStopped ? !machine.IsStopped : !machine.IsRunning)
        {
            trail.Add("recheck", "not taken", $"it is {machine.Power} now, it was {(plan.IsStopped ? "stopped" : "running")} when planned");
            return NotTaken();
        }
        trail.Add("change", "begins", $"as {machine.Power} with {machine.Size}");
        if (await trail.WriteAsync() is null)
        {
            trail.Add("change", "not taken", "it could not be put on record before it began");
            return NotTaken();
        }
        var back = new PutBack(context, plan, ticket, machine, trail) { MayBeOff = true };
        var steps = new ChangeSteps(context, ticket, plan.MachineId, trail);
        var stopped = await steps.DeallocateAsync(ChangeDirection.Forward, leavesRunning: machine.IsStopped);
        if (stopped.Code == MachineActivities.StartedCode)
            return NotTaken();
        if (stopped.Succeeded)
        {
            await trail.NoteInLedgerAsync(nameof(LedgerActivities.NoteChange), new ChangedMachine(
                plan.MachineId, plan.Subscription, plan.Region, plan.RunId, plan.Size, LedgerEntry.Off, Now, plan.PricePerHour, 0,
                plan.MonthlySaving));
            return Result(ChangeEndKind.Changed, null, plan.Reason) with { ChangedAt = Now, MonthlySaving = plan.MonthlySaving };
        }
        _isStopped = ChangeCodes.IsOfGate(stopped.Code);
        var reason = $"{stopped.Code}: {stopped.Reason}";
        trail.Add("put back", "begins", reason);
        if (await back.RunAsync() is null)
            return Result(ChangeEndKind.Stranded, null, reason);
        await context.NotifyAsync(ChangeNotices.PutBack(context, plan, reason));
        return Result(ChangeEndKind.PutBack, plan.Size, reason);
    }

    private async Task<bool> IsStillIdleAsync()
    {
        var read = await context.CallWithThrottlingAsync<StillIdle>(nameof(IdleActivities.IsStillIdle), plan);
        if (read.Value is { IsIdle: true } idle)
        {
            trail.Add("recheck", "still idle", idle.Reason);
            return true;
        }
        trail.Add("recheck", "dropped", read.Value?.Reason ?? read.Reason ?? "its load could not be read");
        return false;
    }

    private IReadOnlyList<string> Words() =>
        [Invariant(
            $"shut down {plan.Name}, {plan.MonthlySaving:0.00} USD a month"), plan.Reason, .. plan.NeedsApproval,
            "its disks stay; starting it again brings it back"];

    private ChangeResult NotTaken() => Result(ChangeEndKind.NotTaken, plan.Size, trail.Last);

    private ChangeResult Result(ChangeEndKind kind, string? to, string reason) =>
        new(plan.MachineId, plan.Name, plan.Action, kind, plan.Size, to, reason);

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
