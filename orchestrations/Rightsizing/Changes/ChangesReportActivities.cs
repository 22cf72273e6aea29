using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes;

/// <summary>A change and how it stands, to be shown.</summary>
public sealed record KeptResult(PlanRef Plan, ChangeResult Result);

/// <summary>A change that broke off for a reason nobody expected.</summary>
public sealed record BrokenChange(PlanRef Plan, string Reason);

/// <summary>Keeps how each change ended, and writes the report of all of them.</summary>
public sealed class ChangesReportActivities(RunStore store, StateStore state, LedgerStore ledger, TimeProvider time)
{
    [Function(nameof(KeepResult))]
    public Task KeepResult([ActivityTrigger] KeptResult kept, CancellationToken ct) => state.WriteAsync(NameOf(kept.Plan), kept.Result, ct);

    /// <summary>Keeps that a change broke off: nobody knows how it left its machine, so somebody must look.</summary>
    [Function(nameof(KeepFailure))]
    public async Task KeepFailure([ActivityTrigger] BrokenChange broken, CancellationToken ct)
    {
        if (await PlansAsync(broken.Plan.RunId, ct) is { } plans && plans.Plans[broken.Plan.Number] is var plan)
            await state.WriteAsync(NameOf(broken.Plan), new ChangeResult(plan.MachineId, plan.Name, plan.Action, ChangeEndKind.Stranded, plan.Size, null, $"it broke off: {broken.Reason}"), ct);
    }

    /// <summary>Writes the report as HTML and JSON, in place of the one of the day before.</summary>
    [Function(nameof(WriteChangesReport))]
    public async Task<ChangesSummary> WriteChangesReport([ActivityTrigger] ChangesRequest request, CancellationToken ct)
    {
        var plans = await PlansAsync(request.RunId, ct) ?? throw new InvalidOperationException($"The plans of {request.RunId} are gone");
        var changes = new List<ShownChange>();
        foreach (var (number, plan) in plans.Plans.Index())
            changes.Add(new(plan, (await state.FindAsync<ChangeResult>(NameOf(new(request.RunId, number)), ct))?.Value));
        var realised = new List<LedgerEntry>();
        foreach (var place in plans.Plans.Select(plan => (plan.Subscription, plan.Region)).Distinct().Order())
            realised.AddRange((await ledger.ReadAsync(place.Subscription, place.Region, ct)).Entries);

        var name = $"{request.RunId}-changes";
        var report = new ChangesReport(request.RunId, request.AsOf, time.GetUtcNow(), changes, plans.Left, [.. realised.OrderByDescending(entry => entry.Change.At).ThenBy(entry => entry.Change.MachineId, StringComparer.Ordinal)]);
        await WriteAsync($"{name}.json", "application/json", report.ToJson(), ct);
        await WriteAsync($"{name}.html", "text/html; charset=utf-8", ChangesPage.Of(report), ct);
        int Count(ChangeEndKind kind) => changes.Count(change => change.Result?.Kind == kind);
        return new(request.RunId, plans.Plans.Count, Count(ChangeEndKind.Changed), Count(ChangeEndKind.NotTaken), Count(ChangeEndKind.PutBack), Count(ChangeEndKind.TakenBack),
            Count(ChangeEndKind.LeftAfterAsking), Count(ChangeEndKind.Stranded), $"{RightsizingReport.Capability}/{name}");
    }

    [Function(nameof(ForgetResults))]
    public async Task ForgetResults([ActivityTrigger] ChangesRequest request, CancellationToken ct)
    {
        for (var number = 0; number < request.Plans; number++)
            await state.DeleteAsync(NameOf(new(request.RunId, number)), ct);
        await state.DeleteAsync(ChangePlans.NameOf(request.RunId), ct);
    }

    private async Task<ChangePlans?> PlansAsync(string runId, CancellationToken ct) => (await state.FindAsync<ChangePlans>(ChangePlans.NameOf(runId), ct))?.Value;

    private async Task WriteAsync(string file, string type, string text, CancellationToken ct)
    {
        await using var upload = store.NewReport(RightsizingReport.Capability, file, type);
        await upload.Text.WriteAsync(text);
        await upload.CommitAsync(ct);
    }

    private static string NameOf(PlanRef plan) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"rightsizing/results/{plan.RunId}/{plan.Number}");
}
