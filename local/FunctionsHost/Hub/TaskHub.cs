using Microsoft.Extensions.Logging;
using OpsFunctions.FunctionsHost.Rpc;
using OpsFunctions.FunctionsHost.Store;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>
/// Carries orchestrations: the worker decides, the hub remembers and delivers. State is changed under one lock, in which the batch that
/// describes the change is also handed to the store: the order in memory is the order of the store. Activities and answers to clients wait
/// until their batch is kept.
/// </summary>
internal sealed partial class TaskHub : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly WorkMeter _meter;
    private readonly Invoker _invoker;
    private readonly Steps _steps;
    private readonly ITaskHubStore _store;
    private readonly ILogger _log;
    private readonly Dictionary<string, Instance> _live = new(StringComparer.Ordinal);
    private readonly DueQueue _due = new();
    private readonly Watchers _watchers = new();
    private readonly Alarm _alarm;
    private long _lastMessage;
    private Exception? _fault;

    public TaskHub(TimeProvider time, WorkMeter meter, Invoker invoker, Steps steps, ITaskHubStore store, ILogger<TaskHub> log)
    {
        _time = time;
        _meter = meter;
        _invoker = invoker;
        _steps = steps;
        _store = store;
        _log = log;
        _alarm = new Alarm(time, Earliest, RingDue);
    }

    /// <summary>Called when the store has failed and the process should end.</summary>
    public Action<Exception>? OnFault { get; set; }

    /// <summary>Nothing is kept that another backend would refuse.</summary>
    public bool IsPortable { get; init; }

    public ITaskHubStore Store => _store;

    public DateTime UtcNow => _time.GetUtcNow().UtcDateTime;

    /// <summary>Goes on with what the store holds.</summary>
    public void Start()
    {
        _meter.Enter();
        lock (_gate)
        {
            var contents = _store.Load();
            _lastMessage = contents.LastMessageNumber;
            foreach (var stored in contents.Instances)
            {
                Revive(stored);
            }
        }

        _alarm.Rearm();
        _meter.Leave();
    }

    public void Dispose() => _alarm.Dispose();

    private DateTime? Earliest()
    {
        lock (_gate)
        {
            return _due.Earliest;
        }
    }

    private void RingDue()
    {
        lock (_gate)
        {
            foreach (var message in _due.TakeDue(UtcNow).ToList())
            {
                Deliver(message);
            }
        }
    }

    /// <summary>
    /// Under the lock: hands a batch to the store; <paramref name="kept"/> runs when it is safe, and the task never fails.
    /// </summary>
    private Task Commit(StoreBatch batch, Action kept)
    {
        _meter.Enter();
        var commit = _fault is null ? Handed(batch) : Task.FromException(_fault);
        if (!commit.IsCompletedSuccessfully)
        {
            return FollowAsync(commit, kept);
        }

        kept();
        _meter.Leave();
        return Task.CompletedTask;
    }

    // A store that throws at once has failed like one that fails later.
    private Task Handed(StoreBatch batch)
    {
        try
        {
            return IsPortable && PortableBatch.Problem(batch) is { } problem
                ? Task.FromException(new InvalidOperationException(problem))
                : _store.CommitAsync(batch);
        }
#pragma warning disable CA1031 // As in FollowAsync.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Task.FromException(e);
        }
    }

    private async Task FollowAsync(Task commit, Action kept)
    {
        try
        {
            await commit;
            kept();
        }
#pragma warning disable CA1031 // A store that fails in any way stops the hub.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
        finally
        {
            _meter.Leave();
        }
    }

    private void ThrowIfFailed()
    {
        if (_fault is not null)
        {
            throw new InvalidOperationException("The task hub's store has failed.", _fault);
        }
    }

    private void Fail(Exception e)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _fault is null;
            _fault ??= e;
        }

        if (isFirst)
        {
            HostLog.StoreFailed(_log, e);
            _watchers.Fail(e);
            OnFault?.Invoke(e);
        }
    }
}
