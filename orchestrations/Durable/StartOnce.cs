using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OpsFunctions.Orchestrations.Durable;

/// <summary>The one way to start an orchestration: the same instance id starts once, later calls find the first.</summary>
public static class StartOnce
{
    // Without them, Durable replaces what has ended.
    private static readonly OrchestrationRuntimeStatus[] Taken =
    [
        OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended, OrchestrationRuntimeStatus.Completed,
    ];

    /// <summary>Starts <paramref name="orchestrator"/> under <paramref name="instanceId"/>, or finds the instance that has it.</summary>
    /// <returns>True where this call started it; false where it was already pending, running, suspended or completed.</returns>
    public static async Task<bool> StartOnceAsync(
        this DurableTaskClient client, TaskName orchestrator, string instanceId, object? input, CancellationToken ct)
    {
        var options = new StartOrchestrationOptions(instanceId).WithDedupeStatuses(Taken);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options, ct);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return false;
        }
    }
}
