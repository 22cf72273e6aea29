namespace OpsFunctions.FunctionsHost;

/// <summary>
/// Counts work in flight: turns, activities, invocations, requests, commits.
/// Work enters when it is queued and leaves once its consequences are queued, so at zero nothing happens until the clock moves or somebody
/// calls.
/// </summary>
public sealed class WorkMeter
{
    private readonly Lock _gate = new();
    private int _inFlight;
    private long _started;
    private TaskCompletionSource? _idle;

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>How much work has ever entered.</summary>
    public long Started => Volatile.Read(ref _started);

    /// <summary>Completes when nothing is in flight.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_inFlight == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task.WaitAsync(cancellationToken);
        }
    }

    internal void Enter()
    {
        lock (_gate)
        {
            _inFlight++;
            _started++;
        }
    }

    internal void Leave()
    {
        TaskCompletionSource? idle = null;
        lock (_gate)
        {
            if (--_inFlight == 0)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        idle?.SetResult();
    }
}
