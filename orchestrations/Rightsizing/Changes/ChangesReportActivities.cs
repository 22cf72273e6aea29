using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes;

/// <summary>A change and how it stands, to be shown.</summary>
public sealed record KeptResult(PlanRef Plan, ChangeResult Result);

/// <summary>How the changes of a run stand; a document of the state.</summary>
public sealed record KeptResults(IReadOnlyList<KeptResult> Results)
{
    public static readonly KeptResults None = new([]);

    public static string NameOf(string runId) => $"rightsizing/results/{runId}";
}

/// <summary>A change that broke off for a reason nobody expected.</summary>
public sealed record BrokenChange(PlanRef Plan, string Reason);

/// <summary>Keeps how each change ended, and writes the report of all of them.</summary>
public sealed class ChangesReportActivities(RunStore store, StateStore state, LedgerStore ledger, TimeProvider time)
{
    [Function(nameof(KeepResult))]
    public Task<Outcome<bool>> KeepResult([ActivityTrigger] KeptResult kept, CancellationToken ct) => Outcome.OfAsync("result", async () =>
    {
        await KeepAsync(kept, ct);
        return true;
    }, ct);

    /// <summary>Keeps that a change broke off: nobody knows how it left its machine, so somebody must look.</summary>
    [Function(nameof(KeepFailure))]
    public Task<Outcome<bool>> KeepFailure([ActivityTrigger] BrokenChange broken, CancellationToken ct) => Outcome.OfAsync("result", async () =>
    {
        var plan = (await PlansAsync(broken.Plan.RunId, ct)).Plans[broken.Plan.Number];
        await KeepAsync(new(broken.Plan, new(plan.MachineId, plan.Name, plan.Action, ChangeEndKind.Stranded, plan.Size, null, $"it broke off: {broken.Reason}")), ct);
        return true;
    }, ct);

    /// <summary>Writes the report as HTML and JSON, in place of the one of the day before.</summary>
    [Function(nameof(WriteChangesReport))]
    public Task<Outcome<ChangesSummary>> WriteChangesReport([ActivityTrigger] ChangesRequest request, CancellationToken ct) => Outcome.OfAsync("report of changes", async () =>
    {
        var plans = await PlansAsync(request.RunId, ct);
        var results = ((await state.FindAsync<KeptResults>(KeptResults.NameOf(request.RunId), ct))?.Value ?? KeptResults.None).Results.ToDictionary(kept => kept.Plan.Number, kept => kept.Result);
        var changes = plans.Plans.Index().Select(one => new ShownChange(one.Item, results.GetValueOrDefault(one.Index))).ToList();
        var realised = new List<LedgerEntry>();
        foreach (var place in plans.Plans.Select(plan => (plan.Subscription, plan.Region)).Distinct().Order())
            realised.AddRange((await ledger.ReadAsync(place.Subscription, place.Region, ct)).Entries);

        var name = $"{request.RunId}-changes";
        var report = new ChangesReport(request.RunId, request.AsOf, time.GetUtcNow(), changes, plans.Left, [.. realised.OrderByDescending(entry => entry.Change.At).ThenBy(entry => entry.Change.MachineId, StringComparer.Ordinal)]);
        await WriteAsync($"{name}.json", "application/json", report.ToJson(), ct);
        await WriteAsync($"{name}.html", "text/html; charset=utf-8", ChangesPage.Of(report), ct);
        int Count(ChangeEndKind kind) => changes.Count(change => change.Result?.Kind == kind);
        return new ChangesSummary(request.RunId, plans.Plans.Count, Count(ChangeEndKind.Changed), Count(ChangeEndKind.NotTaken), Count(ChangeEndKind.PutBack), Count(ChangeEndKind.TakenBack),
            Count(ChangeEndKind.LeftAfterAsking), Count(ChangeEndKind.Stranded), $"{RightsizingReport.Capability}/{name}");
    }, ct);

    [Function(nameof(ForgetResults))]
    public Task<Outcome<bool>> ForgetResults([ActivityTrigger] ChangesRequest request, CancellationToken ct) => Outcome.OfAsync("plans", async () =>
    {
        await state.DeleteAsync(KeptResults.NameOf(request.RunId), ct);
        await state.DeleteAsync(ChangePlans.NameOf(request.RunId), ct);
        return true;
    }, ct);

    private Task KeepAsync(KeptResult kept, CancellationToken ct) => state.ChangeAsync(KeptResults.NameOf(kept.Plan.RunId), KeptResults.None,
        known => new([.. known.Results.Where(one => one.Plan != kept.Plan).Append(kept).OrderBy(one => one.Plan.Number)]), ct);

    private async Task<ChangePlans> PlansAsync(string runId, CancellationToken ct) =>
        (await state.FindAsync<ChangePlans>(ChangePlans.NameOf(runId), ct))?.Value ?? throw new RefusedException("PlansGone", $"the plans of {runId} are gone");

    private async Task WriteAsync(string file, string type, string text, CancellationToken ct)
    {
        await using var upload = store.NewReport(RightsizingReport.Capability, file, type);
        await upload.Text.WriteAsync(text);
        await upload.CommitAsync(ct);
    }
}
