using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Isolation;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Drills.Cleaning;

/// <summary>Deletes what a drill made.</summary>
public sealed class CleaningActivities(
    DrillStore store, CloneReader clones, LeftoverReader leftovers, ChangeGate gate, ArmChanges changes)
{
    /// <summary>Deletes the group with all in it; machines go without their graceful stop.</summary>
    [Function(nameof(EnsureGroupGone))]
    public Task<Outcome<OperationTicket>> EnsureGroupGone([ActivityTrigger] DrillUndo undo, CancellationToken ct) =>
        Outcome.OfAsync("group of the drill", async () =>
    {
        if (await store.JournalAsync(undo.DrillId, ct) is not { } journal)
            return OperationTicket.Done;
        // Right before the call, since it cannot be taken back: whose the group is, and that nothing in it is anybody else's.
        if (await leftovers.StateOfAsync(journal, ct) != GroupState.Own)
            return OperationTicket.Done;
        if (await leftovers.ForeignAsync(journal, ct) is { Count: > 0 } foreign)
            throw new RefusedException("ForeignResource", $"{ArmId.NameOf(foreign[0])} in its group is none of the drill's");
        var group = journal.Find("group")!;
        var address = new Uri(ArmAddress.Of(group.Id, "", group.Version) + "&forceDeletionTypes=Microsoft.Compute/virtualMachines");
        var permit = await gate.PassAsync(undo.Ticket, ChangeDirection.Undo, ct);
        return await changes.SendAsync(permit, RequestMethod.Delete, address, null, ct);
    }, ct);

    /// <summary>Deletes one thing of the drill; what is gone is no error.</summary>
    [Function(nameof(EnsureGone))]
    public Task<Outcome<OperationTicket>> EnsureGone([ActivityTrigger] DrillUndo undo, CancellationToken ct) =>
        Outcome.OfAsync(undo.Key, async () =>
    {
        if ((await store.JournalAsync(undo.DrillId, ct))?.Find(undo.Key) is not { } resource)
            throw new RefusedException("NotInJournal", $"the drill's journal has no {undo.Key}, so it is not deleted");
        var address = ArmAddress.Of(resource.Id, "", resource.Version);
        using var found = await clones.FindAsync(address, ct);
        if (found is null)
            return OperationTicket.Done;
        var force = resource.Kind == DrillKind.Machine ? new Uri(address + "&forceDeletion=true") : address;
        var permit = await gate.PassAsync(undo.Ticket, ChangeDirection.Undo, ct);
        return await changes.SendAsync(permit, RequestMethod.Delete, force, null, ct);
    }, ct);
}
