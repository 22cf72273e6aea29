using OpsFunctions.FunctionsHost.Hub;
using OpsFunctions.FunctionsHost.Store;

namespace OpsFunctions.Stages.FunctionsHost;

/// <summary>Dies at one commit, before it is kept or right after: from then on nobody hears of any commit.</summary>
internal sealed class CrashingStore(ITaskHubStore inner, int fatal, bool isKept) : ITaskHubStore
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _unheard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _commits;

    public Task Died => _died.Task;

    public int Commits => _commits;

    public StoreContents Load() => inner.Load();

    public Task CommitAsync(StoreBatch batch)
    {
        var number = ++_commits;
        if (number < fatal)
        {
            return inner.CommitAsync(batch);
        }

        return number == fatal ? DieAsync(batch) : _unheard.Task;
    }

    /// <summary>Ends what still waits for a commit: whoever clears a dead host away need not wait for it.</summary>
    public void Bury() => _unheard.TrySetException(new IOException("The process is dead."));

    public InstanceRecord? Find(string instanceId) => inner.Find(instanceId);

    public IReadOnlyList<InstanceRecord> Query(StoreQuery query, string? afterId, int limit) => inner.Query(query, afterId, limit);

    public string? ReadNote(string key) => inner.ReadNote(key);

    public void Dispose() => inner.Dispose();

    private async Task DieAsync(StoreBatch batch)
    {
        if (isKept)
        {
            await inner.CommitAsync(batch);
        }

        _died.SetResult();
        await _unheard.Task;
    }
}
