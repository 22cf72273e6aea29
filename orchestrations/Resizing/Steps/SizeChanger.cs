using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Resizing.Books;

namespace OpsFunctions.Orchestrations.Resizing.Steps;

/// <summary>
/// Gives a machine another size, by the gentlest way there is: while it runs where its hardware has the size; else only after the place it
/// will need is reserved. Whatever happens, <see cref="PutBack"/> brings it back to what it was when this began.
/// </summary>
internal sealed class SizeChanger(
    TaskOrchestrationContext context, ChangePlan plan, ChangeTicket ticket, ChangeDirection direction, MachineState before, Trail trail)
{
    private readonly ChangeSteps _steps = new(context, ticket, plan.MachineId, trail);

    public PutBack Back { get; } = new(context, plan, ticket, before, trail);

    /// <summary>The size it was given; null: none.</summary>
    public string? Given { get; private set; }

    /// <summary>Tries the sizes in turn.</summary>
    /// <returns>Succeeded with the first that worked, with the machine running as before; else why the last did not. Then
    /// <see cref="Back"/> is due.</returns>
    public async Task<ChangeOutcome> ToAsync(IReadOnlyList<PlannedSize> sizes)
    {
        var outcome = new ChangeOutcome(false, "NoSize", "there is no size to change to");
        foreach (var size in sizes)
        {
            outcome = await ToAsync(size);
            if (outcome.Succeeded)
            {
                Given = size.Name;
                return outcome;
            }
            trail.Add("size", "failed", $"{size.Name}: {outcome.Code}: {outcome.Reason}");
            if (!ChangeCodes.AnotherSizeMayDo(outcome.Code))
                return outcome;
        }
        return outcome;
    }

    private async Task<ChangeOutcome> ToAsync(PlannedSize size)
    {
        var now = await _steps.ReadAsync();
        if (now is null)
            return new(false, "Unread", "the machine could not be read");
        if (!before.IsRunning)
        {
            Back.MayHaveOtherSize = true;
            return await _steps.SizeAsync(direction, size.Name, reservation: null);
        }
        // An attempt before got that far, or somebody else did.
        if (now.IsRunning && now.Has(size.Name) && now.Provisioning != "Updating")
            return ChangeOutcome.Ok;
        var isOffered = (now.IsRunning || plan.IsInAvailabilitySet) && await _steps.IsOfferedAsync(size.Name);
        if (now.IsRunning && isOffered)
            return await WhileRunningAsync(size);
        if (plan.IsInAvailabilitySet && direction == ChangeDirection.Forward && !isOffered)
            return new(
                false, ChangeCodes.NotInCluster,
                $"the cluster of its availability set does not have {size.Name}: all members would have to be deallocated");
        return await ByWayOfStopAsync(size);
    }

    private async Task<ChangeOutcome> WhileRunningAsync(PlannedSize size)
    {
        Back.MayBeOff = Back.MayHaveOtherSize = true;
        var resized = await _steps.SizeAsync(direction, size.Name, reservation: null);
        // Azure restarts it; where it did not come up, it is owed a start.
        return resized.Succeeded ? await _steps.StartAsync(ChangeDirection.Undo) : resized;
    }

    private async Task<ChangeOutcome> ByWayOfStopAsync(PlannedSize size)
    {
        string? group = null;
        if (CanReserve(size))
        {
            Back.Reserved.Add(size.Name);
            var reserved = await _steps.ReserveAsync(direction, plan, size.Name);
            if (!reserved.Succeeded)
            {
                await Back.ReleaseAsync();
                return reserved;
            }
            group = CapacityNames.GroupOf(plan.MachineId);
        }
        else if (plan.Mode > Mode.Approve && direction == ChangeDirection.Forward)
        {
            return new(
                false, ChangeCodes.NotReservable,
                $"no capacity of {size.Name} can be reserved, so its place is not sure: this wants an approval");
        }

        Back.MayBeOff = true;
        var stopped = await _steps.DeallocateAsync(direction);
        if (!stopped.Succeeded)
            return stopped;
        Back.MayHaveOtherSize = true;
        var resized = await _steps.SizeAsync(direction, size.Name, group);
        // From here on the machine is owed its restart, whatever the kill switch says.
        var started = resized.Succeeded ? await _steps.StartAsync(ChangeDirection.Undo) : resized;
        await Back.ReleaseAsync();
        return started;
    }

    private bool CanReserve(PlannedSize size) => size.CanBeReserved && !plan.IsInAvailabilitySet;
}
