using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>Reads a plan; without it there is nothing to do.</summary>
internal static class PlanReading
{
    /// <exception cref="InvalidOperationException">It cannot be read: nothing was changed.</exception>
    public static async Task<ChangePlan> ReadAsync(TaskOrchestrationContext context, PlanRef reference)
    {
        var read = await context.CallWithThrottlingAsync<ChangePlan>(nameof(ChangeActivities.ReadPlan), reference);
        return read.Value ?? throw new InvalidOperationException($"The plan could not be read, nothing was changed: {read.Reason}");
    }
}
