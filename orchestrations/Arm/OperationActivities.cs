using Microsoft.Azure.Functions.Worker;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Asks how far a long-running operation is.</summary>
public sealed class OperationActivities(OperationReader operations)
{
    [Function(nameof(ReadOperation))]
    public Task<Outcome<OperationProgress>> ReadOperation([ActivityTrigger] OperationTicket ticket, CancellationToken ct) =>
        Outcome.OfAsync("operation", () => operations.ReadAsync(ticket, ct), ct);
}
