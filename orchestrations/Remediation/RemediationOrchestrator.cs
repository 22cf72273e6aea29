using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Remediation.Alerts;

namespace OpsFunctions.Orchestrations.Remediation;

/// <summary>One incident: what follows an alert about one resource.</summary>
public static class RemediationOrchestrator
{
    /// <summary>The alert is resolved; carries when, or null where that is not told.</summary>
    public const string ResolvedEvent = "resolved";

    /// <summary>The alert's key.</summary>
    [Function(nameof(RemediationOrchestrator))]
    public static Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Task.FromResult((context.GetInput<Alert>() ?? throw new InvalidOperationException("An incident needs its alert")).Key);
}
