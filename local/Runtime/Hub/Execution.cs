using Microsoft.DurableTask;

namespace OpsFunctions.Local.Hub;

/// <summary>One run of an orchestrator over its history: replays what happened, then takes in what is new.</summary>
internal sealed class Execution
{
    private readonly OrchestratorFunction? _function;
    private readonly OrchestratorThread _thread = new();
    private readonly List<CallEvent> _recorded = [];
    private readonly List<HistoryEvent> _new = [];
    private readonly Dictionary<int, TaskCompletionSource<string?>> _open = [];
    private readonly List<HistoryEvent> _whileSuspended = [];
    private readonly List<HistoryEvent> _untaken = [];
    private Task<object?>? _run;
    private int _nextCall;

    public Execution(InstanceRecord record, OrchestratorFunction? function, HubServices services)
    {
        _function = function;
        Record = record;
        Services = services;
        Events = new ExternalEvents(services.Converter);
        Context = new OrchestratorContext(this);
    }

    public InstanceRecord Record { get; }

    public HubServices Services { get; }

    public OrchestratorContext Context { get; }

    public ExternalEvents Events { get; }

    public DateTime Now { get; private set; }

    public bool IsReplaying { get; private set; }

    public bool IsSuspended { get; private set; }

    public Terminated? Termination { get; private set; }

    public ContinueAsNewOptions? Continuation { get; set; }

    /// <summary>Why this execution cannot go on, whatever its code says.</summary>
    public string? Violation { get; private set; }

    /// <summary>Calls and cancellations of the new turn.</summary>
    public IReadOnlyList<HistoryEvent> NewCalls => _new;

    /// <summary>What came in the turn after the orchestrator had ended; the next generation must hear of it.</summary>
    public IReadOnlyList<HistoryEvent> Untaken => _untaken;

    public Task<object?>? Run => _run;

    /// <summary>The code has ended and every call of it is answered or cancelled: only then, as officially, does the instance end or continue as new.</summary>
    public bool IsConcluded => _run?.IsCompleted == true && _open.Count == 0;

    public bool IsOver => Violation is not null || Termination is not null || IsConcluded;

    public void Take(IReadOnlyList<HistoryEvent> history, IReadOnlyList<HistoryEvent> news)
    {
        _recorded.AddRange(history.OfType<CallEvent>());
        IsReplaying = true;
        Apply(history);
        IsReplaying = false;
        Apply(news);

        // Nothing in its history could ever wake it, so it waits for something else.
        var isStranded = _run is { IsCompleted: false } && !IsSuspended && _open.Count == 0 && !Events.IsAwaited;
        if (!IsOver && _run?.IsCompleted != true && (_thread.SawForeignWork || isStranded))
        {
            Violation ??= Messages.ForeignWork(Record.Name);
        }
    }

    /// <summary>Numbers a call and checks it against the history.</summary>
    public TCall Call<TCall>(Func<int, TCall> make)
        where TCall : CallEvent
    {
        ThrowIfElsewhere();
        var call = make(_nextCall++);
        if (call.Call < _recorded.Count)
        {
            if (!string.Equals(_recorded[call.Call].Describe(), call.Describe(), StringComparison.OrdinalIgnoreCase))
            {
                throw Break(Messages.Changed(Record.Name, call, _recorded[call.Call]));
            }
        }
        else if (IsReplaying)
        {
            throw Break(Messages.Added(Record.Name, call));
        }
        else
        {
            _new.Add(call);
        }

        return call;
    }

    /// <summary>The answer to a call, as it will be in history.</summary>
    public Task<string?> AnswerAsync(CallEvent call)
    {
        var source = new TaskCompletionSource<string?>();
        _open.Add(call.Call, source);
        return source.Task;
    }

    public void CancelTimer(int call, CancellationToken token)
    {
        if (!_thread.IsCurrent)
        {
            Violation ??= Messages.ForeignWork(Record.Name);
        }
        else if (_open.Remove(call, out var source))
        {
            if (!IsReplaying)
            {
                _new.Add(new TimerCancelled(call));
            }

            source.TrySetCanceled(token);
        }
    }

    public void ThrowIfElsewhere()
    {
        if (!_thread.IsCurrent)
        {
            throw Break(Messages.ForeignWork(Record.Name));
        }
    }

    private InvalidOperationException Break(string message)
    {
        Violation ??= message;
        return new InvalidOperationException(message);
    }

    private void Apply(IReadOnlyList<HistoryEvent> events)
    {
        foreach (var happened in events)
        {
            if (!IsOver)
            {
                RunSafely(happened);
            }
            else if (happened is CallEvent call && call.Call >= _nextCall)
            {
                // The changed code ended before it came to this call.
                Violation ??= Messages.Dropped(Record.Name, call);
            }
            else
            {
                _untaken.Add(happened);
            }
        }
    }

    private void RunSafely(HistoryEvent happened)
    {
        try
        {
            _thread.Run(() => Apply(happened));
        }
#pragma warning disable CA1031 // What an async void of the orchestrator throws has no task to go to; it is this instance's failure and nobody else's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Violation ??= Messages.Escaped(Record.Name, e);
        }
    }

    private void Apply(HistoryEvent happened)
    {
        if (IsSuspended && happened is TaskCompleted or TaskFailed or TimerFired or EventRaised or Started)
        {
            _whileSuspended.Add(happened);
            return;
        }

        switch (happened)
        {
            case TurnStarted turn:
                Now = turn.At;
                break;
            case Started:
                _run = StartAsync();
                break;
            case CallEvent call when call.Call >= _nextCall:
                Violation ??= Messages.Dropped(Record.Name, call);
                break;
            case TaskCompleted done when _open.Remove(done.Call, out var source):
                source.SetResult(done.Result);
                break;
            case TaskFailed failed when _open.Remove(failed.Call, out var source):
                source.SetException(new TaskFailedException(NameOf(failed.Call), failed.Call, failed.Failure));
                break;
            case TimerFired fired when _open.Remove(fired.Call, out var source):
                source.SetResult(null);
                break;
            case EventRaised raised:
                Events.Raise(raised.Name, raised.Payload);
                break;
            case Suspended:
                IsSuspended = true;
                break;
            case Resumed when IsSuspended:
                Resume();
                break;
            case Terminated terminated:
                Termination = terminated;
                break;
        }
    }

    private void Resume()
    {
        IsSuspended = false;
        var missed = _whileSuspended.ToList();
        _whileSuspended.Clear();
        foreach (var happened in missed)
        {
            if (IsOver)
            {
                _untaken.Add(happened);
            }
            else
            {
                Apply(happened);
                _thread.Drain();
            }
        }
    }

    private async Task<object?> StartAsync() => _function is null
        ? throw new InvalidOperationException(Messages.NoOrchestrator(Record.Name))
        : await _function(Context);

    private string NameOf(int call) => (call < _recorded.Count ? _recorded[call] : _new.OfType<CallEvent>().FirstOrDefault(c => c.Call == call)) switch
    {
        ActivityScheduled activity => activity.Name,
        ChildScheduled child => child.Name,
        _ => string.Empty,
    };
}
