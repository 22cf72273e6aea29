namespace OpsFunctions.Local.Hub;

/// <summary>Keeps records while the process lives. The hub holds the live instances itself, so their history is not kept twice.</summary>
internal sealed class MemoryStore : ITaskHubStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, InstanceRecord> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _notes = new(StringComparer.Ordinal);

    public StoreContents Load() => new([], 0);

    public Task CommitAsync(StoreBatch batch)
    {
        lock (_gate)
        {
            batch.Purged.ForEach(id => _records.Remove(id));
            batch.Records.ForEach(r => _records[r.Id] = r);
            batch.Notes.ForEach(n => _notes[n.Key] = n.Value);
        }

        return Task.CompletedTask;
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
