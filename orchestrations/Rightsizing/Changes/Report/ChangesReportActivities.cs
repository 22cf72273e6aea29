using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing.Changes.Planning;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes.Report;

/// <summary>Writes the report of all changes of a run.</summary>
public sealed class ChangesReportActivities(RunStore store, StateStore state, LedgerStore ledger, TimeProvider time)
{
    /// <summary>Writes the report as HTML and JSON, in place of the one of the day before.</summary>
    [Function(nameof(WriteChangesReport))]
    public Task<Outcome<ChangesSummary>> WriteChangesReport([ActivityTrigger] ChangesRequest request, CancellationToken ct) =>
        Outcome.OfAsync("report of changes", async () =>
    {
        var plans = await ChangePlans.ReadAsync(state, RightsizingCapability.Name, request.RunId, ct);
        var (known, _) = await state.FindAsync<KeptResults>(KeptResults.NameOf(RightsizingCapability.Name, request.RunId), _ => null, ct);
        var results = (known ?? KeptResults.None).Results.ToDictionary(kept => kept.Plan.Number, kept => kept.Result);
        var changes = plans.Plans.Index().Select(one => new ShownChange(one.Item, results.GetValueOrDefault(one.Index))).ToList();
        var realised = new List<LedgerEntry>();
        foreach (var place in plans.Plans.Select(plan => (plan.Subscription, plan.Region)).Distinct().Order())
            realised.AddRange((await ledger.ReadAsync(place.Subscription, place.Region, ct)).Entries);

        var name = $"{request.RunId}-changes";
        var report = new ChangesReport(
            request.RunId, request.AsOf, time.GetUtcNow(), changes, plans.Left,
            [.. realised.OrderByDescending(entry => entry.Change.At).ThenBy(entry => entry.Change.MachineId, StringComparer.Ordinal)]);
        await WriteAsync($"{name}.json", "application/json", report.ToJson(), ct);
        await WriteAsync($"{name}.html", "text/html; charset=utf-8", ChangesPage.Of(report).ToString(), ct);
        int Count(ChangeEndKind kind) => changes.Count(change => change.Result?.Kind == kind);
        return new ChangesSummary(request.RunId, plans.Plans.Count, Count(ChangeEndKind.Changed), Count(ChangeEndKind.NotTaken), Count(
            ChangeEndKind.PutBack), Count(ChangeEndKind.TakenBack),
            Count(ChangeEndKind.LeftAfterAsking), Count(ChangeEndKind.Stranded), $"{RightsizingCapability.Name}/{name}")
        {
            Overtaken = Count(ChangeEndKind.Overtaken),
        };
    }, ct);

    [Function(nameof(ForgetResults))]
    public Task<Outcome<bool>> ForgetResults([ActivityTrigger] ChangesRequest request, CancellationToken ct) =>
        Outcome.OfAsync("plans", async () =>
    {
        await state.DeleteAsync(KeptResults.NameOf(RightsizingCapability.Name, request.RunId), ct);
        await state.DeleteAsync(ChangePlans.NameOf(RightsizingCapability.Name, request.RunId), ct);
        return true;
    }, ct);

    private async Task WriteAsync(string file, string type, string text, CancellationToken ct)
    {
        await using var upload = store.NewReport(RightsizingCapability.Name, file, type);
        await upload.Text.WriteAsync(text);
        await upload.CommitAsync(ct);
    }
}
