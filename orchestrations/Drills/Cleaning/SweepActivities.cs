using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Drills.Cleaning;

/// <summary>A drill that the sweeper takes down.</summary>
public sealed record SweptDrill(string DrillId, string GroupId, string Subscription);

/// <summary>What is to be swept.</summary>
/// <param name="Damaged">Journals that cannot be read, and what to do.</param>
public sealed record SweepPlan(IReadOnlyList<SweptDrill> Drills, IReadOnlyList<string> Damaged);

/// <summary>What became of a swept drill.</summary>
public sealed record SweepEnd(string DrillId, string SweepId, CleanResult Cleaning);

/// <summary>Finds what drills left, and writes down what became of it.</summary>
public sealed class SweepActivities(
    DrillStore store, Claims claims, EvidenceStore evidence, DailyManifest manifest, DrillOptions options, TimeProvider time)
{
    [Function(nameof(PlanSweep))]
    public Task<Outcome<SweepPlan>> PlanSweep([ActivityTrigger] string sweepId, CancellationToken ct) =>
        Outcome.OfAsync("journals of drills", async () =>
    {
        var (journals, now) = (await store.JournalsAsync(ct), time.GetUtcNow());
        var due = new List<SweptDrill>();
        foreach (var journal in journals.Documents.Where(one => SweepPolicy.IsDue(one, options.Subscriptions, now)))
        {
            // A drill that still works on it takes it down itself.
            var claim = (await claims.ReadAsync(journal.GroupId, ct)).Claim;
            if (claim is null || claim.ExpiresAt <= now)
                due.Add(new(journal.DrillId, journal.GroupId, journal.Subscription));
        }
        return new SweepPlan(due, [.. journals.Damaged.Select(one => one.Problem)]);
    }, ct);

    [Function(nameof(ReadSwept))]
    public Task<Outcome<SweptDrill>> ReadSwept([ActivityTrigger] string drillId, CancellationToken ct) =>
        Outcome.OfAsync("journal of the drill", async () =>
        await store.JournalAsync(drillId, ct) is { } journal
            && options.Subscriptions.Contains(journal.Subscription, StringComparer.OrdinalIgnoreCase)
            ? new SweptDrill(journal.DrillId, journal.GroupId, journal.Subscription)
            : throw new RefusedException("NoJournal", "the drill has no journal, or lies where no drills may be built: nothing is deleted"),
            ct);

    /// <summary>The drill's record says what became of it, and so does a chain of the sweep's own.</summary>
    [Function(nameof(SettleSweep))]
    public Task<Outcome<bool>> SettleSweep([ActivityTrigger] SweepEnd end, CancellationToken ct) =>
        Outcome.OfAsync("end of a sweep", async () =>
    {
        await store.ChangeRecordAsync(end.DrillId, record => record with { Cleaning = end.Cleaning }, ct);
        if (await store.RecordAsync(end.DrillId, ct) is { } record)
            await store.GiveBackAsync(record.Application, end.DrillId, ct);
        var id = $"{end.SweepId}-{Ids.Page(end.DrillId)}";
        var at = end.Cleaning.StartedAt;
        var chain = EvidenceNames.OfRun(DrillsCapability.Name, id, at);
        AuditEntry[] entries =
        [
            new(at, DrillsCapability.Name, AuditEntry.RunStart, id, "sweep", end.DrillId),
            .. end.Cleaning.Left.Select(left => new AuditEntry(
                end.Cleaning.EndedAt, DrillsCapability.Name, "drills.left", left.Id, "still there", end.DrillId)),
            new(end.Cleaning.EndedAt, DrillsCapability.Name, AuditEntry.RunEnd, id, end.Cleaning.Remains.ToString(), end.Cleaning.Problem
                ?? ""),
        ];
        var head = await evidence.AppendAsync(chain, entries.ToAsyncEnumerable, ct);
        await manifest.RecordAsync(chain, head, at, ct);
        return end.Cleaning.Remains != Remains.Leaked;
    }, ct);
}
