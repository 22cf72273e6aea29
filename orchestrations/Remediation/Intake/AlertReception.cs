using Grpc.Core;
using Microsoft.DurableTask.Client;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>
/// Begins one incident for each firing of an alert about a resource, however often, in which order and on how many instances of the app it
/// comes. The incident's instance is the memory: nothing purges it, and whatever became of it, it is not begun again.
/// </summary>
public sealed class AlertReception(RemediationOptions options, StateStore state, TimeProvider time)
{
    private const int KeyDigits = 24;

    /// <summary>Id of the incident's instance.</summary>
    public static string InstanceOf(Alert alert) => $"{RemediationCapability.Name}-{alert.Key[..KeyDigits]}";

    public Task TakeAsync(Alert alert, DurableTaskClient client, CancellationToken ct) =>
        options.Mode == Mode.Off ? Task.CompletedTask
        : alert.Condition == AlertCondition.Fired ? BeginAsync(alert, client, ct)
        : EndAsync(alert, client, ct);

    private async Task BeginAsync(Alert alert, DurableTaskClient client, CancellationToken ct)
    {
        if (await IsResolvedAsync(alert, ct))
            return;
        // One that failed, or that a person terminated, would be started anew by its id alone.
        if (await client.GetInstanceAsync(InstanceOf(alert), ct) is not null)
            return;
        if (!await client.StartOnceAsync(nameof(RemediationOrchestrator), InstanceOf(alert), alert, ct))
            return;
        // Its end came just now, and found no instance.
        if (await IsResolvedAsync(alert, ct))
            await TellAsync(alert, client, ct);
    }

    private async Task EndAsync(Alert alert, DurableTaskClient client, CancellationToken ct)
    {
        if (await TellAsync(alert, client, ct))
            return;
        await state.WriteAsync(EarlyResolve.NameOf(alert.Key), new EarlyResolve(alert.Key, time.GetUtcNow()), ct);
        // It began while that was written, and did not see it.
        await TellAsync(alert, client, ct);
    }

    // False: there is no instance.
    private static async Task<bool> TellAsync(Alert alert, DurableTaskClient client, CancellationToken ct)
    {
        if (await client.GetInstanceAsync(InstanceOf(alert), ct) is not { } instance)
            return false;
        if (instance.IsCompleted)
            return true;
        try
        {
            await client.RaiseEventAsync(InstanceOf(alert), RemediationOrchestrator.ResolvedEvent, alert.ResolvedAt, ct);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
        {
            // It has just ended.
        }
        return true;
    }

    private async Task<bool> IsResolvedAsync(Alert alert, CancellationToken ct) =>
        await state.FindVersionAsync(EarlyResolve.NameOf(alert.Key), ct) is not null;
}
