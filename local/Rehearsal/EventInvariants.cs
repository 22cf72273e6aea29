using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>What must hold of events in every rehearsal.</summary>
internal static class EventInvariants
{
    public static async Task<IReadOnlyList<Invariant>> OfAsync(SimulatedAzure azure, string account, StateStore state, CancellationToken ct)
    {
        var (counts, now) = (azure.Events.Counts, azure.Time.GetUtcNow());
        var waiting = azure.Queues.Messages(account, EventQueue.Name);
        // One that the app failed over waits hidden for its next attempt; one that could be taken now was left lying.
        var left = waiting.Count(message => message.NextVisible < now);
        // The record is there, whoever was answered so: this attempt or one whose answer was lost.
        var taken = azure.Calls.Changes
            .Where(change => change is { Operation: "BlockBlob_Upload", Status: 201 or 409 })
            .Select(change => change.Target)
            .Where(target => target.Contains($"/state/{EventIntake.Folder}", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).Count();
        var delivered = azure.Events.DeliveredIds.Distinct(StringComparer.Ordinal).Count();
        var poison = azure.Queues.Count(account, EventQueue.Poison);
        var kept = 0;
        await foreach (var _ in state.ListAsync(EventIntake.Folder, ct))
            kept++;
        return
        [
            new("every event was taken, and none is in poison",
                left + poison == 0 && counts.DeadLettered + counts.Dropped == 0 && taken + waiting.Count >= delivered,
                $"{counts.Made} events, {counts.Delivered} delivered, {taken} taken, {waiting.Count} in the queue, {poison} in poison, "
                + $"{kept} records of two days"),
        ];
    }
}
