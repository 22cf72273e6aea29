namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>Calls back once at a moment; a later moment replaces an earlier one.</summary>
internal sealed class Alarm : IDisposable
{
    // Timers refuse due times of 50 days and more; the callback finds nothing due and arms again.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Func<DateTime?> _next;
    private readonly ITimer _timer;
    private DateTime? _armed;

    /// <param name="time">The clock.</param>
    /// <param name="next">When to ring next, if at all.</param>
    /// <param name="ring">Called when it is time; may be called early.</param>
    public Alarm(TimeProvider time, Func<DateTime?> next, Action ring)
    {
        _time = time;
        _next = next;
        _timer = time.CreateTimer(_ => Ring(ring), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Rearm()
    {
        lock (_gate)
        {
            var next = _next();
            if (next == _armed)
            {
                return;
            }

            _armed = next;
            var wait = next is { } due ? due - _time.GetUtcNow().UtcDateTime : Timeout.InfiniteTimeSpan;
            _timer.Change(next is null
                ? wait
                : wait < TimeSpan.Zero
                ? TimeSpan.Zero
                : wait > Longest
                ? Longest
                : wait, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Ring(Action ring)
    {
        lock (_gate)
        {
            _armed = null;
        }

        ring();
        Rearm();
    }
}
