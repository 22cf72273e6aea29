using Microsoft.Data.Sqlite;

namespace OpsFunctions.FunctionsHost.Store;

/// <summary>The one thread that writes. What was handed over while it committed goes into the next transaction together.</summary>
internal sealed class SqliteWriter : IDisposable
{
    // Bounds how long the first of a group waits for the last.
    private const int LargestGroup = 512;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(0);
    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _statements;
    private readonly Thread _thread;
    private Queue<Pending> _queue = new();
    private Exception? _fault;
    private bool _isClosed;

    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _statements = new SqliteStatements(connection);
        _thread = new Thread(Work) { IsBackground = true, Name = "task hub store" };
        _thread.Start();
    }

    public Task CommitAsync(StoreBatch batch)
    {
        var pending = new Pending(batch, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (_fault is not null || _isClosed)
            {
                return Task.FromException(_fault ?? new ObjectDisposedException(nameof(SqliteStore)));
            }

            _queue.Enqueue(pending);
        }

        _signal.Release();
        return pending.Kept.Task;
    }

    /// <summary>Writes what was handed over, then stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        _signal.Release();
        _thread.Join();
        _statements.Dispose();
        _signal.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _signal.Wait();
            var group = TakeGroup();
            if (group.Count > 0)
            {
                Write(group);
            }
            else if (Volatile.Read(ref _isClosed))
            {
                return;
            }
        }
    }

    private List<Pending> TakeGroup()
    {
        var group = new List<Pending>();
        lock (_gate)
        {
            while (group.Count < LargestGroup && _queue.TryDequeue(out var pending))
            {
                group.Add(pending);
            }
        }

        return group;
    }

    private void Write(List<Pending> group)
    {
        try
        {
            using (var transaction = _connection.BeginTransaction())
            {
                group.ForEach(p => _statements.Apply(p.Batch, transaction));
                transaction.Commit();
            }

            group.ForEach(p => p.Kept.SetResult());
        }
#pragma warning disable CA1031 // Full disk, broken file: whoever waits learns it, and nothing is written after a gap.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (_gate)
            {
                _fault = e;
                group.AddRange(_queue);
                _queue = new();
            }

            group.ForEach(p => p.Kept.TrySetException(e));
        }
    }

    private sealed record Pending(StoreBatch Batch, TaskCompletionSource Kept);
}
