using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Resizing.Books;

/// <summary>Whether it is noted.</summary>
/// <param name="Problem">Why it is not; null: it is.</param>
public sealed record NotedInLedger(string? Problem);

/// <summary>Keeps the ledger.</summary>
public sealed class LedgerActivities(LedgerStore ledger, TimeProvider time)
{
    /// <summary>Notes a change, once: machine and run tell it from others.</summary>
    [Function(nameof(NoteChange))]
    public Task<Outcome<NotedInLedger>> NoteChange([ActivityTrigger] ChangedMachine change, CancellationToken ct) => NoteAsync(async () =>
    {
        await ledger.ChangeAsync(change.Subscription, change.Region, known => known.Entries.Any(entry => IsSame(entry.Change, change))
            ? known
            : new([.. known.Entries, new(change, 0, change.At)]), ct);
    }, ct);

    /// <summary>Notes that a run's change of a machine was taken back.</summary>
    [Function(nameof(NoteTakenBack))]
    public Task<Outcome<NotedInLedger>> NoteTakenBack([ActivityTrigger] TakenBackMachine machine, CancellationToken ct) =>
        NoteAsync(async () =>
    {
        var now = time.GetUtcNow();
        await ledger.ChangeAsync(machine.Subscription, machine.Region, known =>
        {
            bool IsIt(LedgerEntry entry) =>
                IsOf(entry, machine.MachineId) && entry.Change.RunId == machine.RunId && entry.TakenBackAt is null;
            return known.Entries.Any(IsIt)
                ? new([.. known.Entries.Select(entry => IsIt(entry) ? entry with { TakenBackAt = now } : entry)])
                : known;
        }, ct);
    }, ct);

    // A change waits for storage that is not well, and not for a person who mends a document: its evidence has it.
    private static Task<Outcome<NotedInLedger>> NoteAsync(Func<Task> note, CancellationToken ct) => Outcome.OfAsync("ledger", async () =>
    {
        try
        {
            await note();
            return new NotedInLedger(null);
        }
        catch (DamagedDocumentException e)
        {
            return new NotedInLedger(e.Message);
        }
    }, ct);

    internal static bool IsOf(LedgerEntry entry, string machineId) =>
        string.Equals(entry.Change.MachineId, machineId, StringComparison.OrdinalIgnoreCase);

    private static bool IsSame(ChangedMachine a, ChangedMachine b) =>
        a.RunId == b.RunId && string.Equals(a.MachineId, b.MachineId, StringComparison.OrdinalIgnoreCase);
}
