using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Placing;

/// <summary>Whether a machine of a size finds its place: association with a reservation, quota, capacity.</summary>
internal sealed class Placement(SimulatedAzure azure)
{
    /// <summary>Null: there is a place, be it a reserved one.</summary>
    public Lack? Lack(Machine machine, VmSize size)
    {
        var now = azure.Time.GetUtcNow();
        if (machine.CapacityReservationGroup is { } group && azure.Reservations.Find(group, size.Name, machine.Zone) is { } reservation
            && reservation.QuantityAt(now) > azure.Reservations.Allocated(reservation, now).Count(other => other != machine))
        {
            return null;
        }
        return azure.Capacity.Lacks(size.Name, machine.Region, machine.Zone, now)
            ? azure.Capacity.Failure(machine.Id, machine.Zone, now)
            : null;
    }

    /// <summary>Why the machine cannot have that size in that group, whatever capacity there is; null: it can.</summary>
    public Outcome? Refusal(Machine machine, VmSize size, string? group)
    {
        var moves = !string.Equals(group, machine.CapacityReservationGroup, StringComparison.OrdinalIgnoreCase);
        if (moves && (NotAssociable(machine, group) ?? Held(machine, size, group)) is { } refusal)
            return refusal;
        if (group is not null && azure.Reservations.Find(group, size.Name, machine.Zone) is null)
        {
            return NotAllowed(
                $"The capacity reservation group '{group}' has no capacity reservation for VM size '{size.Name}' in zone '{machine.Zone}' that VM '{machine.Name}' could use. Create a capacity reservation for that size, or remove the VM from the group.");
        }
        return azure.Limits.Exceeded(machine.SubscriptionId, machine.Region, azure.Time.GetUtcNow(), new QuotaChange
        {
            Machine = machine, Size = size, Group = group
        }) is { } exceeded
            ? Outcome.Refused(exceeded)
            : null;
    }

    private Outcome? NotAssociable(Machine machine, string? group)
    {
        if (group is null)
            return null;
        if (azure.Reservations.FindGroup(group) is not { } found)
            return Outcome.Refused(404, "NotFound", $"The capacity reservation group '{group}' was not found.");
        if (!found.Region.Equals(machine.Region, StringComparison.Ordinal))
            return NotAllowed($"The capacity reservation group '{group}' is in another location than VM '{machine.Name}'.");
        var home = machine.AvailabilitySet is not null ? "an availability set"
            : machine.Priority is "Spot" ? "Spot priority"
            : machine.Platform.DedicatedHost is not null ? "a dedicated host"
            : machine.Platform.ScaleSet is not null ? "a virtual machine scale set" : null;
        return home is null
            ? null
            : NotAllowed($"The property 'capacityReservation' of VM '{machine.Name}' cannot be used together with {home}.");
    }

    // Deallocated, or nothing is reserved on either side.
    private Outcome? Held(Machine machine, VmSize size, string? group)
    {
        var now = azure.Time.GetUtcNow();
        if (machine.PowerAt(now) is MachinePower.Deallocated)
            return null;
        CapacityReservation?[] concerned =
        [
            machine.CapacityReservationGroup is { } present ? azure.Reservations.Find(present, machine.Size.Name, machine.Zone) : null,
            group is not null ? azure.Reservations.Find(group, size.Name, machine.Zone) : null,
        ];
        return Array.Exists(concerned, one => one?.QuantityAt(now) > 0)
            ? NotAllowed(
                $"The capacity reservation group of VM '{machine.Name}' can be changed only while the VM is deallocated or the reserved quantity is zero. Please refer to https://aka.ms/CapacityReservation for more details.")
            : null;
    }

    private static Outcome NotAllowed(string message) => Outcome.Refused(409, "OperationNotAllowed", message);
}
