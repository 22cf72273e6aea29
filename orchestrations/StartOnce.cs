using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OpsFunctions.Orchestrations;

/// <summary>The one way to start an orchestration: the same instance id starts once, later calls find the first.</summary>
public static class StartOnce
{
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
        if (await IsTakenAsync(client, instanceId, ct))
            return false;

        var options = new StartOrchestrationOptions(instanceId).WithDedupeStatuses(Taken);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options, ct);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Somebody else was quicker; the type of this exception differs between hosts, the instance tells.
            if (await IsTakenAsync(client, instanceId, ct))
                return false;
            throw;
        }
    }

    private static async Task<bool> IsTakenAsync(DurableTaskClient client, string instanceId, CancellationToken ct) =>
        await client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, ct) is { } found
        && Taken.Contains(found.RuntimeStatus);
}
