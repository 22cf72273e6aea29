using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Cleaning;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Durable;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>Takes down what one drill left, when a person asks for it.</summary>
public static class DrillCleanOrchestrator
{
    /// <summary>What ids of its runs begin with.</summary>
    public const string Prefix = "drills-clean";

    [Function(nameof(DrillCleanOrchestrator))]
    public static async Task<Remains> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var drillId = context.GetInput<string>() ?? throw new InvalidOperationException("A clean-up needs its drill");
        var read = await context.CallWithThrottlingAsync<SweptDrill>(nameof(SweepActivities.ReadSwept), drillId);
        return read.Value is { } drill ? (await DrillSweeping.SweepAsync(context, drill)).Remains : Remains.Pending;
    }
}
