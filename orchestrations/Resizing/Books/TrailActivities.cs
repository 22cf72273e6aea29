using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Orchestrations.Resizing.Books;

/// <summary>Writes what a change decided and did into a chain of its own.</summary>
public sealed class TrailActivities(EvidenceStore evidence, DailyManifest manifest)
{
    [Function(nameof(WriteTrail))]
    public Task<Outcome<RunEvidence>> WriteTrail([ActivityTrigger] TrailRequest request, CancellationToken ct) =>
        Outcome.OfAsync("evidence", async () =>
    {
        var chain = EvidenceNames.OfRun(request.Capability, request.Id, request.PlannedAt);
        var head = await evidence.AppendAsync(chain, () => Entries(request, ct), ct);
        if (request.IsEnd)
            await manifest.RecordAsync(chain, head, request.PlannedAt, ct);
        return new RunEvidence(chain, head.Records, head.Hash);
    }, ct);

    private static async IAsyncEnumerable<AuditEntry> Entries(TrailRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return new(
            request.PlannedAt, request.Capability, AuditEntry.RunStart, request.Id, "planned", $"asked for by {request.RequestedBy}");
        foreach (var entry in request.Entries)
        {
            ct.ThrowIfCancellationRequested();
            yield return new(
                entry.At, request.Capability, $"{request.Capability}.{entry.Action}", request.MachineId, entry.Decision, entry.Reason);
        }
        if (request.IsEnd)
            yield return new(
                request.Entries[^1].At, request.Capability, AuditEntry.RunEnd, request.Id, request.Entries[^1].Decision,
                request.Entries[^1].Reason);
        await Task.CompletedTask;
    }
}
