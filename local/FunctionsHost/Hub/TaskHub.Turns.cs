using Microsoft.DurableTask.Protobuf;
using OpsFunctions.FunctionsHost.Rpc;
using OpsFunctions.FunctionsHost.Store;
using Kind = Microsoft.DurableTask.Protobuf.OrchestratorAction.OrchestratorActionTypeOneofCase;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>Turns: the worker runs the orchestrator, the hub carries out what it asked for.</summary>
internal sealed partial class TaskHub
{
    /// <summary>Under the lock.</summary>
    private void Schedule(Instance instance)
    {
        if (instance is { IsScheduled: false, IsGone: false, IsReady: true } && _fault is null)
        {
            instance.IsScheduled = true;
            _steps.Post(new Step(StepKind.Turn, instance.Root, UtcNow, abort => RunTurnAsync(instance, abort)));
        }
    }

    private async Task RunTurnAsync(Instance instance, CancellationToken abort)
    {
        List<Message> taken;
        lock (_gate)
        {
            taken = instance.TakeInbox();
        }

        if (await TurnAsync(instance, taken, abort) is not { } turn)
        {
            return;
        }

        Task kept;
        lock (_gate)
        {
            kept = Apply(instance, turn, taken);
        }

        try
        {
            await kept.WaitAsync(abort);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // The host stops at once: whether it was kept shows at the next start.
            return;
        }

        lock (_gate)
        {
            instance.IsScheduled = false;
            Schedule(instance);
        }

        _alarm.Rearm();
    }

    /// <summary>Null: the host stops; what was taken in comes again at the next start.</summary>
    private async Task<Turn?> TurnAsync(Instance instance, List<Message> taken, CancellationToken abort)
    {
        var (record, now) = (instance.Record, UtcNow);
        var current = taken
            .Where(m => m.ExecutionId is null || string.Equals(m.ExecutionId, record.ExecutionId, StringComparison.Ordinal))
            .ToList();
        if (instance.History.Count == 0 && !current.Exists(m => m.Event.ExecutionStarted is not null))
        {
            return Turn.NeverStarted(record, current.Select(m => m.Event.ExecutionTerminated).First(e => e is not null), now);
        }

        List<HistoryEvent> news =
        [
            HubEvents.New(now, e => e.OrchestratorStarted = new OrchestratorStartedEvent()),
            .. current.Select(m => m.Event),
        ];
        try
        {
            var isReplay = instance.History.IsReplayDue;
            var answer = await AskAsync(instance, news, isReplay, abort);
            if (!isReplay && answer?.Succeeded() == true && OrchestratorRequests.Read(answer) is { RequiresHistory: true })
            {
                // The worker has forgotten where the orchestrator was, or is another one.
                answer = await AskAsync(instance, news, isReplay: true, abort);
            }

            return answer is null ? Turn.Broken(record, news, Failures.NoFunction(record.Name, "an orchestrator"), now)
                : answer.Succeeded() ? Turn.Of(record, news, OrchestratorRequests.Read(answer), now)
                : Turn.Broken(record, news, Failures.Read(answer.Result.Exception), now);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // Whatever breaks a turn ends this instance; the others, and the process, go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Turn.Broken(record, news, Failures.Of(e.GetType().FullName!, e.Message), now);
        }
    }

    private Task<InvocationResponse?> AskAsync(Instance instance, List<HistoryEvent> news, bool isReplay, CancellationToken abort)
    {
        var record = instance.Record;
        var trigger = new TypedData { String = OrchestratorRequests.Encode(record, instance.History, news, isReplay) };
        if (isReplay)
        {
            instance.History.NoteReplay();
        }

        return _invoker.RepeatAsync(
            table => table.Orchestrator(record.Name), f => RequestOf(f, trigger, record.Id), isLimited: false, abort);
    }

    private static InvocationRequest RequestOf(FunctionInfo function, TypedData trigger, string instanceId)
    {
        var request = Invocations.Of(function, trigger);
        request.TriggerMetadata["instanceId"] = new TypedData { String = instanceId };
        return request;
    }

    private Task Apply(Instance instance, Turn turn, List<Message> taken)
    {
        var batch = new StoreBatch();
        var old = instance.Record;
        instance.Record = turn.Record;
        batch.Records.Add(turn.Record);
        if (turn.Record.HasEnded || turn.Carried is not null)
        {
            // Messages are cleared with the history, also those that came during the turn.
            batch.Cleared.Add(old.Id);
            _due.CancelAll(old.ExecutionId, instance.History.OpenCalls);
            TerminateChildren(batch, instance, turn);
            instance.ForgetHistory();
        }
        else
        {
            batch.DoneMessages.AddRange(taken.Where(m => m.Number is not null).Select(m => m.Number!.Value));
            batch.Appends.Add(new HistoryAppend(old.Id, instance.History.Count, turn.Events));
            instance.History.Append(turn.Events);
        }

        // Before its last calls are carried out: a message to itself would stay in the store for ever.
        instance.IsGone = turn.Record.HasEnded;
        var activities = CarryOut(batch, old, turn);
        if (turn.Record.HasEnded)
        {
            Answer(batch, turn.Record);
        }
        else if (turn.Carried is { } carried)
        {
            instance.CarryOver(batch, [HubEvents.Started(UtcNow, turn.Record), .. carried], e => NewMessage(old.Id, e));
        }

        return Commit(batch, () => Kept(instance, turn.Record, activities));
    }

    /// <summary>Activities are returned: they must not run before the batch is kept.</summary>
    private List<HistoryEvent> CarryOut(StoreBatch batch, InstanceRecord record, Turn turn)
    {
        var activities = new List<HistoryEvent>();
        var calls = turn.Events.Where(e => e.TaskScheduled is not null || e.TimerCreated is not null).ToDictionary(e => e.EventId);
        foreach (var action in turn.Actions)
        {
            switch (action.OrchestratorActionTypeCase)
            {
                case Kind.ScheduleTask:
                    activities.Add(calls[action.Id]);
                    break;
                case Kind.CreateSubOrchestration:
                    StartChild(batch, record, action.Id, action.CreateSubOrchestration);
                    break;
                case Kind.SendEvent:
                    Send(
                        batch, action.SendEvent.Instance.InstanceId,
                        HubEvents.Raised(UtcNow, action.SendEvent.Name, action.SendEvent.Data));
                    break;
                case Kind.TerminateOrchestration:
                    var order = action.TerminateOrchestration;
                    Send(batch, order.InstanceId, HubEvents.Terminated(UtcNow, order.Reason, order.Recurse));
                    break;
                case Kind.CreateTimer when !turn.Record.HasEnded && turn.Carried is null:
                    Await(record, calls[action.Id]);
                    break;
            }
        }

        return activities;
    }

    private void Await(InstanceRecord record, HistoryEvent timer)
    {
        var fireAt = timer.TimerCreated.FireAt.ToDateTime();
        _due.Add(fireAt, new Message(null, record.Id, HubEvents.Fired(fireAt, timer)) { ExecutionId = record.ExecutionId });
    }

    private void Kept(Instance instance, InstanceRecord record, List<HistoryEvent> activities)
    {
        activities.ForEach(activity => Enqueue(instance, record, activity));
        _watchers.Notify(record);
        if (!record.HasEnded)
        {
            return;
        }

        if (record.FailureDetails is { } failure)
        {
            HostLog.InstanceFailed(_log, record.Id, record.Name, failure.ErrorType, failure.ErrorMessage);
        }

        lock (_gate)
        {
            if (_live.TryGetValue(record.Id, out var present) && ReferenceEquals(present, instance))
            {
                _live.Remove(record.Id);
            }
        }
    }

    private void StartChild(StoreBatch batch, InstanceRecord parent, int call, CreateSubOrchestrationAction child)
    {
        if (_live.TryGetValue(child.InstanceId, out var present) && !present.Record.HasEnded)
        {
            Send(batch, parent.Id, HubEvents.ChildFailed(UtcNow, call, Failures.AlreadyExists(child.InstanceId)), parent.ExecutionId);
            return;
        }

        var record = new InstanceRecord(child.InstanceId, child.Name, Guid.NewGuid().ToString("N"))
        {
            CreatedAt = UtcNow,
            UpdatedAt = UtcNow,
            Input = child.Input,
            Version = child.Version,
            Tags = Tagged(child.Tags),
            Parent = new ParentLink(parent.Id, parent.Name, parent.ExecutionId, call),
            Root = parent.Root ?? parent.Id,
        };
        Create(batch, record);
    }

    private void TerminateChildren(StoreBatch batch, Instance instance, Turn turn)
    {
        if (turn.Termination is { Recurse: true } order)
        {
            foreach (var call in instance.History.OpenCalls.Where(c => IsChild(instance.Record, c)))
            {
                Send(batch, call.SubOrchestrationInstanceCreated.InstanceId, HubEvents.Terminated(UtcNow, order.Input, recurse: true));
            }
        }
    }

    /// <summary>False where the call was refused, or another party has taken the id since.</summary>
    private bool IsChild(InstanceRecord parent, HistoryEvent call) =>
        call.SubOrchestrationInstanceCreated is { } created
        && _live.TryGetValue(created.InstanceId, out var live)
        && live.Record.Parent is { } link
        && string.Equals(link.ExecutionId, parent.ExecutionId, StringComparison.Ordinal)
        && link.Call == call.EventId;

    private void Answer(StoreBatch batch, InstanceRecord record)
    {
        if (record.Parent is { } parent)
        {
            var answer = record.Status == OrchestrationStatus.Completed
                ? HubEvents.ChildCompleted(UtcNow, parent.Call, record.Output)
                : HubEvents.ChildFailed(
                    UtcNow, parent.Call,
                    record.FailureDetails ?? Failures.Of("Terminated", record.Output ?? "The sub-orchestration was terminated."));
            Send(batch, parent.Id, answer, parent.ExecutionId);
        }
    }
}
