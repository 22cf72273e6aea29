using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Handling;

namespace OpsFunctions.Orchestrations.Remediation;

/// <summary>One incident: what follows an alert about one resource, from the first look to its end.</summary>
public static class RemediationOrchestrator
{
    /// <summary>The alert is resolved; carries when, or null where that is not told.</summary>
    public const string ResolvedEvent = "resolved";

    [Function(nameof(RemediationOrchestrator))]
    public static async Task<IncidentState> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var alert = context.GetInput<Alert>() ?? throw new InvalidOperationException("An incident needs its alert");
        return await new IncidentRun(context, alert).RunAsync();
    }
}
