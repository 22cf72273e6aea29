using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Resizing.Books;

namespace OpsFunctions.Orchestrations.Resizing.Steps;

/// <summary>Takes a change back that worked and turned out too small, and pins the old size as the machine's floor.</summary>
internal sealed class TakeBack(TaskOrchestrationContext context, ChangePlan plan, MachineGroups groups, Trail trail)
{
    // Every half hour for a day: until the old size has a place again.
    private const int MostAttempts = 48;
    private const int AttemptsBeforePage = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(30);

    // Without the floor the next run would advise the same again.
    private static readonly Repeat Pinning = new(12, TimeSpan.FromMinutes(10));

    private bool _isCounted;
    private bool _wasRunning;
    private bool _goesOn;
    private bool? _notedRunning;

    /// <summary>
    /// Writes down, before the first act, that it begins, and whether the machine ran. Default: whoever waits for it knows.
    /// </summary>
    public Func<bool, Task<Outcome<bool>>> NoteBegun { get; init; } = static _ => Task.FromResult(Outcome.Done(true));

    /// <summary>Goes on where an attempt before this one broke off, with the machine as it left it.</summary>
    public Task<ChangeResult> GoOnAsync(ChangeResult changed, LaterBegun begun)
    {
        (_goesOn, _wasRunning) = (true, begun.WasRunning);
        trail.Add("take back", "goes on", $"it began before and broke off; {(begun.WasRunning ? "it ran then" : "it was off then")}");
        return RunAsync(changed, begun.Reason);
    }

    public async Task<ChangeResult> RunAsync(ChangeResult changed, string reason)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var ended = await TryAsync(changed, reason);
            if (ended is not null)
                return ended;
            if (attempt == AttemptsBeforePage)
                await context.NotifyAsync(ChangeNotices.NoPlace(context, plan,
                    $"{reason}. {plan.Size} cannot be had now; it keeps running as {changed.To} and is tried again every half hour."));
            await context.CreateTimer(Pause, CancellationToken.None);
        }
        return changed with
        {
            Kind = ChangeEndKind.Stranded, Reason = $"{reason}; it runs, but could not be given {plan.Size} back for a day"
        };
    }

    private async Task<ChangeResult?> TryAsync(ChangeResult changed, string reason)
    {
        var request = GuardRequests.Of(plan, context.InstanceId, groups, Mode.Apply);
        var claimed = await context.CallWithThrottlingAsync<ChangeTicket>(nameof(GuardActivities.ClaimForUndo), request);
        if (claimed.Value is not { } ticket)
        {
            trail.Add("take back", "waits", claimed.Reason ?? "somebody else works on it");
            await context.CallUntilDoneAsync<bool>(nameof(GuardActivities.EndChange), ChangeEnd.Of(request));
            return null;
        }
        var ended = await ChangeAsync(ticket, changed, reason);
        // A size that was too small is a failure, once, whether or not the old one can be had at the first attempt.
        var hasBegun = HasBegun;
        await context.CallUntilDoneAsync<bool>(
            nameof(GuardActivities.EndChange), new ChangeEnd(ticket, HasChanged: hasBegun, HasFailed: hasBegun && !_isCounted));
        _isCounted |= hasBegun;
        await trail.WriteAsync();
        if (ended is { Kind: ChangeEndKind.TakenBack })
            await context.NotifyAsync(ChangeNotices.TakenBack(context, plan, reason));
        return ended;
    }

    private async Task<ChangeResult?> ChangeAsync(ChangeTicket ticket, ChangeResult changed, string reason)
    {
        var steps = new ChangeSteps(context, ticket, plan.MachineId, trail);
        var asked = await steps.AskAsync();
        // While people were asked, days may have passed.
        if (ChangeCodes.IsGone(asked.Code))
            return Overtaken(changed, null, $"{reason}; it is gone");
        if (asked.Value is not { } machine)
            return null;
        if (!HasBegun)
        {
            var look = new TakeBackLook(
                plan.Capability, machine, plan.Subscription, plan.Region, plan.RunId, changed.To!, changed.ChangedAt ?? plan.PlannedAt);
            var looked = await context.CallWithThrottlingAsync<string?>(nameof(TakeBackActivities.FindOvertaking), look);
            if (looked.Kind != OutcomeKind.Done)
                return null;
            if (looked.Value is { } between)
                return Overtaken(changed, machine.Size, $"{reason}; {between}");
        }
        // What an earlier attempt left off is owed its start by this one.
        _wasRunning |= machine.IsRunning;
        if (_wasRunning)
            machine = machine with { Power = "running" };
        if (!machine.Has(changed.To!) && !machine.Has(plan.Size))
            return Overtaken(changed, machine.Size, $"{reason}; somebody else has given it {machine.Size} meanwhile");

        if (!await IsNotedAsync())
            return null;

        // Whichever of the two it runs with in the end is none to be called for at night.
        var changer = new SizeChanger(context, plan with
        {
            Targets = [new(changed.To!, 0, 0, true), new(plan.Size, plan.PricePerHour, 0, plan.SizeCanBeReserved)]
        }, ticket, ChangeDirection.Undo, machine, trail);
        // What an attempt before this one reserved is given back by this one.
        if (_goesOn && plan is { SizeCanBeReserved: true, IsInAvailabilitySet: false })
            changer.Back.Reserved.Add(plan.Size);
        var outcome = await changer.ToAsync([new(plan.Size, plan.PricePerHour, 0, plan.SizeCanBeReserved)]);
        if (!outcome.Succeeded)
        {
            var after = await changer.Back.RunAsync();
            await changer.Back.ReleaseForSureAsync();
            return after is null
                ? changed with { Kind = ChangeEndKind.Stranded, To = null, Reason = $"{reason}; {outcome.Code}: {outcome.Reason}" }
                : null;
        }
        var verification = new Verification(context, plan, ticket, machine, trail) { IsAsBefore = true };
        var missing = await verification.RunAsync(plan.Size, plan.Settings.VerifyMinutes);
        await changer.Back.ReleaseForSureAsync();
        await PinAsync(ticket);
        await trail.NoteInLedgerAsync(
            nameof(LedgerActivities.NoteTakenBack), new TakenBackMachine(plan.MachineId, plan.Subscription, plan.Region, plan.RunId));
        if (missing is not null)
        {
            await changer.Back.PageAsync("unverified", $"has its old size {plan.Size} again, but {missing}");
            var why = $"{reason}; it has its old size again, but {missing}";
            return changed with { Kind = ChangeEndKind.Stranded, To = plan.Size, Reason = why, MonthlySaving = 0 };
        }
        return changed with { Kind = ChangeEndKind.TakenBack, To = plan.Size, Reason = reason, MonthlySaving = 0 };
    }

    private bool HasBegun => _goesOn || _notedRunning is not null;

    private static ChangeResult Overtaken(ChangeResult changed, string? size, string reason) => changed with
    {
        Kind = ChangeEndKind.Overtaken, To = size, Reason = reason, MonthlySaving = size == changed.To ? changed.MonthlySaving : 0,
    };

    private async Task<bool> IsNotedAsync()
    {
        if (_notedRunning == _wasRunning)
            return true;
        var noted = await NoteBegun(_wasRunning);
        if (noted.Kind == OutcomeKind.Done)
            _notedRunning = _wasRunning;
        else
            trail.Add("take back", "waits", $"that it begins could not be written down: {noted.Reason}");
        return noted.Kind == OutcomeKind.Done;
    }

    private async Task PinAsync(ChangeTicket ticket)
    {
        var pinned = await Pinning.UntilAsync(context, outcome => outcome.Succeeded, () => TagAsync(ticket));
        trail.Add("floor", pinned.Succeeded
            ? "pinned"
            : "failed", pinned.Succeeded
            ? $"ops:floor={plan.Size}: later advice goes no lower"
            : $"{pinned.Code}: {pinned.Reason}");
    }

    private Task<ChangeOutcome> TagAsync(ChangeTicket ticket) => context.ChangeAsync(
        nameof(MachineActivities.EnsureTag), new TagChange(ticket, ChangeDirection.Undo, plan.MachineId, "ops:floor", plan.Size));
}
