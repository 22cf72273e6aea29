using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Functions;

/// <summary>Says whether a run's evidence is whole, and gives each day's head away.</summary>
public sealed class EvidenceTriggers(EvidenceStore evidence, TimeProvider time)
{
    /// <summary>When the day before is over, also for a run that closed at midnight.</summary>
    [Function(nameof(DailyHeadTimer))]
    public Task DailyHeadTimer(
        [TimerTrigger("0 20 0 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken ct) =>
        client.StartOnceAsync(
            nameof(DailyHeadOrchestrator), DailyHeadOrchestrator.InstanceOf(time.GetUtcNow()), input: null, ct);

    [Function(nameof(CheckEvidence))]
    [Lets(Role.Reader)]
    public async Task<IResult> CheckEvidence(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/{run}/evidence")] HttpRequest request, string run,
        CancellationToken ct)
    {
        var now = new EvidenceAnchors { AsOf = time.GetUtcNow() };
        var chains = RunStore.IsRunId(run) ? await EvidenceCheck.OfRunAsync(evidence, run, now, ct) : [];
        return chains.Count == 0
            ? Refusal.Of(
                StatusCodes.Status404NotFound, "No evidence of this run",
                "GET /api/runs lists the runs; a run still under way has none yet.")
            : Results.Ok(new { run, isWhole = chains.All(chain => chain.Problem is null), chains });
    }
}
