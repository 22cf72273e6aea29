using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>Leaves a run's decisions as evidence.</summary>
public sealed class EvidenceActivities(RunStore store, EvidenceStore evidence, DailyManifest manifest, RightsizingOptions options)
{
    /// <summary>Appends an entry a machine to the run's chain and closes it; what a first execution appended, a second one keeps.</summary>
    [Function(nameof(RecordEvidence))]
    public Task<Outcome<RunEvidence>> RecordEvidence([ActivityTrigger] ReportRequest request, CancellationToken ct) =>
        Outcome.OfAsync("evidence", async () =>
    {
        var chain = EvidenceNames.OfRun(RightsizingCapability.Name, request.Run.RunId, request.Run.AsOf);
        var documents = new ReportDocuments(store, request, options);
        var head = await evidence.AppendAsync(chain, () => AdviceEvidence.OfAsync(documents, ct), ct);
        await manifest.RecordAsync(chain, head, request.Run.AsOf, ct);
        return new RunEvidence(chain, head.Records, head.Hash);
    }, ct);
}
