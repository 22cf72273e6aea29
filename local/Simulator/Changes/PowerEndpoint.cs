using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Simulator.Placing;

namespace OpsFunctions.Simulator.Changes;

/// <summary>Switches machines on and off.</summary>
internal sealed class PowerEndpoint(SimulatedAzure azure)
{
    // Assumed: so long Azure waits for a guest that does not answer.
    private static readonly (int From, int To) Patience = (300, 330);

    private static readonly OperationError Unheard = new(
        "InternalExecutionError", "An internal execution error occurred. Please retry later.");

    private readonly MachineChanges _changes = new(azure);

    public Task Deallocate(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        // Documented, and nothing of the fleet is made for it.
        if (string.Equals(request.Query("hibernate"), "true", StringComparison.OrdinalIgnoreCase))
            return Outcome.Refused(
                409, "OperationNotAllowed",
                $"The Hibernate-Deallocate Operation cannot be performed on a VM that does not have the hibernation capability enabled. VM Name: '{machine.Name}'.");
        if (machine.HasEphemeralOsDisk)
            return Outcome.Refused(
                409, "OperationNotAllowed",
                "Operation 'deallocate' is not supported for VMs or VM Scale Set instances using an ephemeral OS disk.");
        if (_changes.Busy(machine) is { } busy)
            return busy;
        var power = machine.PowerAt(_changes.Now);
        if (power is MachinePower.Deallocated)
            return _changes.NothingToDo(request, machine);
        var operation = _changes.Keep(machine, _changes.Begin(request, machine, (38, 52)) with { Form = PollingForm.Deallocate });
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
        // Assumed: a guest that does not answer does not shut down.
        var isDeaf = IsDeaf(machine) && !SkipsShutdown(request);
        var begun = _changes.Begin(request, machine, isDeaf ? Patience : SkipsShutdown(request) ? (1, 3) : (6, 9), isDeaf ? Unheard : null);
        var operation = _changes.Keep(machine, begun);
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
        var operation = _changes.Keep(machine, _changes.Begin(request, machine, (4, 8), lack?.Error) with { Form = PollingForm.Start });
        machine.ChangePower(MachineChanges.Change(operation, MachinePower.Starting, operation.HasEffect ? MachinePower.Running : before));
        return Outcome.Accepted(operation);
    });

    public Task Restart(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        if (_changes.Busy(machine) is { } busy)
            return busy;
        if (machine.PowerAt(_changes.Now) is not MachinePower.Running)
            return NotRunning(machine, "restart");
        var operation = _changes.Keep(machine, _changes.Begin(request, machine, IsDeaf(machine) ? Patience : (26, 36)));
        if (operation.HasEffect)
            MachineChanges.Restart(machine, operation);
        return Outcome.Accepted(operation);
    });

    /// <summary>Recorded: a minute, on another host; it comes up there. Assumed of one that is off: it is moved and stays off.</summary>
    public Task Redeploy(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        // Assumed: what would lose the operating system is refused.
        if (machine.HasEphemeralOsDisk)
            return Outcome.Refused(
                409, "OperationNotAllowed",
                "Operation 'redeploy' is not supported for VMs or VM Scale Set instances using an ephemeral OS disk.");
        if (_changes.Busy(machine) is { } busy)
            return busy;
        if (machine.PowerAt(_changes.Now) is MachinePower.Deallocated)
            return NotRunning(machine, "redeploy");
        var operation = _changes.Keep(machine, _changes.Begin(request, machine, (50, 64)));
        if (operation.HasEffect && machine.PowerAt(_changes.Now) is MachinePower.Running)
            MachineChanges.Restart(machine, operation);
        return Outcome.Accepted(operation);
    });

    /// <summary>Documented: Azure's own idea of it is written anew; a failed state is gone with it.</summary>
    public Task Reapply(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        if (_changes.Busy(machine) is { } busy)
            return busy;
        var operation = _changes.Keep(machine, _changes.Begin(request, machine, (5, 20)));
        if (operation.HasEffect)
            azure.Outages.Did(machine, operation.Name, operation.End, operation.Caller);
        return Outcome.Accepted(operation);
    });

    /// <summary>Recorded: of spot machines only. Documented: 204, and within half an hour it is gone from its place.</summary>
    public Task SimulateEviction(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        if (machine.Priority is not "Spot")
            return Outcome.Refused(409, "OperationNotAllowed", "Operation 'simulateEviction' is allowed only for Spot Virtual Machines");
        if (machine.PowerAt(_changes.Now) is MachinePower.Deallocated)
            return NotRunning(machine, "simulateEviction");
        if (machine.HasEphemeralOsDisk)
            throw new NotSimulatedException("an eviction that deletes the machine");
        var at = _changes.Now.AddMinutes(5).UtcTicks;
        machine.ChangePower(
            new Power.PowerChange(
            at, at, MachinePower.Deallocating, MachinePower.Deallocated, "VirtualMachines_SimulateEviction", request.Caller?.PrincipalId
            ?? ""));
        return new Outcome(204, Body: null);
    });

    // Documented: without a shutdown it is off at once.
    private static bool SkipsShutdown(Exchange request) =>
        string.Equals(request.Query("skipShutdown"), "true", StringComparison.OrdinalIgnoreCase);

    private bool IsDeaf(Machine machine) =>
        machine.OutageAt(_changes.Now.UtcTicks, static one => one is { Kind: OutageKind.Hung, Options.HeedsRestart: false }) is not null;

    public static Outcome NotRunning(Machine machine, string what) => Outcome.Refused(
        409, "OperationNotAllowed", $"The operation '{what}' requires the VM '{machine.Name}' to be running (or set to run).");
}
