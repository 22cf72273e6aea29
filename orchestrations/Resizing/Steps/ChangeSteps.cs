using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Resizing.Books;

namespace OpsFunctions.Orchestrations.Resizing.Steps;

/// <summary>
/// The single steps of a change, each with its entry in the trail. What an operation says it failed at may still have happened: the machine
/// tells.
/// </summary>
internal sealed class ChangeSteps(TaskOrchestrationContext context, ChangeTicket ticket, string machineId, Trail trail)
{
    public async Task<MachineState?> ReadAsync() => (await AskAsync()).Value;

    /// <summary>The machine, or why it could not be read.</summary>
    public Task<Outcome<MachineState>> AskAsync() =>
        context.CallWithThrottlingAsync<MachineState>(nameof(MachineActivities.ReadMachine), machineId);

    public async Task<bool> IsOfferedAsync(string size)
    {
        var offered = await context.CallWithThrottlingAsync<bool>(nameof(ChangeActivities.IsSizeOffered), new OfferedSize(machineId, size));
        return offered.Value;
    }

    /// <param name="leavesRunning">One that runs by then is left, as <see cref="MachineActivities.StartedCode"/>.</param>
    public Task<ChangeOutcome> DeallocateAsync(ChangeDirection direction, bool leavesRunning = false) => StepAsync(
        "deallocate", nameof(MachineActivities.EnsureDeallocated),
        new MachineChange(ticket, direction, machineId) { LeavesRunning = leavesRunning }, state => state.IsDeallocated);

    public Task<ChangeOutcome> StartAsync(ChangeDirection direction) => StepAsync(
        "start", nameof(MachineActivities.EnsureStarted), new MachineChange(ticket, direction, machineId), state => state.IsRunning);

    public Task<ChangeOutcome> SizeAsync(ChangeDirection direction, string size, string? reservation) => StepAsync(
        $"resize to {size}", nameof(MachineActivities.EnsureSize), new SizeChange(ticket, direction, machineId, size, reservation),
        state => state.Has(size)
            && (reservation is null || string.Equals(state.ReservationGroup, reservation, StringComparison.OrdinalIgnoreCase)));

    public async Task<ChangeOutcome> ReserveAsync(ChangeDirection direction, ChangePlan plan, string size)
    {
        var change = Capacity(direction, plan, size);
        var group = await context.ChangeAsync(nameof(CapacityActivities.EnsureCapacityGroup), change);
        var reserved = group.Succeeded
            ? await context.ChangeAsync(nameof(CapacityActivities.EnsureReserved), change)
            : group;
        Note($"reserve {size}", reserved);
        return reserved;
    }

    /// <summary>Gives a reservation back, step by step; the output says why it is kept, empty, where a lock forbids deleting it.</summary>
    public async Task<ChangeOutcome> ReleaseAsync(ChangePlan plan, string size)
    {
        var change = Capacity(ChangeDirection.Undo, plan, size);
        // Quantity, membership, reservation, group, and each of them once more where an operation failed.
        for (var step = 0; step < 12; step++)
        {
            var asked = await context.CallWithThrottlingAsync<ReleaseStep>(nameof(CapacityActivities.ReleaseCapacity), change);
            if (asked.Value is not { } next)
                return new(false, asked.Code, asked.Reason);
            if (next.IsDone)
            {
                trail.Add("release", "done", next.Kept is { } kept
                    ? $"the reservation of {size} is {kept}"
                    : $"the reservation of {size} is given back");
                return ChangeOutcome.Ok with { Output = next.Kept };
            }
            await context.WhenEndedAsync(next.Ticket);
        }
        return new(false, "NotReleased", $"the reservation of {size} is still there after 12 steps");
    }

    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    private static readonly Repeat Settling = new(40, TimeSpan.FromSeconds(30));

    private CapacityChange Capacity(ChangeDirection direction, ChangePlan plan, string size) =>
        new(ticket, direction, machineId, plan.Region, plan.Zone, size, ticket.GrantedAt + Longest);

    private async Task<ChangeOutcome> StepAsync(string action, string activity, object input, Func<MachineState, bool> isReached)
    {
        var outcome = await context.ChangeAsync(activity, input);
        if (!outcome.Succeeded && !ChangeCodes.IsOfGate(outcome.Code) && await SettledAsync() is { } state && isReached(state))
            outcome = ChangeOutcome.Ok;
        Note(action, outcome);
        return outcome;
    }

    // Where no operation tells the end, the resource's provisioning state does (resource manager RPC, asynchronous operations).
    private async Task<MachineState?> SettledAsync()
    {
        var settled = await Settling.UntilAsync(context, state => state is null or { IsSettled: true }, ReadAsync);
        return settled is { IsSettled: true } ? settled : null;
    }

    private void Note(string action, ChangeOutcome outcome) =>
        trail.Add(action, outcome.Succeeded ? "done" : "failed", outcome.Succeeded ? "" : $"{outcome.Code}: {outcome.Reason}");
}
