using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Placing;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Changes;

/// <summary>Changes a machine's size, tags and capacity reservation. Nothing is changed unless everything can be.</summary>
internal sealed class UpdateEndpoint(SimulatedAzure azure)
{
    private readonly MachineChanges _changes = new(azure);
    private readonly MachineEndpoint _machines = new(azure);
    private readonly MachineCreation _creation = new(azure);

    public Task Update(Exchange exchange) => _changes.Answer(exchange, Update);

    /// <summary>A machine that is not there is made.</summary>
    public Task Put(Exchange exchange) =>
        azure.Fleet.Present(MachineEndpoint.IdOf(exchange)) is null ? _creation.Create(exchange) : Update(exchange);

    private Outcome Update(Exchange exchange, Machine machine)
    {
        if (UpdateRequest.Read(exchange.Body, machine, _changes.Now) is not { } wanted)
            return RequestBody.Invalid;
        if (EtagConditions.Refusal(exchange, MachineEndpoint.EtagOf(machine, _changes.Now)) is { } changed)
            return changed;
        if ((wanted.Refusal ?? ComputeNames.TooMany(wanted.Tags)) is { } fixedly)
            return fixedly;
        var resizes = wanted.Size is { } name && !name.Equals(machine.Size.Name, StringComparison.OrdinalIgnoreCase);
        var group = wanted.NamesReservation ? wanted.Reservation : machine.CapacityReservationGroup;
        var moves = !string.Equals(group, machine.CapacityReservationGroup, StringComparison.OrdinalIgnoreCase);
        // Recorded: tags are taken while it is being made.
        var isCreating = ProvisioningState.Of(machine, _changes.Now) is "Creating";
        if (!resizes && !moves && wanted.Diagnostics is null && (_changes.Busy(machine) is null || isCreating))
            return Kept(exchange, machine, wanted);
        if (_changes.Busy(machine) is { } busy)
            return busy;
        if (moves && group is not null
            && azure.Gate.Linked(exchange, "Microsoft.Compute/capacityReservationGroups/deploy/action", group) is { } forbidden)
            return forbidden;
        if (resizes && Refusal(machine, wanted.Size!) is { } refusal)
            return refusal;
        var size = resizes ? SizeCatalogue.Get(wanted.Size!) : machine.Size;
        if ((resizes || moves) && azure.Placement.Refusal(machine, size, group) is { } unplaced)
            return unplaced;
        return Change(exchange, machine, wanted, size, group);
    }

    private Outcome? Refusal(Machine machine, string size) =>
        azure.Policies.Refusal(machine, size)
            ?? ResizeRules.Refusal(machine, size, MachineEndpoint.IsHeld(azure.Fleet, machine, _changes.Now));

    private Outcome Change(Exchange exchange, Machine machine, UpdateRequest wanted, VmSize size, string? group)
    {
        var power = machine.PowerAt(_changes.Now);
        var resizes = size != machine.Size;
        var hasPlace = power is not MachinePower.Deallocated;
        var lack = resizes && hasPlace ? azure.Placement.Lack(machine, size) : null;
        if (lack is { IsImmediate: true })
            return Outcome.Refused(lack.Error);
        var operation =
            _changes.Keep(
            machine,
            _changes.Begin(
            exchange, machine, SecondsOf(resizes && hasPlace, wanted), lack?.Error) with { Resizes = resizes,
            Form = PollingForm.UpdateMachine });
        if (operation.HasEffect)
        {
            if (resizes)
                machine.ChangeSize(size, operation.End, operation.Caller);
            if (resizes && power is MachinePower.Running)
                MachineChanges.Restart(machine, operation);
            machine.Reservation.Set(group, operation.End.UtcTicks, operation.Caller);
            if (wanted.Diagnostics is { } diagnostics)
                machine.EnsureParts().Diagnostics = diagnostics;
            SetTags(machine, wanted, exchange);
        }
        var body = Body(exchange, machine);
        // Azure answers with what was asked for; a reading shows it when it is done.
        body["properties"]!["hardwareProfile"]!["vmSize"] = size.Name;
        return _machines.Shown(exchange, machine, Outcome.Accepted(operation, 200, body));
    }

    // Recorded: a resize of a machine that is off takes a second, boot diagnostics five. Assumed: of one that runs one to three minutes.
    private static (int From, int To) SecondsOf(bool restarts, UpdateRequest wanted) =>
        restarts ? (60, 180) : wanted.Diagnostics is not null ? (4, 6) : (1, 2);

    private Outcome Kept(Exchange exchange, Machine machine, UpdateRequest wanted)
    {
        SetTags(machine, wanted, exchange);
        var touched = _changes.Touch(exchange, machine);
        // Recorded: until 2020 that was an operation, too; in 2022 and 2025 none.
        var outcome = ApiVersions.Since(exchange, "2022-11-01")
            ? new Outcome(200, Body(exchange, machine))
            : Outcome.Accepted(azure.Operations.Keep(touched), 200, Body(exchange, machine));
        return _machines.Shown(exchange, machine, outcome);
    }

    private JsonObject Body(Exchange exchange, Machine machine) =>
        MachineDocument.Resource(machine, _changes.Now, withInstanceView: false, ComputeNames.AsAsked(exchange, machine.Id));

    private void SetTags(Machine machine, UpdateRequest wanted, Exchange exchange)
    {
        if (wanted.Tags is { } tags)
            machine.ChangeTags(tags, _changes.Now, exchange.Caller?.PrincipalId);
    }
}
