using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Machines;

/// <summary>A machine to be changed one way or the other.</summary>
public sealed record MachineChange(ChangeTicket Ticket, ChangeDirection Direction, string MachineId)
{
    /// <summary>It was off when it was looked at: one that runs by then is not stopped, somebody has started it.</summary>
    public bool LeavesRunning { get; init; }
}

/// <summary>A machine and the size it is to have.</summary>
/// <param name="ReservationGroup">Capacity reservation group it is to take its place from; null: as it is.</param>
public sealed record SizeChange(ChangeTicket Ticket, ChangeDirection Direction, string MachineId, string Size, string? ReservationGroup);

/// <summary>A tag of a machine to be set, beside those there are.</summary>
public sealed record TagChange(ChangeTicket Ticket, ChangeDirection Direction, string ResourceId, string Name, string Value);

/// <summary>Machines, one step at a time. Each reads first and acts only if it must, so that twice is as once.</summary>
public sealed class MachineActivities(MachineReader machines, MachineCommands commands, ChangeGate gate, ArmChanges changes)
{
    /// <summary>Somebody has started the machine, and it is left.</summary>
    public const string StartedCode = "Started";

    private const double UnderWaySeconds = 30;

    [Function(nameof(ReadMachine))]
    public Task<Outcome<MachineState>> ReadMachine([ActivityTrigger] string machineId, CancellationToken ct) =>
        Outcome.OfAsync("machine", () => machines.ReadAsync(machineId, ct), ct);

    [Function(nameof(ReadSizes))]
    public Task<Outcome<IReadOnlyList<string>>> ReadSizes([ActivityTrigger] string machineId, CancellationToken ct) =>
        Outcome.OfAsync("sizes of the machine", () => machines.SizesAsync(machineId, ct), ct);

    /// <summary>Stops the machine and gives its place back.</summary>
    [Function(nameof(EnsureDeallocated))]
    public Task<Outcome<OperationTicket>> EnsureDeallocated([ActivityTrigger] MachineChange change, CancellationToken ct) =>
        Outcome.OfAsync("deallocate", async () =>
    {
        var machine = await machines.ReadAsync(change.MachineId, ct);
        if (machine.IsDeallocated)
            return OperationTicket.Done;
        if (change.LeavesRunning && machine.Power is "running" or "starting")
            throw new RefusedException(StartedCode, $"it is {machine.Power}, somebody has started it");
        return await commands.DeallocateAsync(await gate.PassAsync(change.Ticket, change.Direction, ct), change.MachineId, ct);
    }, ct);

    [Function(nameof(EnsureStarted))]
    public Task<Outcome<OperationTicket>> EnsureStarted([ActivityTrigger] MachineChange change, CancellationToken ct) =>
        Outcome.OfAsync("start", async () =>
    {
        if ((await machines.ReadAsync(change.MachineId, ct)).IsRunning)
            return OperationTicket.Done;
        return await commands.StartAsync(await gate.PassAsync(change.Ticket, change.Direction, ct), change.MachineId, ct);
    }, ct);

    /// <summary>
    /// Gives the machine its size, and the reservation its place comes from. Whether it may be running, the caller knows.
    /// </summary>
    [Function(nameof(EnsureSize))]
    public Task<Outcome<OperationTicket>> EnsureSize([ActivityTrigger] SizeChange change, CancellationToken ct) =>
        Outcome.OfAsync("resize", async () =>
    {
        var state = await machines.ReadAsync(change.MachineId, ct);
        var isPlaced = change.ReservationGroup is null
            || string.Equals(state.ReservationGroup, change.ReservationGroup, StringComparison.OrdinalIgnoreCase);
        // Begun by an execution whose answer was lost: it shows the new size at once, and may still fail.
        if (state.Has(change.Size) && isPlaced && state.Provisioning == "Updating")
            throw new ThrottledException(UnderWaySeconds, "the resize is under way");
        if (state.Has(change.Size) && isPlaced)
            return OperationTicket.Done;
        var permit = await gate.PassAsync(change.Ticket, change.Direction, ct);
        return await commands.ResizeAsync(permit, change.MachineId, change.Size, change.ReservationGroup, ct);
    }, ct);

    /// <summary>Sets one tag and leaves the others.</summary>
    [Function(nameof(EnsureTag))]
    public Task<Outcome<OperationTicket>> EnsureTag([ActivityTrigger] TagChange change, CancellationToken ct) =>
        Outcome.OfAsync("tag", async () =>
    {
        var known = (await machines.ReadAsync(change.ResourceId, ct)).TagsByName();
        if (known.TryGetValue(change.Name, out var value) && value == change.Value)
            return OperationTicket.Done;
        var permit = await gate.PassAsync(change.Ticket, change.Direction, ct);
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { [change.Name] = change.Value };
        return await changes.SendAsync(
            permit, RequestMethod.Patch, ArmAddress.Of(change.ResourceId, "/providers/Microsoft.Resources/tags/default", "2021-04-01"),
            new { operation = "Merge", properties = new { tags } }, ct);
    }, ct);
}
