using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OpsFunctions.Local.Hub;

/// <summary>Who is told what. Everything here that changes state runs under the lock.</summary>
internal sealed partial class TaskHub
{
    /// <summary>Starts an instance; completes when the start is kept.</summary>
    public Task StartInstanceAsync(InstanceRecord record, IReadOnlySet<OrchestrationRuntimeStatus> refused, DateTime? startAt)
    {
        var batch = new StoreBatch();
        return ChangeAsync(batch, () =>
        {
            if (Peek(record.Id) is { } present && refused.Contains(present.Status))
            {
                throw new OrchestrationAlreadyExistsException(record.Id, present.Status);
            }

            Create(batch, record, startAt);
        });
    }

    /// <summary>Sends a message to an instance that lives; false where there is none.</summary>
    public async Task<bool> SendAsync(string instanceId, HistoryEvent happened)
    {
        var batch = new StoreBatch();
        var isSent = false;
        await ChangeAsync(batch, () => isSent = Send(batch, instanceId, happened));
        return isSent;
    }

    /// <summary>Removes ended instances and keeps the others; returns how many went.</summary>
    public async Task<int> PurgeAsync(IEnumerable<string> instanceIds)
    {
        var batch = new StoreBatch();
        await ChangeAsync(batch, () => batch.Purged.AddRange(instanceIds.Distinct(StringComparer.Ordinal).Where(id => Peek(id)?.HasEnded == true)));
        return batch.Purged.Count;
    }

    public Task NoteAsync(string key, string value)
    {
        var batch = new StoreBatch();
        return ChangeAsync(batch, () => batch.Notes.Add(new(key, value)));
    }

    public Task<InstanceRecord> WaitAsync(string instanceId, Func<InstanceRecord, bool> until, CancellationToken cancellation) =>
        _watchers.WaitAsync(instanceId, until, () => _store.Find(instanceId), cancellation);

    private async Task ChangeAsync(StoreBatch batch, Action change)
    {
        Task kept;
        lock (_gate)
        {
            ThrowIfFailed();
            change();
            kept = Commit(batch, () => batch.Records.ForEach(_watchers.Notify));
        }

        _alarm.Rearm();
        await kept;
        ThrowIfFailed();
    }

    private InstanceRecord? Peek(string instanceId) =>
        _live.TryGetValue(instanceId, out var live) ? live.Record : _store.Find(instanceId);

    private void Create(StoreBatch batch, InstanceRecord record, DateTime? startAt)
    {
        if (_live.TryGetValue(record.Id, out var replaced))
        {
            replaced.IsGone = true;
            _due.CancelAll(replaced.Record.ExecutionId, replaced.History);
            TellParentOfReplacement(batch, replaced.Record);
        }

        _live[record.Id] = new Instance(record, []);
        batch.Cleared.Add(record.Id);
        batch.Records.Add(record);
        var start = NewMessage(record.Id, new Started()) with { ExecutionId = record.ExecutionId, NotBefore = startAt };
        batch.NewMessages.Add(start);
        DeliverInTime(start);
    }

    /// <summary>A parent must not wait for a child that will never answer.</summary>
    private void TellParentOfReplacement(StoreBatch batch, InstanceRecord replaced)
    {
        if (replaced is { HasEnded: false, Parent: { } parent })
        {
            var failure = new TaskFailureDetails("Replaced", Messages.Replaced(replaced.Id), null, null, null);
            Send(batch, parent.Id, new TaskFailed(parent.Call, failure), parent.ExecutionId);
        }
    }

    private bool Send(StoreBatch batch, string instanceId, HistoryEvent happened, string? executionId = null)
    {
        if (!_live.TryGetValue(instanceId, out var target) || target.IsGone)
        {
            return false;
        }

        var message = NewMessage(instanceId, happened) with { ExecutionId = executionId };
        batch.NewMessages.Add(message);
        Deliver(message);
        return true;
    }

    private Message NewMessage(string instanceId, HistoryEvent happened) => new(++_lastMessage, instanceId, happened);

    /// <summary>For what history can tell again after a crash.</summary>
    private void Tell(Message message)
    {
        lock (_gate)
        {
            Deliver(message);
        }
    }

    private void DeliverInTime(Message message)
    {
        if (message.NotBefore > _services.UtcNow)
        {
            _due.Add(message.NotBefore.Value, message);
        }
        else
        {
            Deliver(message);
        }
    }

    private void Deliver(Message message)
    {
        if (_live.TryGetValue(message.InstanceId, out var instance) && !instance.IsGone)
        {
            instance.Deliver(message);
            Schedule(instance);
        }
    }

    private void Revive(StoredInstance stored)
    {
        var record = stored.Record;
        var instance = new Instance(record, stored.History);
        _live.Add(record.Id, instance);
        foreach (var call in OpenCalls.Of(stored.History))
        {
            switch (call)
            {
                case ActivityScheduled activity:
                    _pump.Enqueue(new ActivityWork(record.Id, record.ExecutionId, activity));
                    break;
                case TimerCreated timer:
                    _due.Add(timer.FireAt, new Message(null, record.Id, new TimerFired(timer.Call)) { ExecutionId = record.ExecutionId });
                    break;
            }
        }

        stored.Inbox.ForEach(DeliverInTime);
    }
}
