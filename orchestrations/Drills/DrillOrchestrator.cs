using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Notifications;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>
/// A drill: looked at, approved, built group by group, proved isolated, looked at from inside, judged, taken down, reported.
/// </summary>
public static class DrillOrchestrator
{
    /// <summary>A person ends a drill.</summary>
    public const string AbortEvent = "drill-abort";

    /// <summary>A person has a stage tried again.</summary>
    public const string RetryEvent = "drill-retry";

    [Function(nameof(DrillOrchestrator))]
    public static Task<DrillSummary> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var request = context.GetInput<DrillRequest>() ?? throw new InvalidOperationException("A drill needs its plan");
        var run = new RunMoment(context.InstanceId, context.Now());
        return context.WholeRunAsync(
            DrillsCapability.Name, run, "What it made is taken down by the sweeper when its time is over.",
            () => new Drill(context, run, request).RunAsync());
    }
}
