using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Power;

namespace OpsFunctions.Simulator.Changes;

/// <summary>What all commands to a machine have in common: finding it, one at a time, and what stands in the way of any of them.</summary>
internal sealed class MachineChanges(SimulatedAzure azure)
{
    // Where nothing is to be done, an operation is over almost at once.
    private static readonly (int From, int To) Quick = (1, 3);

    public DateTimeOffset Now => azure.Time.GetUtcNow();

    public Task Answer(Exchange exchange, Func<Exchange, Machine, Outcome> act)
    {
        if (azure.Fleet.Present(MachineEndpoint.IdOf(exchange)) is not { } machine)
            return MachineEndpoint.NotFound(azure.Fleet, exchange);
        Outcome outcome;
        lock (azure.Changing)
        {
            outcome = act(exchange, machine);
        }
        return outcome.Write(exchange);
    }

    /// <summary>Null: the machine is free to be changed.</summary>
    public Outcome? Busy(Machine machine)
    {
        var busy = machine.Operations.FirstOrDefault(one => one.Blocks && one.IsInProgress(Now));
        return busy is null ? null : Outcome.Refused(
            409, "AnotherOperationInProgress",
            $"Another operation on this or dependent resource is in progress. The operation '{busy.Id}' ({busy.Name}) on virtual machine '{machine.Name}' has not ended yet. To retrieve status of the operation use uri: https://management.azure.com/subscriptions/{machine.SubscriptionId}/providers/Microsoft.Compute/locations/{machine.Region}/operations/{busy.Id}?api-version=2024-11-01.");
    }

    public LongOperation Begin(Exchange exchange, Machine machine, (int From, int To) seconds, OperationError? error = null) =>
        azure.Operations.Begin(exchange, machine.Id, machine.Region, seconds, error);

    public LongOperation Keep(Machine machine, LongOperation operation)
    {
        machine.Add(operation);
        return azure.Operations.Keep(operation);
    }

    /// <summary>
    /// Recorded of tags and of a PUT that changes nothing: for a second it shows as being updated, its etag counts up, nobody must wait.
    /// </summary>
    public LongOperation Touch(Exchange exchange, Machine machine)
    {
        var operation = Begin(
            exchange, machine, (1, 1)) with { Blocks = false, OnlyShows = true, Error = null, Form = PollingForm.UpdateMachine };
        machine.Add(operation);
        return operation;
    }

    public Outcome NothingToDo(Exchange exchange, Machine machine) =>
        Outcome.Accepted(Keep(machine, Begin(exchange, machine, Quick) with { Blocks = false, Error = null }));

    /// <summary>Off and on again at the end of the operation, for at most two minutes.</summary>
    public static void Restart(Machine machine, LongOperation operation)
    {
        var off = Math.Min((operation.End - operation.Start).Ticks * 2 / 3, 2 * TimeSpan.TicksPerMinute);
        machine.ChangePower(new PowerChange(
            operation.End.UtcTicks - off, operation.End.UtcTicks, MachinePower.Starting, MachinePower.Running, operation.Name,
            operation.Caller));
    }

    public static PowerChange Change(LongOperation operation, MachinePower during, MachinePower after) =>
        new(operation.Start.UtcTicks, operation.End.UtcTicks, during, after, operation.Name, operation.Caller);
}
