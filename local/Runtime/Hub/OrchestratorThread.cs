namespace OpsFunctions.Local.Hub;

/// <summary>Runs an orchestrator's continuations one after the other on the thread of its turn, so that every replay takes the same path.</summary>
internal sealed class OrchestratorThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = [];
    private int _owner = -1;

    /// <summary>Set when something outside the orchestrator's own calls came back to it.</summary>
    public bool SawForeignWork { get; private set; }

    public bool IsCurrent => Volatile.Read(ref _owner) == Environment.CurrentManagedThreadId;

    public void Run(Action action)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        Volatile.Write(ref _owner, Environment.CurrentManagedThreadId);
        try
        {
            action();
            Drain();
        }
        finally
        {
            Volatile.Write(ref _owner, -1);
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Runs what is queued; only from inside <see cref="Run"/>.</summary>
    public void Drain()
    {
        while (_queue.TryDequeue(out var next))
        {
            next.Callback(next.State);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            _queue.Enqueue((d, state));
        }
        else
        {
            // The orchestrator awaited something that is not in its history; its turn is over, and running on would not be repeatable.
            SawForeignWork = true;
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}
