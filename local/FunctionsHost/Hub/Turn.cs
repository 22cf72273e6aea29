using Google.Protobuf;
using Microsoft.DurableTask.Protobuf;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>One turn of an orchestrator and what follows from it.</summary>
internal sealed record Turn(InstanceRecord Record, IReadOnlyList<HistoryEvent> Events)
{
    /// <summary>What the orchestrator asks for, in its order; without its end.</summary>
    public IReadOnlyList<OrchestratorAction> Actions { get; init; } = [];

    /// <summary>Events that the next generation starts with; null where the orchestration did not continue as new.</summary>
    public IReadOnlyList<HistoryEvent>? Carried { get; init; }

    /// <summary>The order that ended it, if one did.</summary>
    public ExecutionTerminatedEvent? Termination { get; init; }

    /// <summary>The worker's answer to what was new, put onto the instance's state.</summary>
    public static Turn Of(InstanceRecord record, IReadOnlyList<HistoryEvent> news, OrchestratorResponse response, DateTime now)
    {
        var complete = response.Actions.Select(a => a.CompleteOrchestration).FirstOrDefault(c => c is not null);
        var refused = response.Actions.Select(Refusal).FirstOrDefault(r => r is not null);
        if (refused is not null)
        {
            return Broken(record, news, Failures.Of("NotSupported", refused), now);
        }

        var actions = response.Actions.Where(a => a.CompleteOrchestration is null).ToList();
        List<HistoryEvent> events = [.. news, .. actions.Select(a => Scheduled(a, now)).OfType<HistoryEvent>(), Over(now)];
        record = record with
        {
            UpdatedAt = now,
            HistoryLength = record.HistoryLength + events.Count,
            CustomStatus = response.CustomStatus ?? record.CustomStatus,
            Status = Standing(record.Status, news),
        };
        if (complete is null)
        {
            return new Turn(record, events) { Actions = actions };
        }

        // What was told to stop begins nothing more.
        var ended = Ended(record, complete, news, events);
        return ended.Termination is null ? ended with { Actions = actions } : ended;
    }

    /// <summary>The end of an instance whose turn could not be run.</summary>
    public static Turn Broken(InstanceRecord record, IReadOnlyList<HistoryEvent> news, TaskFailureDetails failure, DateTime now) =>
        new((record with { UpdatedAt = now, HistoryLength = record.HistoryLength + news.Count }).Failed(failure), news);

    /// <summary>The end of an instance that was terminated before its start: the worker never hears of it.</summary>
    public static Turn NeverStarted(InstanceRecord record, ExecutionTerminatedEvent order, DateTime now) =>
        new(record with { UpdatedAt = now, Status = OrchestrationStatus.Terminated, Output = order.Input }, []) { Termination = order };

    private static Turn Ended(
        InstanceRecord record, CompleteOrchestrationAction complete, IReadOnlyList<HistoryEvent> news, IReadOnlyList<HistoryEvent> events)
    {
        if (complete.OrchestrationStatus == OrchestrationStatus.ContinuedAsNew)
        {
            var next = record with
            {
                ExecutionId = Guid.NewGuid().ToString("N"),
                Input = complete.Result,
                Version = complete.NewVersion ?? record.Version,
            };
            return new Turn(next, events) { Carried = [.. complete.CarryoverEvents] };
        }

        return new Turn(
            record with
            {
                Status = complete.OrchestrationStatus,
                Output = complete.Result,
                Failure = complete.FailureDetails?.ToByteArray(),
            },
            events)
        {
            Termination = complete.OrchestrationStatus == OrchestrationStatus.Terminated
                ? news.Select(e => e.ExecutionTerminated).LastOrDefault(e => e is not null)
                : null,
        };
    }

    private static string? Refusal(OrchestratorAction action) => action.OrchestratorActionTypeCase switch
    {
        OrchestratorAction.OrchestratorActionTypeOneofCase.SendEntityMessage =>
            "The orchestrator calls an entity. The local host runs no entities: keep the state in an orchestration or in storage.",
        OrchestratorAction.OrchestratorActionTypeOneofCase.RewindOrchestration =>
            "The local host does not rewind orchestrations: start it anew.",
        OrchestratorAction.OrchestratorActionTypeOneofCase.None => "The worker sent an action that the local host does not know.",
        _ => null,
    };

    private static OrchestrationStatus Standing(OrchestrationStatus status, IEnumerable<HistoryEvent> news)
    {
        var standing = status == OrchestrationStatus.Pending ? OrchestrationStatus.Running : status;
        foreach (var happened in news)
        {
            standing = happened.ExecutionSuspended is not null ? OrchestrationStatus.Suspended
                : happened.ExecutionResumed is not null ? OrchestrationStatus.Running
                : standing;
        }

        return standing;
    }

    private static HistoryEvent Over(DateTime now) => HubEvents.New(now, e => e.OrchestratorCompleted = new OrchestratorCompletedEvent());

    private static HistoryEvent? Scheduled(OrchestratorAction action, DateTime now) => action switch
    {
        { ScheduleTask: { } task } => HubEvents.New(now, e => e.TaskScheduled = With(task), action.Id),
        { CreateTimer: { } timer } => HubEvents.New(now, e => e.TimerCreated = new TimerCreatedEvent { FireAt = timer.FireAt }, action.Id),
        { CreateSubOrchestration: { } child } => HubEvents.New(now, e => e.SubOrchestrationInstanceCreated = With(child), action.Id),
        { SendEvent: { } sent } => HubEvents.New(now, e => e.EventSent = With(sent), action.Id),
        _ => null,
    };

    private static TaskScheduledEvent With(ScheduleTaskAction task)
    {
        var scheduled = new TaskScheduledEvent { Name = task.Name, Version = task.Version, Input = task.Input };
        scheduled.Tags.Add(task.Tags);
        return scheduled;
    }

    private static SubOrchestrationInstanceCreatedEvent With(CreateSubOrchestrationAction child)
    {
        var created = new SubOrchestrationInstanceCreatedEvent
        {
            InstanceId = child.InstanceId,
            Name = child.Name,
            Version = child.Version,
            Input = child.Input,
        };
        created.Tags.Add(child.Tags);
        return created;
    }

    private static EventSentEvent With(SendEventAction sent) =>
        new() { InstanceId = sent.Instance.InstanceId, Name = sent.Name, Input = sent.Data };
}
