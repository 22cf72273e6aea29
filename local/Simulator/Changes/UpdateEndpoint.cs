using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Placing;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Changes;

/// <summary>Changes a machine's size, tags and capacity reservation. Nothing is changed unless everything can be.</summary>
internal sealed class UpdateEndpoint(SimulatedAzure azure)
{
    private readonly MachineChanges _changes = new(azure);

    public Task Update(Exchange exchange) => _changes.Answer(exchange, Update);

    private Outcome Update(Exchange exchange, Machine machine)
    {
        if (UpdateRequest.Read(exchange.Body, machine) is not { } wanted)
            return Outcome.Refused(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");
        if (wanted.Fixed is { } property)
            return ResizeRules.PropertyChange(property);
        if (_changes.Busy(machine) is { } busy)
            return busy;
        var resizes = wanted.Size is { } name && !name.Equals(machine.Size.Name, StringComparison.OrdinalIgnoreCase);
        var group = wanted.NamesReservation ? wanted.Reservation : machine.CapacityReservationGroup;
        var moves = !string.Equals(group, machine.CapacityReservationGroup, StringComparison.OrdinalIgnoreCase);
        if (!resizes && !moves)
            return Kept(exchange, machine, wanted);
        if (moves && group is not null && azure.Gate.Linked(exchange, "Microsoft.Compute/capacityReservationGroups/deploy/action", group) is { } forbidden)
            return forbidden;
        if (resizes && Refusal(machine, wanted.Size!) is { } refusal)
            return refusal;
        var size = resizes ? SizeCatalogue.Get(wanted.Size!) : machine.Size;
        if (azure.Placement.Refusal(machine, size, group) is { } unplaced)
            return unplaced;
        return Change(exchange, machine, wanted, size, group);
    }

    private Outcome? Refusal(Machine machine, string size) =>
        azure.Policies.Refusal(machine, size) ?? ResizeRules.Refusal(machine, size, MachineEndpoint.IsHeld(azure.Fleet, machine, _changes.Now));

    private Outcome Change(Exchange exchange, Machine machine, UpdateRequest wanted, VmSize size, string? group)
    {
        var power = machine.PowerAt(_changes.Now);
        var resizes = size != machine.Size;
        var hasPlace = power is not MachinePower.Deallocated;
        var lack = resizes && hasPlace ? azure.Placement.Lack(machine, size) : null;
        if (lack is { IsImmediate: true })
            return Outcome.Refused(lack.Error);
        var operation = _changes.Keep(machine, _changes.Begin(exchange, machine, resizes && hasPlace ? (60, 180) : (10, 30), lack?.Error) with { Resizes = resizes });
        if (operation.HasEffect)
        {
            if (resizes)
                machine.ChangeSize(size, operation.End, operation.Caller);
            if (resizes && power is MachinePower.Running)
                MachineChanges.Restart(machine, operation);
            machine.Reservation.Set(group, operation.End.UtcTicks, operation.Caller);
            SetTags(machine, wanted, exchange);
        }
        var body = MachineDocument.Resource(machine, _changes.Now, withInstanceView: false);
        // Azure answers with what was asked for; a reading shows it when it is done.
        body["properties"]!["hardwareProfile"]!["vmSize"] = size.Name;
        return Outcome.Accepted(operation, 200, body);
    }

    private Outcome Kept(Exchange exchange, Machine machine, UpdateRequest wanted)
    {
        SetTags(machine, wanted, exchange);
        return new Outcome(200, MachineDocument.Resource(machine, _changes.Now, withInstanceView: false));
    }

    private void SetTags(Machine machine, UpdateRequest wanted, Exchange exchange)
    {
        if (wanted.Tags is { } tags)
            machine.ChangeTags(tags, _changes.Now, exchange.Caller?.PrincipalId);
    }
}
