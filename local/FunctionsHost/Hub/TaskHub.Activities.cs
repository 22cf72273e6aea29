using System.Text.Json;
using Microsoft.DurableTask.Protobuf;
using OpsFunctions.FunctionsHost.Rpc;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>
/// Activities: run by the worker; their results are history's to tell again after a crash, so they are stored with the turn that takes them
/// in.
/// </summary>
internal sealed partial class TaskHub
{
    private void Enqueue(Instance instance, InstanceRecord record, HistoryEvent activity) =>
        _steps.Post(new Step(StepKind.Activity, instance.Root, UtcNow, abort => RunActivityAsync(record, activity, abort)));

    private async Task RunActivityAsync(InstanceRecord record, HistoryEvent activity, CancellationToken abort)
    {
        var outcome = await OutcomeAsync(record.Id, activity.EventId, activity.TaskScheduled, abort);
        // What an activity makes of being aborted is no result: it has not reported, so the next start runs it again.
        if (outcome is not null && !abort.IsCancellationRequested)
        {
            lock (_gate)
            {
                Deliver(new Message(null, record.Id, outcome) { ExecutionId = record.ExecutionId });
            }
        }
    }

    private async Task<HistoryEvent?> OutcomeAsync(string instanceId, int call, TaskScheduledEvent task, CancellationToken abort)
    {
        try
        {
            var trigger = task.Input is null ? new TypedData() : new TypedData { String = Single(task.Input) };
            var answer = await _invoker.RepeatAsync(
                table => table.Activity(task.Name), f => RequestOf(f, trigger, instanceId), isLimited: true, abort);
            if (answer?.Succeeded() == true)
            {
                return HubEvents.New(
                    UtcNow, e => e.TaskCompleted = new TaskCompletedEvent { TaskScheduledId = call, Result = answer.ReturnedJson() });
            }

            var failure = answer is null ? Failures.NoFunction(task.Name, "an activity") : Failures.Read(answer.Result.Exception);
            HostLog.ActivityFailed(_log, task.Name, instanceId, failure.ErrorType, failure.ErrorMessage);
            return HubEvents.TaskFailed(UtcNow, call, failure);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>The worker sends an activity's arguments as a JSON array of one; the function gets the one.</summary>
    private static string Single(string input)
    {
        using var document = JsonDocument.Parse(input);
        return document.RootElement is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() == 1 ? all[0].GetRawText() : input;
    }
}
