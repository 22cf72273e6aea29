using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Resizing.Books;

/// <summary>A change and how it stands, to be shown.</summary>
public sealed record KeptResult(PlanRef Plan, ChangeResult Result);

/// <summary>How the changes of a run stand; a document of the state.</summary>
[StateDocument(
    "*/results/*",
    Loss = "the report of changes lacks what was in it; the evidence has it",
    Damage = "as if it were not there; the next result replaces it",
    Mend = "nothing is needed")]
public sealed record KeptResults(IReadOnlyList<KeptResult> Results)
{
    public static readonly KeptResults None = new([]);

    public static string NameOf(string capability, string runId) => $"{capability}/results/{runId}";
}

/// <summary>A change that broke off for a reason nobody expected.</summary>
public sealed record BrokenChange(PlanRef Plan, string Reason);

/// <summary>Keeps how each change stands and ended.</summary>
public sealed class ResultActivities(StateStore state)
{
    [Function(nameof(KeepResult))]
    public Task<Outcome<bool>> KeepResult([ActivityTrigger] KeptResult kept, CancellationToken ct) => Outcome.OfAsync("result", async () =>
    {
        await KeepAsync(kept, ct);
        return true;
    }, ct);

    /// <summary>Keeps that a change broke off: nobody knows how it left its machine, so somebody must look.</summary>
    [Function(nameof(KeepFailure))]
    public Task<Outcome<bool>> KeepFailure([ActivityTrigger] BrokenChange broken, CancellationToken ct) =>
        Outcome.OfAsync("result", async () =>
    {
        var plans = await ChangePlans.ReadAsync(state, broken.Plan.Capability, broken.Plan.RunId, ct);
        var plan = plans.Plans[broken.Plan.Number];
        await KeepAsync(
            new(broken.Plan, new(
                plan.MachineId, plan.Name, plan.Action, ChangeEndKind.Stranded, plan.Size, null, $"it broke off: {broken.Reason}")), ct);
        return true;
    }, ct);

    private Task KeepAsync(KeptResult kept, CancellationToken ct) => state.ChangeAsync(
        KeptResults.NameOf(kept.Plan.Capability, kept.Plan.RunId), KeptResults.None,
        known => new([.. known.Results.Where(one => one.Plan != kept.Plan).Append(kept).OrderBy(one => one.Plan.Number)]), ct,
        damaged: _ => KeptResults.None);
}
