using Microsoft.Extensions.Logging;

namespace OpsFunctions.Local.Hub;

/// <summary>
/// Runs orchestrations. State is changed under one lock, in which the batch that describes the change is also handed to the store: the order in
/// memory is the order of the store. Activities and answers to clients wait until their batch is kept; turns need not.
/// </summary>
internal sealed partial class TaskHub : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HubServices _services;
    private readonly ITaskHubStore _store;
    private readonly ILogger _log;
    private readonly Dictionary<string, Instance> _live = new(StringComparer.Ordinal);
    private readonly DueQueue _due = new();
    private readonly Watchers _watchers = new();
    private readonly ActivityPump _pump;
    private readonly Alarm _alarm;
    private long _lastMessage;
    private int _turns;
    private TaskCompletionSource? _noTurns;
    private Exception? _fault;

    public TaskHub(HubServices services, ITaskHubStore store)
    {
        _services = services;
        _store = store;
        _log = services.Loggers.CreateLogger<TaskHub>();
        _pump = new ActivityPump(services, Tell);
        _alarm = new Alarm(services.Time, Earliest, RingDue);
    }

    /// <summary>Called when the store has failed and the process should end.</summary>
    public Action<Exception>? OnFault { get; set; }

    public HubServices Services => _services;

    public ITaskHubStore Store => _store;

    /// <summary>Goes on with what the store holds.</summary>
    public void Start()
    {
        _services.Meter.Enter();
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
        _services.Meter.Leave();
    }

    /// <summary>Lets running activities end and takes in their results, unless the token says hurry.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        await _pump.StopAsync(hurry);
        Task noTurns;
        lock (_gate)
        {
            _noTurns = new(TaskCreationOptions.RunContinuationsAsynchronously);
            noTurns = _turns == 0 ? Task.CompletedTask : _noTurns.Task;
        }

        await noTurns;
    }

    public void Dispose()
    {
        _alarm.Dispose();
        _pump.Dispose();
        _store.Dispose();
    }

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
            foreach (var message in _due.TakeDue(_services.UtcNow).ToList())
            {
                Deliver(message);
            }
        }
    }

    /// <summary>Under the lock: hands a batch to the store; <paramref name="kept"/> runs when it is safe, and the task never fails.</summary>
    private Task Commit(StoreBatch batch, Action kept)
    {
        _services.Meter.Enter();
        var commit = _fault is null ? Handed(batch) : Task.FromException(_fault);
        if (!commit.IsCompletedSuccessfully)
        {
            return FollowAsync(commit, kept);
        }

        kept();
        _services.Meter.Leave();
        return Task.CompletedTask;
    }

    // A store that throws at once has failed like one that fails later.
    private Task Handed(StoreBatch batch)
    {
        try
        {
            return _store.CommitAsync(batch);
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
            _services.Meter.Leave();
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
            HubLog.StoreFailed(_log, e);
            _watchers.Fail(e);
            OnFault?.Invoke(e);
        }
    }
}
