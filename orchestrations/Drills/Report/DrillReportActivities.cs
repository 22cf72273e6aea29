using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Cleaning;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Drills.Validating;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Drills.Report;

/// <summary>A drill that is to be judged.</summary>
/// <param name="IsOver">Only the preflight was wanted: there is no verdict.</param>
public sealed record DrillJudging(
    RunMoment Run, DrillRequest Request, IReadOnlyList<DrillStep> Steps, IReadOnlyList<IsolationProof> Proofs, BuildingEnd End,
    DateTimeOffset DeclaredAt, string ApprovedBy, bool IsOver);

/// <summary>The verdict, in short.</summary>
/// <param name="Verdict">Null: only the preflight was wanted, or it could not be judged.</param>
public sealed record DrillJudged(Verdict? Verdict, IReadOnlyList<string> Causes);

/// <summary>A drill that is over.</summary>
public sealed record DrillClosing(RunMoment Run, DrillRequest Request, IReadOnlyList<DrillStep> Steps, CleanResult Cleaning);

/// <summary>Judges a drill, and leaves what it proved: record, evidence, report.</summary>
public sealed class DrillReportActivities(
    DrillStore store, RunStore runs, EvidenceStore evidence, DailyManifest manifest, Holds holds, DrillOptions options, TimeProvider time)
{
    private const int MostCauses = 10;

    /// <summary>The verdict, and the evidence of all that was done, before anything is taken down.</summary>
    [Function(nameof(JudgeDrill))]
    public Task<Outcome<DrillJudged>> JudgeDrill([ActivityTrigger] DrillJudging judging, CancellationToken ct) =>
        Outcome.OfAsync("verdict", async () =>
    {
        var id = judging.Run.RunId;
        var known = await store.RecordAsync(id, ct) ?? EmptyRecord(judging.Run, judging.Request);
        // A first execution judged already: the moment and the verdict stay.
        if (known.JudgedAt is not null)
            return Judged(known);
        var journal = await store.JournalAsync(id, ct);
        var now = time.GetUtcNow();
        var stop = await store.StopAsync(id, ct);
        var machines = await MachinesAsync(id, journal, ct);
        var facts = new DrillFacts(
            journal, judging.Steps, machines, judging.Proofs, judging.End.Stop,
            stop is { Kind: StopKind.Aborted } ? stop.Reason : judging.End.Reason,
            judging.End.Code, judging.Run.AsOf, judging.DeclaredAt, now)
        {
            RtoMinutes = known.RtoMinutes, RpoMinutes = known.RpoMinutes,
        };
        var record = known with
        {
            DeclaredAt = journal is null ? null : judging.DeclaredAt,
            JudgedAt = now,
            ApprovedBy = judging.ApprovedBy.Length > 0 ? judging.ApprovedBy : null,
            Steps = judging.Steps,
            Machines = machines,
            Proofs = judging.Proofs,
            Judgement = judging.IsOver ? null : VerdictPolicy.Judge(facts),
        };
        await store.WriteRecordAsync(record, ct);
        await AppendAsync(judging.Run, record, journal, isIntention: true, ct);
        return Judged(record);
    }, ct);

    /// <summary>Record, evidence, history and report of a drill that is over; its points are let go.</summary>
    [Function(nameof(CloseDrill))]
    public Task<Outcome<DrillSummary>> CloseDrill([ActivityTrigger] DrillClosing closing, CancellationToken ct) =>
        Outcome.OfAsync("report of the drill", async () =>
    {
        var id = closing.Run.RunId;
        var record = await store.RecordAsync(id, ct) ?? EmptyRecord(closing.Run, closing.Request);
        var journal = await store.JournalAsync(id, ct);
        record = record with { Steps = closing.Steps, Cleaning = closing.Cleaning, EndedAt = record.EndedAt ?? time.GetUtcNow() };
        var ended = await AppendAsync(closing.Run, record, journal, isIntention: false, ct);
        record = record with { Evidence = ended };
        await store.WriteRecordAsync(record, ct);
        foreach (var point in journal?.Held ?? [])
            await holds.RemoveAsync(point.Series, PreflightActivities.HoldOf(id), ct);
        await store.GiveBackAsync(record.Application, id, ct);
        if (record.Judgement is { } judgement)
            await store.AddToHistoryAsync(record.Application, PastOf(record, judgement), ct);
        await WriteAsync(record, journal, await store.HistoryAsync(record.Application, ct), ct);
        return new DrillSummary(
            id, record.Judgement?.Verdict, closing.Cleaning.Remains,
            [.. (record.Judgement?.Causes ?? []).Take(MostCauses).Select(Words.OneLine)], $"{DrillsCapability.Name}/{id}");
    }, ct);

    private static PastDrill PastOf(DrillRecord record, Judgement judgement) => new(
        record.DrillId, record.Plan, record.EndedAt ?? record.RequestedAt, judgement.Verdict, record.Cleaning?.Remains ?? Remains.Pending,
        judgement.Measures?.RtaSeconds / 60, judgement.Measures?.RpaSeconds / 60,
        Words.OneLine(judgement.Causes.Count > 0 ? judgement.Causes[0] : ""));

    private async Task<RunEvidence> AppendAsync(
        RunMoment run, DrillRecord record, DrillJournal? journal, bool isIntention, CancellationToken ct)
    {
        var chain = EvidenceNames.OfRun(DrillsCapability.Name, run.RunId, run.AsOf);
        var head = await evidence.AppendAsync(
            chain, () => DrillEvidence.Of(run, record, journal, options.Mode, isIntention).ToAsyncEnumerable(), ct);
        if (!isIntention)
            await manifest.RecordAsync(chain, head, run.AsOf, ct);
        return new(chain, head.Records, head.Hash);
    }

    // What a machine that never came so far did is not known: it was not started.
    private async Task<IReadOnlyList<MachineResult>> MachinesAsync(string id, DrillJournal? journal, CancellationToken ct)
    {
        var machines = new List<MachineResult>();
        foreach (var machine in journal?.Machines ?? [])
            machines.Add(await runs.FindAsync<MachineResult>(id, ValidationActivities.NameOf(machine.Number), ct)
                ?? new(machine.Number, machine.Name, [], [], [], "it was not started", DrillStop.Code));
        return machines;
    }

    private static async Task CommitAsync(ReportUpload page, ReportUpload data, CancellationToken ct)
    {
        // The page names the JSON, so that appears first.
        await data.CommitAsync(ct);
        await page.CommitAsync(ct);
    }

    private async Task WriteAsync(DrillRecord record, DrillJournal? journal, DrillHistory history, CancellationToken ct)
    {
        await using var json = runs.NewReport(DrillsCapability.Name, $"{record.DrillId}.json", "application/json");
        await using var html = runs.NewReport(DrillsCapability.Name, $"{record.DrillId}.html", "text/html; charset=utf-8");
        await json.Text.WriteAsync(DrillJson.Of(record, journal, history));
        await DrillPage.WriteAsync(html.Text, record, journal, history);
        await CommitAsync(html, json, ct);
    }

    private static DrillJudged Judged(DrillRecord record) => new(
        record.Judgement?.Verdict, [.. (record.Judgement?.Causes ?? []).Take(MostCauses).Select(Words.OneLine)]);

    private static DrillRecord EmptyRecord(RunMoment run, DrillRequest request) => new(
        run.RunId, request.Plan, request.Plan, request.RequestedBy, request.Reason, run.AsOf, new([], [], [], null, 0, null));
}
