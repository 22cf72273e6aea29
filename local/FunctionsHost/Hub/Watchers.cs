namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>Who waits for an instance to reach a state.</summary>
internal sealed class Watchers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Watcher>> _byId = new(StringComparer.Ordinal);
    private Exception? _fault;

    public async Task<InstanceRecord> WaitAsync(
        string id, Func<InstanceRecord, bool> until, Func<InstanceRecord?> current, CancellationToken cancellation)
    {
        var watcher = new Watcher(until, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (_fault is not null)
            {
                throw new InvalidOperationException("The task hub's store has failed.", _fault);
            }

            (_byId.TryGetValue(id, out var list) ? list : _byId[id] = []).Add(watcher);
        }

        // Registered first, asked second: a change in between is seen by one of the two.
        if (current() is { } record && until(record))
        {
            watcher.Reached.TrySetResult(record);
        }

        try
        {
            return await watcher.Reached.Task.WaitAsync(cancellation);
        }
        finally
        {
            Remove(id, watcher);
        }
    }

    public void Notify(InstanceRecord record)
    {
        lock (_gate)
        {
            foreach (var watcher in _byId.GetValueOrDefault(record.Id, []).Where(w => w.Until(record)))
            {
                watcher.Reached.TrySetResult(record);
            }
        }
    }

    public void Fail(Exception fault)
    {
        lock (_gate)
        {
            _fault = fault;
            foreach (var watcher in _byId.Values.SelectMany(w => w))
            {
                watcher.Reached.TrySetException(new InvalidOperationException("The task hub's store has failed.", fault));
            }
        }
    }

    private void Remove(string id, Watcher watcher)
    {
        lock (_gate)
        {
            if (_byId.TryGetValue(id, out var list) && list.Remove(watcher) && list.Count == 0)
            {
                _byId.Remove(id);
            }
        }
    }

    private sealed record Watcher(Func<InstanceRecord, bool> Until, TaskCompletionSource<InstanceRecord> Reached);
}
