using System.Collections.Immutable;
using Microsoft.DurableTask.Protobuf;
using OpsFunctions.FunctionsHost.Store;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>Who is told what. Everything here that changes state runs under the lock.</summary>
internal sealed partial class TaskHub
{
    /// <summary>
    /// Starts an instance, unless one of its id runs or has ended in a status that is not to be replaced; completes when the start is kept.
    /// </summary>
    /// <returns>False: refused.</returns>
    public async Task<bool> StartInstanceAsync(InstanceRecord record, Func<OrchestrationStatus, bool> mayReplace)
    {
        var batch = new StoreBatch();
        var isStarted = false;
        await ChangeAsync(batch, () =>
        {
            isStarted = Peek(record.Id) is not { } present || (present.HasEnded && mayReplace(present.Status));
            if (isStarted)
            {
                Create(batch, record);
            }
        });
        return isStarted;
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
        await ChangeAsync(
            batch, () => batch.Purged.AddRange(instanceIds.Distinct(StringComparer.Ordinal).Where(id => Peek(id)?.HasEnded == true)));
        return batch.Purged.Count;
    }

    public Task NoteAsync(string key, string value)
    {
        var batch = new StoreBatch();
        return ChangeAsync(batch, () => batch.Notes.Add(new(key, value)));
    }

    public async Task<InstanceRecord> WaitAsync(string instanceId, Func<InstanceRecord, bool> until, CancellationToken cancellation)
    {
        var root = Peek(instanceId)?.Root ?? instanceId;
        _steps.Hurry(root);
        try
        {
            return await _watchers.WaitAsync(instanceId, until, () => _store.Find(instanceId), cancellation);
        }
        finally
        {
            _steps.Calm(root);
        }
    }

    internal static ImmutableDictionary<string, string>? Tagged(IReadOnlyCollection<KeyValuePair<string, string>> tags) =>
        tags.Count == 0 ? null : tags.ToImmutableDictionary(StringComparer.Ordinal);

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

    private InstanceRecord? Peek(string instanceId)
    {
        lock (_gate)
        {
            return _live.TryGetValue(instanceId, out var live) ? live.Record : _store.Find(instanceId);
        }
    }

    private void Create(StoreBatch batch, InstanceRecord record)
    {
        _live[record.Id] = new Instance(record);
        batch.Cleared.Add(record.Id);
        batch.Records.Add(record);
        var start = NewMessage(record.Id, HubEvents.Started(UtcNow, record)) with
        {
            ExecutionId = record.ExecutionId,
            NotBefore = record.StartAt,
        };
        batch.NewMessages.Add(start);
        DeliverInTime(start);
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

    private void DeliverInTime(Message message)
    {
        if (message.NotBefore > UtcNow)
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
        var instance = new Instance(record);
        instance.History.Append(stored.History);
        _live.Add(record.Id, instance);
        foreach (var call in instance.History.OpenCalls)
        {
            if (call.TaskScheduled is not null)
            {
                Enqueue(instance, record, call);
            }
            else if (call.TimerCreated is not null)
            {
                Await(record, call);
            }
        }

        stored.Inbox.ForEach(DeliverInTime);
    }
}
