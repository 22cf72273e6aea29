using OpsFunctions.FunctionsHost.Hub;

namespace OpsFunctions.FunctionsHost.Store;

/// <summary>
/// Keeps records while the process lives, of instances that have ended the newest ones. The hub holds the live instances
/// itself, so their history is not kept twice.
/// </summary>
internal sealed class MemoryStore : ITaskHubStore
{
    /// <summary>Records of ended instances that are kept by default; older ones are purged: memory does not grow for ever.</summary>
    internal const int MostEnded = 10_000;

    private readonly int _mostEnded;
    private readonly Queue<(string Id, string ExecutionId)> _ended = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, InstanceRecord> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _notes = new(StringComparer.Ordinal);

    public MemoryStore(int mostEnded = MostEnded) => _mostEnded = mostEnded;

    public StoreContents Load() => new([], 0);

    public Task CommitAsync(StoreBatch batch)
    {
        lock (_gate)
        {
            batch.Purged.ForEach(id => _records.Remove(id));
            batch.Records.ForEach(Keep);
            batch.Notes.ForEach(n => _notes[n.Key] = n.Value);
        }

        return Task.CompletedTask;
    }

    private void Keep(InstanceRecord record)
    {
        _records[record.Id] = record;
        if (record.HasEnded)
        {
            _ended.Enqueue((record.Id, record.ExecutionId));
        }

        while (_ended.Count > _mostEnded)
        {
            var (id, execution) = _ended.Dequeue();
            if (_records.GetValueOrDefault(id) is { HasEnded: true } old
                && string.Equals(old.ExecutionId, execution, StringComparison.Ordinal))
            {
                _records.Remove(id);
            }
        }
    }

    public InstanceRecord? Find(string instanceId)
    {
        lock (_gate)
        {
            return _records.GetValueOrDefault(instanceId);
        }
    }

    public IReadOnlyList<InstanceRecord> Query(StoreQuery query, string? afterId, int limit)
    {
        lock (_gate)
        {
            return [.. _records.Values.Where(r => string.CompareOrdinal(r.Id, afterId) > 0 && query.Matches(r)).Take(limit)];
        }
    }

    public string? ReadNote(string key)
    {
        lock (_gate)
        {
            return _notes.GetValueOrDefault(key);
        }
    }

    public void Dispose()
    {
        // Nothing is held but memory.
    }
}
