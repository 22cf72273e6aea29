using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Resizing.Books;

namespace OpsFunctions.Orchestrations.Resizing.Steps;

/// <summary>
/// What is owed to a machine: registered before each act, carried out on any failure, until the machine is as it was. Running counts for
/// more than the size: where the old size has no place, a size of the plan does.
/// </summary>
internal sealed class PutBack(TaskOrchestrationContext context, ChangePlan plan, ChangeTicket ticket, MachineState before, Trail trail)
{
    // Every five minutes for a day, then somebody has long been called. By the clock: a step that hangs takes longer than a pause.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private const int AttemptsBeforePage = 2;

    /// <summary>How often something that is left over is tried to be given back.</summary>
    public const int LeftoverAttempts = 12;

    public static readonly TimeSpan LeftoverPause = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly ChangeSteps _steps = new(context, ticket, plan.MachineId, trail);

    private readonly SortedSet<string> _kept = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The machine may have been stopped.</summary>
    public bool MayBeOff { get; set; }

    /// <summary>The machine may have another size.</summary>
    public bool MayHaveOtherSize { get; set; }

    /// <summary>A planned size does as well as the old one, as long as it runs; not where the machine did not work with it.</summary>
    public bool TakesPlanned { get; set; } = true;

    /// <summary>Sizes that may be reserved.</summary>
    public SortedSet<string> Reserved { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Carries out what is owed.</summary>
    /// <returns>The machine as it is now; null where it could not be put right and somebody was called.</returns>
    public async Task<MachineState?> RunAsync()
    {
        var end = context.CurrentUtcDateTime + Longest;
        Task? called = null;
        for (var attempt = 1; context.CurrentUtcDateTime < end; attempt++)
        {
            var state = await TryAsync(attempt);
            if (state is not null)
            {
                await ReleaseAsync();
                if (called is not null)
                {
                    await called;
                    await context.CallUntilDoneAsync<bool>(nameof(ChangeActivities.ForgetStranded), plan.MachineId);
                }
                return state;
            }
            // The next attempt does not wait for records.
            if (attempt == AttemptsBeforePage)
                called = CallSomebodyAsync();
            await context.CreateTimer(Pause, CancellationToken.None);
        }
        if (called is not null)
            await called;
        trail.Add("put back", "stranded", $"not as before after a day; {Command()}");
        return null;
    }

    /// <summary>Gives back what was reserved; what stays is told as leaked.</summary>
    public async Task ReleaseAsync()
    {
        // What was kept for a lock may go now, and is in the way of their common group.
        foreach (var size in Reserved.Count == 0 ? [] : _kept.Union(Reserved, StringComparer.OrdinalIgnoreCase).ToList())
        {
            var released = await _steps.ReleaseAsync(plan, size);
            if (released.Succeeded)
            {
                Reserved.Remove(size);
                _ = released.Output is null ? _kept.Remove(size) : _kept.Add(size);
                continue;
            }
            trail.Add("release", "leaked", $"{CapacityNames.ReservationOf(plan.MachineId, size)}: {released.Code}: {released.Reason}");
        }
    }

    /// <summary>Gives back what is still reserved; what stays is told, loudly, after it was tried for a while.</summary>
    public async Task ReleaseForSureAsync()
    {
        for (var attempt = 0; attempt < LeftoverAttempts && Reserved.Count > 0; attempt++)
        {
            await context.CreateTimer(LeftoverPause, CancellationToken.None);
            await ReleaseAsync();
        }
        if (Reserved.Count > 0)
            await context.NotifyAsync(ChangeNotices.Leaked(
                context, plan, $"the capacity reservation of {string.Join(", ", Reserved)} in {CapacityNames.GroupOf(plan.MachineId)}"));
    }

    // One round: the size, then the power. Null: not yet.
    private async Task<MachineState?> TryAsync(int attempt)
    {
        var state = await _steps.ReadAsync();
        if (state is null)
            return null;
        if (MayHaveOtherSize && !state.Has(before.Size) && (attempt == 1 || !state.IsRunning || !TakesPlanned))
            await SizeAsync(state, attempt);
        if (before.IsRunning)
            await _steps.StartAsync(ChangeDirection.Undo);
        var after = await _steps.ReadAsync();
        // One that was off is never switched on here; whoever did wants it so.
        var isRight = after is not null && after.Provisioning != "Updating" && (after.IsRunning || !before.IsRunning);
        return isRight && (after!.Has(before.Size) || IsPlanned(after.Size)) ? after : null;
    }

    private async Task SizeAsync(MachineState state, int attempt)
    {
        if (state.IsRunning && !await _steps.IsOfferedAsync(before.Size))
        {
            await ByWayOfStopAsync();
            return;
        }
        // Where the old size found no place, the planned ones are tried in turn.
        IReadOnlyList<string> sizes = [before.Size, .. plan.Targets.Select(target => target.Name)];
        await _steps.SizeAsync(ChangeDirection.Undo, before.IsRunning
            ? sizes[(attempt - 1) % sizes.Count]
            : before.Size, reservation: null);
    }

    // A machine that runs is stopped only for a place that is sure, else it keeps running as it is. Where no place can be made sure, as of
    // burstable sizes, one that does not work loses nothing by a stop.
    private async Task ByWayOfStopAsync()
    {
        var reserves = plan.SizeCanBeReserved && !plan.IsInAvailabilitySet;
        if (!reserves && TakesPlanned)
            return;
        if (reserves)
            Reserved.Add(before.Size);
        var isSure = !reserves || (await _steps.ReserveAsync(ChangeDirection.Undo, plan, before.Size)).Succeeded;
        if (isSure && (await _steps.DeallocateAsync(ChangeDirection.Undo)).Succeeded)
        {
            await _steps.SizeAsync(ChangeDirection.Undo, before.Size, reserves ? CapacityNames.GroupOf(plan.MachineId) : null);
            await _steps.StartAsync(ChangeDirection.Undo);
        }
        await ReleaseAsync();
    }

    private bool IsPlanned(string size) =>
        before.IsRunning && TakesPlanned
            && plan.Targets.Any(target => string.Equals(target.Name, size, StringComparison.OrdinalIgnoreCase));

    private string Command() => before.IsRunning
        // Stopped first: its hardware may not have the size.
        ? $"az vm deallocate --ids {plan.MachineId} && az vm resize --ids {plan.MachineId} --size {before.Size} && az vm start --ids {plan.MachineId}"
        : $"az vm resize --ids {plan.MachineId} --size {before.Size}";

    /// <summary>Calls somebody first, then lists the machine.</summary>
    public async Task PageAsync(string what, string words)
    {
        await context.NotifyAsync(ChangeNotices.Stranded(context, plan, what, words, Command()));
        await context.CallUntilDoneAsync<bool>(
            nameof(ChangeActivities.NoteStranded), new StrandedMachine(plan.MachineId, words, Command()));
    }

    private async Task CallSomebodyAsync()
    {
        var state = await _steps.ReadAsync();
        var words = state is null
            ? "could not be read"
            : $"is {(state.Power.Length > 0 ? state.Power : "in an unknown power state")} with size {state.Size}; before it was {(before.IsRunning ? "running" : before.Power)} with {before.Size}";
        trail.Add("put back", "page", $"{plan.Name} {words}; {Command()}");
        await PageAsync("stranded", words);
        await trail.WriteAsync();
    }
}
