using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Resizing.Steps;
using OpsFunctions.Orchestrations.Resizing.Watching;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>The order of a resize.</summary>
internal sealed class Resize(TaskOrchestrationContext context, PlanRef reference, ChangePlan plan, Trail trail)
{
    private const string NotVerified = "NotVerified";

    private readonly ChangeReads _reads = new(context, plan, trail);

    public async Task<ChangeResult> RunAsync()
    {
        if (await _reads.GroupsAsync() is not { } groups)
            return NotTaken();
        var admission = new Admission(context, plan, groups, trail);
        while (true)
        {
            if (await admission.EnterAsync(Words(), Now.AddHours(plan.Settings.ApprovalHours)) is not { } ticket)
                return NotTaken();
            var (result, before, wantsApproval) = await ChangeAsync(ticket, groups, admission.Mode);
            if (wantsApproval)
            {
                // It would be days old when it is wanted.
                await ForgetSnapshotAsync(ticket, result);
                admission.RequireApproval();
                continue;
            }
            if (result.Kind == ChangeEndKind.Changed && before is not null)
            {
                await trail.KeepAsync(reference, result with { Reason = $"being watched; {result.Reason}" });
                result = await new Watch(context, plan, groups, trail).RunAsync(result, before);
                await KeepForLaterAsync(result, groups, before);
            }
            await ForgetSnapshotAsync(ticket, result);
            return result;
        }
    }

    // From here on a look each hour goes on with it; this change ends.
    private async Task KeepForLaterAsync(ChangeResult result, MachineGroups groups, WatchBefore before)
    {
        if (result is not { Kind: ChangeEndKind.Changed, To: { } to, ChangedAt: { } at } || before.Of(to) is not { } later)
            return;
        var kept = await context.CallUntilDoneAsync<bool>(
            nameof(LaterActivities.KeepForLater), new LaterWatched(plan with { GroupMembers = [] }, groups.Names, to, at, later));
        if (kept.Kind != OutcomeKind.Done)
            trail.Add(LaterTakeBackOrchestrator.Watch, "not kept", $"it is not looked at any more: {kept.Reason}");
    }

    private async Task<(ChangeResult Result, WatchBefore? Before, bool WantsApproval)> ChangeAsync(
        ChangeTicket ticket, MachineGroups groups, Mode mode)
    {
        var inside = new InsideLook(context, plan, ticket, trail);
        var (machine, load) = await ReadyAsync(groups, inside);
        if (machine is null || load is null)
        {
            await EndAsync(ticket, hasChanged: false, hasFailed: false);
            return (NotTaken(), null, false);
        }

        trail.Add("change", "begins", $"as {(machine.IsRunning ? "running" : machine.Power)} with {machine.Size}");
        // The intention stands before the act.
        if (await trail.WriteAsync() is null)
        {
            trail.Add("change", "not taken", "it could not be put on record before it began");
            await EndAsync(ticket, hasChanged: false, hasFailed: false);
            return (NotTaken(), null, false);
        }
        var changer = new SizeChanger(context, plan with { Mode = mode }, ticket, ChangeDirection.Forward, machine, trail);
        var outcome = await SnapshotAsync(ticket);
        if (outcome.Succeeded)
            outcome = await changer.ToAsync(plan.Targets);
        var verification = new Verification(context, plan, ticket, machine, trail, inside);
        if (outcome.Succeeded && await verification.RunAsync(changer.Given!, plan.Settings.VerifyMinutes) is { } missing)
            outcome = new(false, NotVerified, missing);

        var result = outcome.Succeeded ? await DoneAsync(changer) : await FailedAsync(changer, ticket, machine, inside, outcome);
        // Once something was touched, there is nothing left to ask about.
        var wantsApproval = outcome.Code == ChangeCodes.NotReservable && result.Kind == ChangeEndKind.NotTaken;
        await changer.Back.ReleaseForSureAsync();
        var isChanged = result.Kind == ChangeEndKind.Changed;
        await EndAsync(ticket, hasChanged: result.Kind != ChangeEndKind.NotTaken, hasFailed: result.Kind is ChangeEndKind.PutBack
            or ChangeEndKind.Stranded && !ChangeCodes.IsOfGate(outcome.Code));
        if (isChanged)
            await context.NotifyAsync(ChangeNotices.Done(context, plan, result.To!));
        return (result, load, wantsApproval);
    }

    // Everything is looked at under the claim, so that it stays so.
    private async Task<(MachineState? Machine, WatchBefore? Load)> ReadyAsync(MachineGroups groups, InsideLook inside)
    {
        if (await _reads.RecheckedAsync() is not { } machine || !await _reads.IsGroupHealthyAsync(groups))
            return (null, null);
        var load = await _reads.LoadBeforeAsync();
        var canBeJudged = load is not null && (!machine.IsRunning || !machine.IsAgentReady || await inside.BeforeAsync());
        return canBeJudged ? (machine, load) : (null, null);
    }

    private async Task<ChangeResult> DoneAsync(SizeChanger changer)
    {
        // Where the last of several sizes found a place, it is that one that was promised.
        var target = plan.Targets.First(size => size.Name == changer.Given);
        await NoteAsync(target);
        return Result(ChangeEndKind.Changed, target.Name, plan.Reason) with { ChangedAt = Now, MonthlySaving = target.MonthlySaving };
    }

    private Task NoteAsync(PlannedSize target) => trail.NoteInLedgerAsync(nameof(LedgerActivities.NoteChange),
        new ChangedMachine(
            plan.MachineId, plan.Subscription, plan.Region, plan.RunId, plan.Size, target.Name, Now, plan.PricePerHour, target.PricePerHour,
            target.MonthlySaving));

    private async Task<ChangeResult> FailedAsync(
        SizeChanger changer, ChangeTicket ticket, MachineState before, InsideLook inside, ChangeOutcome outcome)
    {
        var reason = $"{outcome.Code}: {outcome.Reason}";
        if (!changer.Back.MayBeOff && !changer.Back.MayHaveOtherSize)
        {
            await changer.Back.ReleaseAsync();
            return Result(ChangeEndKind.NotTaken, plan.Size, reason);
        }
        trail.Add("put back", "begins", reason);
        // A machine that is off does not wait for records.
        var written = trail.WriteAsync();
        changer.Back.TakesPlanned = outcome.Code != NotVerified;
        var after = await changer.Back.RunAsync();
        await written;
        if (after is null)
            return Result(ChangeEndKind.Stranded, null, reason);
        var minutes = plan.Settings.VerifyMinutes;
        if (after.Has(plan.Size))
        {
            var asBefore = new Verification(context, plan, ticket, before, trail, inside) { IsAsBefore = true };
            if (await asBefore.RunAsync(plan.Size, minutes) is { } broken)
            {
                await changer.Back.PageAsync("unverified", $"was put back to {plan.Size}, but {broken}");
                return Result(ChangeEndKind.Stranded, plan.Size, $"{reason}; put back, but {broken}");
            }
            await context.NotifyAsync(ChangeNotices.PutBack(context, plan, reason));
            return Result(ChangeEndKind.PutBack, plan.Size, reason);
        }
        // Only a planned size had a place for it: it runs, and is what was wanted, if it works.
        var target = plan.Targets.First(size => after.Has(size.Name));
        if (await new Verification(context, plan, ticket, before, trail, inside).RunAsync(target.Name, minutes) is { } missing)
        {
            await changer.Back.PageAsync("unverified", $"runs as {target.Name}, since {plan.Size} had no place any more, but {missing}");
            return Result(ChangeEndKind.Stranded, target.Name, $"{reason}; {missing}");
        }
        await NoteAsync(target);
        return Result(ChangeEndKind.Changed, target.Name, $"{plan.Reason}; {reason}, and {plan.Size} had no place any more") with
        {
            ChangedAt = Now, MonthlySaving = target.MonthlySaving
        };
    }

    private async Task<ChangeOutcome> SnapshotAsync(ChangeTicket ticket) => plan.Settings.TakesSnapshot
        ? await context.ChangeAsync(
            nameof(ProtectingSnapshotActivities.EnsureSnapshot),
            new ProtectingSnapshot(ticket, ChangeDirection.Forward, plan.MachineId, plan.ValidUntil.AddDays(14)))
        : ChangeOutcome.Ok;

    private async Task ForgetSnapshotAsync(ChangeTicket ticket, ChangeResult result)
    {
        // Whoever has to put it right by hand may need it. It is ours alone: a claim on the machine, long given back, would only lock out
        // others.
        if (!plan.Settings.TakesSnapshot || result.Kind == ChangeEndKind.Stranded)
            return;
        var deleted = await new Repeat(PutBack.LeftoverAttempts, PutBack.LeftoverPause)
            .UntilAsync(context, outcome => outcome.Succeeded, () => DeleteSnapshotAsync(ticket));
        trail.Add("snapshot", deleted.Succeeded
            ? "deleted"
            : "leaked", deleted.Succeeded
            ? "it is not needed any more"
            : $"{deleted.Code}: {deleted.Reason}");
        if (!deleted.Succeeded)
            await context.NotifyAsync(ChangeNotices.Leaked(context, plan, CapacityNames.SnapshotOf(plan.MachineId, ticket.Owner)));
    }

    private Task<ChangeOutcome> DeleteSnapshotAsync(ChangeTicket ticket) => context.ChangeAsync(
        nameof(ProtectingSnapshotActivities.EnsureSnapshotDeleted),
        new ProtectingSnapshot(ticket with { Claims = [] }, ChangeDirection.Undo, plan.MachineId, plan.ValidUntil));

    private Task<Outcome<bool>> EndAsync(ChangeTicket ticket, bool hasChanged, bool hasFailed) =>
        context.CallUntilDoneAsync<bool>(nameof(GuardActivities.EndChange), new ChangeEnd(ticket, hasChanged, hasFailed));

    private IReadOnlyList<string> Words() =>
    [
        Invariant($"{plan.Name}: {plan.Size} to {plan.Targets[0].Name}, {plan.Targets[0].MonthlySaving:0.00} USD a month"),
        plan.Reason,
        .. plan.NeedsApproval,
        .. plan.Targets.Skip(1).Select(target => Invariant($"else {target.Name}, {target.MonthlySaving:0.00} USD a month")),
        "it restarts; it is put back where it does not work, and watched afterwards",
    ];

    private ChangeResult NotTaken() => Result(ChangeEndKind.NotTaken, plan.Size, trail.Last);

    private ChangeResult Result(ChangeEndKind kind, string? to, string reason) =>
        new(plan.MachineId, plan.Name, plan.Action, kind, plan.Size, to, reason);

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
