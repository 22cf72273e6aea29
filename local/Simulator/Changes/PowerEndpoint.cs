using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Placing;

namespace OpsFunctions.Simulator.Changes;

/// <summary>Switches machines on and off.</summary>
internal sealed class PowerEndpoint(SimulatedAzure azure)
{
    private readonly MachineChanges _changes = new(azure);

    public Task Deallocate(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        if (machine.HasEphemeralOsDisk)
            return Outcome.Refused(409, "OperationNotAllowed", "Operation 'deallocate' is not supported for VMs or VM Scale Set instances using an ephemeral OS disk.");
        if (_changes.Busy(machine) is { } busy)
            return busy;
        var power = machine.PowerAt(_changes.Now);
        if (power is MachinePower.Deallocated)
            return _changes.NothingToDo(request, machine);
        var operation = _changes.Keep(machine, _changes.Begin(request, machine, (40, 120)));
        if (operation.HasEffect)
            machine.ChangePower(MachineChanges.Change(operation, MachinePower.Deallocating, MachinePower.Deallocated));
        return Outcome.Accepted(operation);
    });

    public Task PowerOff(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        if (_changes.Busy(machine) is { } busy)
            return busy;
        if (machine.PowerAt(_changes.Now) is not MachinePower.Running)
            return _changes.NothingToDo(request, machine);
        var operation = _changes.Keep(machine, _changes.Begin(request, machine, (20, 60)));
        if (operation.HasEffect)
            machine.ChangePower(MachineChanges.Change(operation, MachinePower.Stopping, MachinePower.Stopped));
        return Outcome.Accepted(operation);
    });

    public Task Start(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        if (_changes.Busy(machine) is { } busy)
            return busy;
        var before = machine.PowerAt(_changes.Now);
        if (before is MachinePower.Running)
            return _changes.NothingToDo(request, machine);
        // What is stopped keeps its place; what was deallocated must find one.
        var lack = before is MachinePower.Deallocated ? azure.Placement.Lack(machine, machine.Size) : null;
        if (lack is { IsImmediate: true })
            return Outcome.Refused(lack.Error);
        var operation = _changes.Keep(machine, _changes.Begin(request, machine, (30, 90), lack?.Error));
        machine.ChangePower(MachineChanges.Change(operation, MachinePower.Starting, operation.HasEffect ? MachinePower.Running : before));
        return Outcome.Accepted(operation);
    });

    public Task Restart(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        if (_changes.Busy(machine) is { } busy)
            return busy;
        if (machine.PowerAt(_changes.Now) is not MachinePower.Running)
            return NotRunning(machine, "restart");
        var operation = _changes.Keep(machine, _changes.Begin(request, machine, (30, 90)));
        if (operation.HasEffect)
            MachineChanges.Restart(machine, operation);
        return Outcome.Accepted(operation);
    });

    public static Outcome NotRunning(Machine machine, string what) => Outcome.Refused(
        409, "OperationNotAllowed", $"The operation '{what}' requires the VM '{machine.Name}' to be running (or set to run).");
}
