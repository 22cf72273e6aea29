using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Reports;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;
using OpsFunctions.Orchestrations.State;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots.Report;

/// <summary>A run that is over, as far as its work goes.</summary>
/// <param name="Done">What was tried; of anything else there are no results.</param>
/// <param name="Approval">How people answered where they were asked; null: nobody was.</param>
public sealed record SnapshotsRecorded(
    RunMoment Run, int Chunks, IReadOnlyList<WorkKind> Done, bool IsRetention, string RequestedBy, string Later, ApprovalResult? Approval)
{
    /// <summary>Where its decisions are recorded; null before they are.</summary>
    public RunEvidence? Evidence { get; init; }

    /// <summary>Only what is going to be done is written, and the chain stays open.</summary>
    public bool IsIntention { get; init; }

    /// <summary>Points that the inventory showed at the begin; restore points are not among them.</summary>
    public int Seen { get; init; }

    /// <summary>Whether a report is written: an hour's run leaves its state, a day's its report.</summary>
    public bool WritesReport { get; init; }
}

/// <summary>Leaves what a run decided and did: evidence, the state that HTTP shows, and the report.</summary>
public sealed class SnapshotReportActivities(
    RunStore store, StateStore state, EvidenceStore evidence, DailyManifest manifest, WorkDocuments work, SnapshotOptions options,
    AzureSettings azure,
    TimeProvider time)
{
    private const int MostBreached = 20;
    private const int MostCauses = 10;

    [Function(nameof(RecordSnapshots))]
    public Task<Outcome<RunEvidence>> RecordSnapshots([ActivityTrigger] SnapshotsRecorded request, CancellationToken ct) =>
        Outcome.OfAsync("evidence", async () =>
    {
        var chain = EvidenceNames.OfRun(SnapshotsCapability.Name, request.Run.RunId, request.Run.AsOf);
        var head = await evidence.AppendAsync(chain, () => SnapshotEvidence.OfAsync(Reading(request), request, options, ct), ct);
        if (!request.IsIntention)
            await manifest.RecordAsync(chain, head, request.Run.AsOf, ct);
        return new RunEvidence(chain, head.Records, head.Hash);
    }, ct);

    /// <summary>Writes the machines' state and, where it is due, the report.</summary>
    [Function(nameof(WriteSnapshots))]
    public Task<Outcome<SnapshotRunSummary>> WriteSnapshots([ActivityTrigger] SnapshotsRecorded request, CancellationToken ct) =>
        Outcome.OfAsync("report of snapshots", async () =>
    {
        var reading = Reading(request);
        var (totals, shown) = (SnapshotTotals.None, new List<SnapshotView>());
        var (breached, machines) = (new List<(string Name, string Words)>(), new List<string>());
        // A run that waited for people is older than what the hours left since.
        var isNewest = !((await state.FindAsync<SnapshotStates>(SnapshotStates.NameOf(0), _ => null, ct)).Value?.AsOf > request.Run.AsOf);
        await foreach (var (chunk, views) in reading.ViewsAsync(ct))
        {
            breached.AddRange(
                from view in views
                where view.State == ProtectionState.Breached
                select (view.Name, $"{view.Name}: {view.Objective!.Words}"));
            machines.AddRange(views.Where(view => view.State is not (ProtectionState.Absent or ProtectionState.Gone))
                .Select(view => view.Id));
            totals = views.Aggregate(totals, (sum, view) => sum.Plus(view));
            if (isNewest)
                await state.WriteAsync(SnapshotStates.NameOf(chunk), new SnapshotStates(request.Run.RunId, request.Run.AsOf, views), ct);
            // The first of the page: the least fresh of all.
            shown = [.. shown.Concat(views).OrderByDescending(view => SnapshotRowHtml.Percent(view, request.Run.AsOf) ?? -1)
                .ThenBy(view => view.Id, StringComparer.Ordinal).Take(PagedTable.RowsPerPage)];
        }
        if (isNewest)
            await ForgetOlderAsync(request.Chunks, ct);
        var done = await reading.TotalsAsync(ct);
        if (request.IsRetention)
            await ForgetDeletedAsync(reading, request.Seen, ct);
        if (request.Done.Contains(WorkKind.Delete))
            await state.WriteAsync(UndeletedPoints.Name, new UndeletedPoints(await reading.UndeletedAsync(ct)), ct);
        var failures = (await reading.FailuresAsync(ct)).Take(MostCauses).ToList();
        var memory = await reading.MemoryAsync(ct);
        var doubts = memory.Doubts;
        if (request.WritesReport)
        {
            var page = new SnapshotReport(
                request.Run, time.GetUtcNow(), options.Mode, options.DeleteMode, totals, done, doubts, request.Later, request.Evidence)
            {
                Damaged = [.. memory.Damaged.Select(one => one.Problem)],
                Idle = reading.Idle(machines),
            };
            await WriteAsync(reading, page, shown, ct);
        }
        var report = request.WritesReport ? $"{SnapshotsCapability.Name}/{request.Run.RunId}" : null;
        var named = breached.OrderBy(one => one.Words, StringComparer.Ordinal).Take(MostBreached).ToList();
        return new SnapshotRunSummary(request.Run.RunId, totals, done, doubts.Count, report, named.ConvertAll(one => one.Words))
        {
            BreachedNames = named.ConvertAll(one => one.Name),
            Failures = failures.ConvertAll(one => InWords(one.Kind, one.Count, one.First)),
            FailureCauses = failures.ConvertAll(one => $"{one.Kind} {one.Code}"),
        };
    }, ct);

    private static string InWords(WorkKind kind, int count, ItemResult first) => Invariant(
        $"{kind.ToString().ToLowerInvariant()}: {count} failed, such as {ArmId.NameOf(first.PointId)}: {first.Reason}");

    private SnapshotRunReading Reading(SnapshotsRecorded request) => new(store, work, options, azure, request);

    private async Task WriteAsync(
        SnapshotRunReading reading, SnapshotReport report, IReadOnlyList<SnapshotView> first, CancellationToken ct)
    {
        var name = report.Run.RunId;
        await using var json = store.NewReport(SnapshotsCapability.Name, $"{name}.json", "application/json");
        await using var html = store.NewReport(SnapshotsCapability.Name, $"{name}.html", "text/html; charset=utf-8");
        using var page = new SnapshotPage(html.Text, report);
        var data = new SnapshotJson(json.Text);
        await page.BeginAsync(first);
        await data.BeginAsync(report);
        await foreach (var (_, views) in reading.ViewsAsync(ct))
            foreach (var view in views)
            {
                await page.AddAsync(view);
                await data.AddAsync(view);
                await json.SendAsync(ct);
                await html.SendAsync(ct);
            }
        await page.EndAsync();
        await data.EndAsync();
        // The page names the JSON, so that appears first.
        await json.CommitAsync(ct);
        await html.CommitAsync(ct);
    }

    // What the suite itself deleted is no sign of an inventory that lacks something.
    private async Task ForgetDeletedAsync(SnapshotRunReading reading, int seen, CancellationToken ct)
    {
        var left = seen - await reading.DeletedAsync(ct);
        try
        {
            await state.ChangeAsync(
                FleetMemory.Name, FleetMemory.None, known => known.Points <= left ? known : known with { Points = left }, ct);
        }
        catch (DamagedDocumentException)
        {
            // The run's doubts name it, and nothing was deleted.
        }
    }

    // A fleet that shrank has fewer chunks.
    private async Task ForgetOlderAsync(int chunks, CancellationToken ct)
    {
        await foreach (var entry in state.ListAsync(SnapshotStates.Folder, ct))
            if (string.CompareOrdinal(entry.Name, SnapshotStates.NameOf(chunks)) >= 0)
                await state.DeleteAsync(entry.Name, ct);
    }
}
