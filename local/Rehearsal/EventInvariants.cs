using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>What must hold of events in every rehearsal.</summary>
internal static class EventInvariants
{
    public static async Task<IReadOnlyList<Invariant>> OfAsync(SimulatedAzure azure, string account, StateStore state, CancellationToken ct)
    {
        var counts = azure.Events.Counts;
        var waiting = azure.Queues.Count(account, EventQueue.Name);
        var poison = azure.Queues.Count(account, EventQueue.Poison);
        var kept = 0;
        await foreach (var _ in state.ListAsync(EventIntake.Folder, ct))
            kept++;
        return
        [
            new("every event was taken, and none is in poison", poison == 0 && counts.DeadLettered + counts.Dropped == 0,
                $"{counts.Made} events, {counts.Delivered} delivered, {waiting} in the queue, {poison} in poison, {kept} records of two days"),
        ];
    }
}
