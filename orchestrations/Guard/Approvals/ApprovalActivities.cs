using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Guard.Approvals;

/// <summary>Asks people and reads their answers. Storage that is not well is an outcome, so that the orchestration waits for it.</summary>
public sealed class ApprovalActivities(ApprovalStore store, TimeProvider time)
{
    /// <summary>Ensures that the question stands there, and tells what does.</summary>
    [Function(nameof(AskApproval))]
    public Task<Outcome<Approval>> AskApproval([ActivityTrigger] ApprovalRequest request, CancellationToken ct) =>
        Outcome.OfAsync($"approval {request.Id}", () => store.AskAsync(request, ct), ct);

    /// <summary>Null where there is no such approval.</summary>
    [Function(nameof(ReadApproval))]
    public Task<Outcome<Approval?>> ReadApproval([ActivityTrigger] string id, CancellationToken ct) =>
        Outcome.OfAsync($"approval {id}", () => store.FindAsync(id, ct), ct);

    /// <summary>Ensures that no answer is taken any more, and tells the last one.</summary>
    [Function(nameof(CloseApproval))]
    public Task<Outcome<Approval>> CloseApproval([ActivityTrigger] string id, CancellationToken ct) =>
        Outcome.OfAsync($"approval {id}", () => store.CloseAsync(id, time.GetUtcNow(), ct), ct);
}
