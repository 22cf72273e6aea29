using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Guard.Approvals;

namespace OpsFunctions.Tests.Local.Guard;

/// <summary>Asks what it is given and ends with what became of it.</summary>
public static class AskingOrchestrator
{
    [Function(nameof(AskingOrchestrator))]
    public static Task<ApprovalResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.AskApprovalAsync(context.GetInput<ApprovalRequest>()!);
}
