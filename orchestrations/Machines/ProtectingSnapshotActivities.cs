using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Machines;

/// <summary>A snapshot of a machine's OS disk that protects a change.</summary>
/// <param name="Until">Beyond it, the snapshot is a leftover.</param>
public sealed record ProtectingSnapshot(ChangeTicket Ticket, ChangeDirection Direction, string MachineId, DateTimeOffset Until);

/// <summary>Protecting snapshots: one a change, incremental, closed to the network.</summary>
public sealed class ProtectingSnapshotActivities(MachineReader machines, ChangeGate gate, ArmChanges changes)
{
    private const string Version = "2024-03-02";

    [Function(nameof(EnsureSnapshot))]
    public Task<Outcome<OperationTicket>> EnsureSnapshot([ActivityTrigger] ProtectingSnapshot snapshot, CancellationToken ct) =>
        Outcome.OfAsync("snapshot", async () =>
    {
        var address = ArmAddress.Of(CapacityNames.SnapshotOf(snapshot.MachineId, snapshot.Ticket.Owner), "", Version);
        if (await machines.ExistsAsync(address, ct))
            return OperationTicket.Done;
        var machine = await machines.ReadAsync(snapshot.MachineId, ct);
        var disk = machine.OsDisk
            ?? throw new RefusedException("NoManagedDisk", "its OS disk is no managed disk of which a snapshot could be taken");
        var permit = await gate.PassAsync(snapshot.Ticket, snapshot.Direction, ct);
        return await changes.SendAsync(permit, RequestMethod.Put, address, new
        {
            location = machine.Region,
            tags = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ops:created-by"] = snapshot.Ticket.Owner, ["ops:expires"] = snapshot.Until.UtcDateTime.ToString("O"),
            },
            properties = SnapshotBody.Of("Copy", disk, machine.OsDiskEncryptionSet),
        }, ct);
    }, ct);

    [Function(nameof(EnsureSnapshotDeleted))]
    public Task<Outcome<OperationTicket>> EnsureSnapshotDeleted([ActivityTrigger] ProtectingSnapshot snapshot, CancellationToken ct) =>
        Outcome.OfAsync("snapshot", async () =>
    {
        var address = ArmAddress.Of(CapacityNames.SnapshotOf(snapshot.MachineId, snapshot.Ticket.Owner), "", Version);
        if (!await machines.ExistsAsync(address, ct))
            return OperationTicket.Done;
        var permit = await gate.PassAsync(snapshot.Ticket, snapshot.Direction, ct);
        return await changes.SendAsync(permit, RequestMethod.Delete, address, null, ct);
    }, ct);
}
