using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OpsFunctions.Local.Hub;

/// <summary>Turns: taking in messages, and carrying out what the orchestrator asked for.</summary>
internal sealed partial class TaskHub
{
    /// <summary>Under the lock.</summary>
    private void Schedule(Instance instance)
    {
        if (instance is { IsScheduled: false, IsGone: false, IsReady: true } && _fault is null && _noTurns is null)
        {
            instance.IsScheduled = true;
            _turns++;
            _services.Meter.Enter();
            ThreadPool.UnsafeQueueUserWorkItem(RunTurn, instance, preferLocal: false);
        }
    }

    private void RunTurn(Instance instance)
    {
        List<Message> taken;
        lock (_gate)
        {
            taken = instance.TakeInbox();
        }

        var turn = RunSafely(instance, taken);
        lock (_gate)
        {
            if (!instance.IsGone)
            {
                ApplySafely(instance, turn, taken);
            }

            instance.IsScheduled = false;
            Schedule(instance);
            if (--_turns == 0)
            {
                _noTurns?.TrySetResult();
            }
        }

        _alarm.Rearm();
        _services.Meter.Leave();
    }

    private Turn RunSafely(Instance instance, List<Message> taken)
    {
        try
        {
            return Turn.Run(instance.Record, instance.History, taken, _services);
        }
#pragma warning disable CA1031 // Whatever breaks a turn ends this instance; the others, and the process, go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Turn.Broken(instance.Record, e);
        }
    }

    private void ApplySafely(Instance instance, Turn turn, List<Message> taken)
    {
        try
        {
            Apply(instance, turn, taken);
        }
#pragma warning disable CA1031 // A store that throws at once stops the hub, and must not end the process from a pool thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
    }

    private void Apply(Instance instance, Turn turn, List<Message> taken)
    {
        var batch = new StoreBatch();
        var old = instance.Record;
        instance.Record = turn.Record;
        batch.Records.Add(turn.Record);
        if (turn.Record.HasEnded || turn.Carried is not null)
        {
            // Messages are cleared with the history, also those that came during the turn.
            batch.Cleared.Add(old.Id);
            _due.CancelAll(old.ExecutionId, instance.History);
            TerminateChildren(batch, instance, turn);
            instance.ForgetHistory();
        }
        else
        {
            batch.DoneMessages.AddRange(taken.Where(m => m.Number is not null).Select(m => m.Number!.Value));
            batch.Appends.Add(new HistoryAppend(old.Id, instance.History.Count, turn.Events));
            instance.History.AddRange(turn.Events);
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
            instance.CarryOver(batch, [new Started(), .. carried], e => NewMessage(old.Id, e));
        }

        _ = Commit(batch, () => Kept(instance, turn.Record, activities));
    }

    /// <summary>Activities are returned: they must not run before the batch is kept.</summary>
    private List<ActivityWork> CarryOut(StoreBatch batch, InstanceRecord record, Turn turn)
    {
        var activities = new List<ActivityWork>();
        foreach (var call in turn.Calls)
        {
            switch (call)
            {
                case ActivityScheduled activity:
                    activities.Add(new ActivityWork(record.Id, record.ExecutionId, activity));
                    break;
                case ChildScheduled child:
                    StartChild(batch, record, child);
                    break;
                case EventSent sent:
                    Send(batch, sent.InstanceId, new EventRaised(sent.Name, sent.Payload));
                    break;
                case TimerCreated timer when !turn.Record.HasEnded && turn.Carried is null:
                    _due.Add(timer.FireAt, new Message(null, record.Id, new TimerFired(timer.Call)) { ExecutionId = record.ExecutionId });
                    break;
                case TimerCancelled cancelled:
                    _due.Cancel(record.ExecutionId, cancelled.Call);
                    break;
            }
        }

        return activities;
    }

    private void Kept(Instance instance, InstanceRecord record, List<ActivityWork> activities)
    {
        activities.ForEach(_pump.Enqueue);
        _watchers.Notify(record);
        if (!record.HasEnded)
        {
            return;
        }

        if (record.Failure is { } failure)
        {
            HubLog.InstanceFailed(_log, record.Id, record.Name, failure.ToString());
        }

        lock (_gate)
        {
            if (_live.TryGetValue(record.Id, out var present) && ReferenceEquals(present, instance))
            {
                _live.Remove(record.Id);
            }
        }
    }

    private void StartChild(StoreBatch batch, InstanceRecord parent, ChildScheduled child)
    {
        if (_live.TryGetValue(child.InstanceId, out var present) && !present.Record.HasEnded)
        {
            var refusal = new OrchestrationAlreadyExistsException(child.InstanceId, present.Record.Status);
            Send(batch, parent.Id, new TaskFailed(child.Call, Failures.Of(refusal)), parent.ExecutionId);
            return;
        }

        var record = new InstanceRecord(child.InstanceId, child.Name, Guid.NewGuid().ToString("N"))
        {
            CreatedAt = _services.UtcNow,
            UpdatedAt = _services.UtcNow,
            Input = child.Input,
            Version = child.Version,
            Parent = new ParentLink(parent.Id, parent.Name, parent.ExecutionId, child.Call),
        };
        Create(batch, record, null);
    }

    private void TerminateChildren(StoreBatch batch, Instance instance, Turn turn)
    {
        if (turn.Termination is { Recursive: true } termination)
        {
            var children = OpenCalls.Of([.. instance.History, .. turn.Events]).OfType<ChildScheduled>();
            foreach (var child in children.Where(c => IsChild(instance.Record, c)))
            {
                Send(batch, child.InstanceId, termination);
            }
        }
    }

    /// <summary>False where the call was refused, or somebody else has taken the id since.</summary>
    private bool IsChild(InstanceRecord parent, ChildScheduled call) =>
        _live.TryGetValue(call.InstanceId, out var live)
        && live.Record.Parent is { } link
        && string.Equals(link.ExecutionId, parent.ExecutionId, StringComparison.Ordinal)
        && link.Call == call.Call;

    private void Answer(StoreBatch batch, InstanceRecord record)
    {
        if (record.Parent is { } parent)
        {
            HistoryEvent answer = record.Status switch
            {
                OrchestrationRuntimeStatus.Completed => new TaskCompleted(parent.Call, record.Output),
                OrchestrationRuntimeStatus.Failed => new TaskFailed(parent.Call, record.Failure!),
                _ => new TaskFailed(parent.Call, new TaskFailureDetails("Terminated", record.Output ?? "The sub-orchestration was terminated.", null, null, null)),
            };
            Send(batch, parent.Id, answer, parent.ExecutionId);
        }
    }
}
