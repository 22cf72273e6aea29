using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Functions;

/// <summary>Says whether a run's evidence is whole.</summary>
public sealed class EvidenceTriggers(EvidenceStore evidence, TimeProvider time)
{
    [Function(nameof(CheckEvidence))]
    [Lets(Role.Reader)]
    public async Task<IResult> CheckEvidence(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/{run}/evidence")] HttpRequest request, string run, CancellationToken ct)
    {
        var chains = RunStore.IsRunId(run) ? await EvidenceCheck.OfRunAsync(evidence, run, new EvidenceAnchors { AsOf = time.GetUtcNow() }, ct) : [];
        return chains.Count == 0
            ? Refusal.Of(StatusCodes.Status404NotFound, "No evidence of this run", "GET /api/runs lists the runs; a run still under way has none yet.")
            : Results.Ok(new { run, isWhole = chains.All(chain => chain.Problem is null), chains });
    }
}
