using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Drills.Building;

/// <summary>The documents of drills.</summary>
public sealed class DrillStore(StateStore state, TimeProvider time)
{
    // An approval may take days; a claim on an application is no longer than that and the longest drill.
    private static readonly TimeSpan LongestClaim = TimeSpan.FromDays(16);

    /// <summary>Null: there is none.</summary>
    /// <exception cref="DamagedDocumentException">It cannot be read.</exception>
    public async Task<DrillJournal?> JournalAsync(string drillId, CancellationToken ct) =>
        (await state.FindAsync<DrillJournal>(DrillJournal.NameOf(drillId), ct))?.Value;

    /// <summary>What the journal has under a key.</summary>
    /// <exception cref="RefusedException">It has nothing.</exception>
    internal async Task<DrillResource> ResourceAsync(string drillId, string key, CancellationToken ct) =>
        (await JournalAsync(drillId, ct))?.Find(key) ?? throw new RefusedException("NotInJournal", $"the drill's journal has no {key}");

    /// <summary>Writes the journal once; what a first execution wrote stays.</summary>
    public async Task<DrillJournal> KeepJournalAsync(DrillJournal journal, CancellationToken ct)
    {
        if (await JournalAsync(journal.DrillId, ct) is { } known)
            return known;
        return await state.TryWriteAsync(DrillJournal.NameOf(journal.DrillId), journal, null, ct)
            ? journal
            : await JournalAsync(journal.DrillId, ct) ?? journal;
    }

    public async Task ChangeJournalAsync(string drillId, Func<DrillJournal, DrillJournal> change, CancellationToken ct)
    {
        if (await JournalAsync(drillId, ct) is { } journal)
            await state.ChangeAsync(DrillJournal.NameOf(drillId), journal, change, ct);
    }

    /// <summary>All journals, and what is wrong with those that cannot be read.</summary>
    public Task<StateFolder<DrillJournal>> JournalsAsync(CancellationToken ct) =>
        state.ReadFolderAsync<DrillJournal>(DrillJournal.Folder, ct);

    /// <summary>Null: it goes on.</summary>
    public async Task<DrillStop?> StopAsync(string drillId, CancellationToken ct) => (await state.FindAsync(
        DrillStop.NameOf(drillId),
        written => new DrillStop(drillId, Measuring.StopKind.Failed, DrillsCapability.Name, written, "its stop cannot be read"), ct)).Value;

    /// <summary>Stops a drill; the first reason stays.</summary>
    public Task KeepStopAsync(DrillStop stop, CancellationToken ct) => state.TryWriteAsync(DrillStop.NameOf(stop.DrillId), stop, null, ct);

    /// <summary>Takes the application for a drill.</summary>
    /// <returns>Null where the drill has it now; else the one that has it.</returns>
    public async Task<RunningDrill?> TakeAsync(string application, string drillId, CancellationToken ct)
    {
        RunningDrill? other = null;
        var now = time.GetUtcNow();
        var none = new RunningDrill(application, drillId, now, DateTimeOffset.MinValue);
        await state.ChangeAsync(RunningDrill.NameOf(application), none, known =>
        {
            other = known.DrillId != drillId && known.Until > now ? known : null;
            return other is not null || (known.DrillId == drillId && known.Until > now)
                ? known
                : new(application, drillId, now, now + LongestClaim);
        }, ct, _ => none);
        return other;
    }

    /// <summary>Gives the application back; another drill's claim stays.</summary>
    public async Task GiveBackAsync(string application, string drillId, CancellationToken ct)
    {
        var none = new RunningDrill(application, drillId, DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        await state.ChangeAsync(
            RunningDrill.NameOf(application), none,
            known => known.DrillId == drillId && known.Until > DateTimeOffset.MinValue
                ? known with { Until = DateTimeOffset.MinValue }
                : known, ct, _ => none);
    }

    /// <summary>Null: there is none.</summary>
    public async Task<DrillRecord?> RecordAsync(string drillId, CancellationToken ct) =>
        (await state.FindAsync<DrillRecord>(DrillRecord.NameOf(drillId), ct))?.Value;

    public Task WriteRecordAsync(DrillRecord record, CancellationToken ct) =>
        state.WriteAsync(DrillRecord.NameOf(record.DrillId), record, ct);

    /// <summary>Changes a record that is there.</summary>
    /// <returns>False: there is none.</returns>
    public async Task<bool> ChangeRecordAsync(string drillId, Func<DrillRecord, DrillRecord> change, CancellationToken ct)
    {
        if (await RecordAsync(drillId, ct) is not { } record)
            return false;
        await state.ChangeAsync(DrillRecord.NameOf(drillId), record, change, ct);
        return true;
    }

    /// <summary>The last drills of each application.</summary>
    public Task<StateFolder<DrillHistory>> HistoriesAsync(CancellationToken ct) =>
        state.ReadFolderAsync<DrillHistory>(DrillHistory.Folder, ct);

    public async Task<DrillHistory> HistoryAsync(string application, CancellationToken ct) =>
        (await state.FindAsync<DrillHistory>(DrillHistory.NameOf(application), _ => null, ct)).Value ?? new DrillHistory(application, []);

    public Task AddToHistoryAsync(string application, PastDrill drill, CancellationToken ct) => state.ChangeAsync(
        DrillHistory.NameOf(application), new DrillHistory(application, []), known => known.With(drill), ct,
        _ => new DrillHistory(application, []));
}
