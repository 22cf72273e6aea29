using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Remediation.Alerts;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>Looks for alerts that no delivery brought: after failed ones every action group is silent for a quarter of an hour.</summary>
public static class ReconcileAlertsOrchestrator
{
    /// <summary>How ids of its instances begin.</summary>
    public const string Prefix = "reconcile";

    /// <summary>How many incidents it began.</summary>
    [Function(nameof(ReconcileAlertsOrchestrator))]
    public static async Task<int> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        // The next look is five minutes away: this one does not wait for longer.
        var until = context.Now().AddMinutes(4);
        var missed = await context.CallWithThrottlingAsync<IReadOnlyList<Alert>>(
            nameof(ReconcileActivities.FindMissed), context.InstanceId, until: until);
        foreach (var alert in missed.Value ?? [])
            await context.CallWithThrottlingAsync<bool>(nameof(ReconcileActivities.BeginMissed), alert, until: until);
        return missed.Value?.Count ?? 0;
    }
}
