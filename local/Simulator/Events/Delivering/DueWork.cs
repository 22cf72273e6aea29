namespace OpsFunctions.Simulator.Events.Delivering;

/// <summary>
/// What is to be done at some moment of Azure's time, by one timer. Until it is woken it has none, so that a world without subscriptions
/// has no moment more in which something is due; what became due meanwhile is forgotten.
/// </summary>
internal sealed class DueWork(TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    // What is due at one moment is done in an order that does not depend on who came first.
    private readonly PriorityQueue<Action, (long Due, ulong Order)> _work = new();
    private ITimer? _timer;
    private long _armed = long.MaxValue;

    public void Add(DateTimeOffset due, ulong order, Action act)
    {
        lock (_lock)
        {
            if (_timer is null)
                Forget();
            _work.Enqueue(act, (due.UtcTicks, order));
            Arm();
        }
    }

    public void Wake()
    {
        lock (_lock)
        {
            if (_timer is not null)
                return;
            Forget();
            _timer = time.CreateTimer(_ => Work(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Arm();
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Work()
    {
        while (Take() is { } act)
            act();
    }

    private Action? Take()
    {
        lock (_lock)
        {
            if (_work.TryPeek(out var act, out var next) && next.Due <= time.GetUtcNow().UtcTicks)
            {
                _work.Dequeue();
                return act;
            }
            _armed = long.MaxValue;
            Arm();
            return null;
        }
    }

    private void Arm()
    {
        if (_timer is null || !_work.TryPeek(out _, out var next) || next.Due >= _armed)
            return;
        _armed = next.Due;
        _timer.Change(new TimeSpan(Math.Max(0, next.Due - time.GetUtcNow().UtcTicks)), Timeout.InfiniteTimeSpan);
    }

    private void Forget()
    {
        while (_work.TryPeek(out _, out var next) && next.Due <= time.GetUtcNow().UtcTicks)
            _work.Dequeue();
    }
}
