using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Making;

/// <summary>
/// Deletes a machine. Until the operation ends it is there, being deleted; what of its disks does not go with it is unattached then.
/// </summary>
internal sealed class MachineRemoval(SimulatedAzure azure)
{
    private readonly MachineChanges _changes = new(azure);

    public Task Delete(Exchange exchange)
    {
        var isThere = azure.Fleet.Present(MachineEndpoint.IdOf(exchange)) is not null;
        if (isThere)
            return _changes.Answer(exchange, Delete);
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        return ScopeEndpoint.GroupOf(azure.Fleet, exchange) is null ? ScopeEndpoint.GroupNotFound(exchange)
            : new Outcome(204, Body: null).Write(exchange);
    }

    private Outcome Delete(Exchange exchange, Machine machine)
    {
        var isForced = string.Equals(exchange.Query("forceDeletion"), "true", StringComparison.OrdinalIgnoreCase);
        if (!isForced && _changes.Busy(machine) is { } busy)
            return busy;
        if (machine.Deletion is not null)
            return _changes.Busy(machine)!;
        // Recorded: under 40 s. Documented: without its shutdown it goes sooner.
        var operation = _changes.Begin(exchange, machine, isForced ? (8, 15) : (25, 40));
        operation = _changes.Keep(machine, operation with { Name = "VirtualMachines_Delete", Form = PollingForm.DeleteMachine });
        if (operation.HasEffect)
            Remove(machine, operation);
        return Outcome.Accepted(operation);
    }

    /// <summary>With the end of that operation it is gone; also for whoever deletes its group.</summary>
    public void Remove(Machine machine, LongOperation operation)
    {
        machine.ChangePower(MachineChanges.Change(operation, MachinePower.Deallocating, MachinePower.Deallocated));
        machine.Delete(new MachineDeletion(operation.End, WithDisks: false) { WithOsDisk = machine.Made is null });
        azure.Locks.Remove(machine.Id);
        foreach (var disk in machine.Made?.Disks ?? [])
        {
            if (disk.IsDeletedToo && !disk.Disk.IsLeaving)
                azure.Disks.Shelf.Remove(disk.Disk, azure.Time.GetUtcNow(), operation.End, operation.Caller);
            else
                MadeDisks.Detach(disk.Disk, operation.End);
        }
        foreach (var (card, isDeletedToo) in machine.Made?.Cards ?? [])
        {
            // What does not go with it is free when it is gone.
            if (isDeletedToo && ((IGroupContent)azure.Resources.Store).Find(card, azure.Time.GetUtcNow()) is { } item)
                azure.Resources.Store.Delete(item, operation);
        }
    }
}
