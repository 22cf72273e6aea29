using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Protobuf;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>Makes and reads history events.</summary>
internal static class HubEvents
{
    // What is no call of the orchestrator has this number, as officially.
    private const int NoCall = -1;

    public static HistoryEvent New(DateTime at, Action<HistoryEvent> set, int call = NoCall)
    {
        var made = new HistoryEvent { EventId = call, Timestamp = Timestamp.FromDateTime(at) };
        set(made);
        return made;
    }

    public static HistoryEvent Started(DateTime at, InstanceRecord record) => New(at, e =>
    {
        e.ExecutionStarted = new ExecutionStartedEvent
        {
            Name = record.Name,
            Version = record.Version,
            Input = record.Input,
            OrchestrationInstance = Instance(record.Id, record.ExecutionId),
            ScheduledStartTimestamp = record.StartAt is { } start ? Timestamp.FromDateTime(start) : null,
        };
        if (record.Parent is { } parent)
        {
            e.ExecutionStarted.ParentInstance = new ParentInstanceInfo
            {
                Name = parent.Name, TaskScheduledId = parent.Call, OrchestrationInstance = Instance(parent.Id, parent.ExecutionId),
            };
        }

        foreach (var (name, value) in record.Tags ?? [])
        {
            e.ExecutionStarted.Tags.Add(name, value);
        }
    });

    public static HistoryEvent Raised(DateTime at, string name, string? payload) =>
        New(at, e => e.EventRaised = new EventRaisedEvent { Name = name, Input = payload });

    public static HistoryEvent Terminated(DateTime at, string? output, bool recurse) =>
        New(at, e => e.ExecutionTerminated = new ExecutionTerminatedEvent { Input = output, Recurse = recurse });

    public static HistoryEvent Fired(DateTime at, HistoryEvent timer) =>
        New(at, e => e.TimerFired = new TimerFiredEvent { TimerId = timer.EventId, FireAt = timer.TimerCreated.FireAt });

    public static HistoryEvent TaskFailed(DateTime at, int call, TaskFailureDetails failure) =>
        New(at, e => e.TaskFailed = new TaskFailedEvent { TaskScheduledId = call, FailureDetails = failure });

    public static HistoryEvent ChildFailed(DateTime at, int call, TaskFailureDetails failure) => New(at, e =>
        e.SubOrchestrationInstanceFailed = new SubOrchestrationInstanceFailedEvent { TaskScheduledId = call, FailureDetails = failure });

    public static HistoryEvent ChildCompleted(DateTime at, int call, string? result) => New(at, e =>
        e.SubOrchestrationInstanceCompleted = new SubOrchestrationInstanceCompletedEvent { TaskScheduledId = call, Result = result });

    /// <summary>The call that this answers; null: it answers none.</summary>
    public static int? AnsweredCall(this HistoryEvent happened) => happened.EventTypeCase switch
    {
        HistoryEvent.EventTypeOneofCase.TaskCompleted => happened.TaskCompleted.TaskScheduledId,
        HistoryEvent.EventTypeOneofCase.TaskFailed => happened.TaskFailed.TaskScheduledId,
        HistoryEvent.EventTypeOneofCase.TimerFired => happened.TimerFired.TimerId,
        HistoryEvent.EventTypeOneofCase.SubOrchestrationInstanceCompleted => happened.SubOrchestrationInstanceCompleted.TaskScheduledId,
        HistoryEvent.EventTypeOneofCase.SubOrchestrationInstanceFailed => happened.SubOrchestrationInstanceFailed.TaskScheduledId,
        _ => null,
    };

    private static OrchestrationInstance Instance(string id, string executionId) => new() { InstanceId = id, ExecutionId = executionId };
}
