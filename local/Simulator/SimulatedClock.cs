namespace OpsFunctions.Simulator;

/// <summary>
/// Time that stands still until somebody moves it: <see cref="AdvanceTo"/> walks from one due moment to the next
/// and runs the callbacks on the caller's thread, in order of due time, then of the timers' creation.
/// Timestamps have a resolution of 100 ns. Safe to read, and to create timers on, from any thread.
/// </summary>
public sealed class SimulatedClock : TimeProvider
{
    private readonly Lock _timersLock = new();
    private readonly Lock _advancing = new();
    private readonly SortedSet<SimulatedTimer> _due = new(SimulatedTimer.ByDueThenCreation);
    private long _now;
    private long _created;

    /// <summary>A clock that stands at <paramref name="start"/>.</summary>
    public SimulatedClock(DateTimeOffset start) => _now = start.UtcTicks;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>
    /// When the earliest timer is due; null when none is. A moment not after now means: at the next <see cref="AdvanceTo"/>.
    /// </summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_timersLock)
            {
                return _due.Min is { } first ? new DateTimeOffset(first.Due, TimeSpan.Zero) : null;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _now), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new SimulatedTimer(this, callback, state, Interlocked.Increment(ref _created));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Moves to <paramref name="moment"/> by way of every moment at which a timer is due, those that callbacks set on the way included.
    /// A timer that is due now fires too.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The moment lies before now: time never goes back.</exception>
    /// <exception cref="InvalidOperationException">Called from within a timer's callback.</exception>
    public void AdvanceTo(DateTimeOffset moment)
    {
        if (_advancing.IsHeldByCurrentThread)
            throw new InvalidOperationException("A timer's callback cannot advance the clock that is running it.");
        lock (_advancing)
        {
            var target = moment.UtcTicks;
            if (target < Volatile.Read(ref _now))
                throw new ArgumentOutOfRangeException(nameof(moment), moment, $"The clock stands at {GetUtcNow():O} and never goes back.");
            while (TakeDue(target) is { } timer)
                timer.Fire();
            Volatile.Write(ref _now, target);
        }
    }

    internal void Set(SimulatedTimer timer, long? due)
    {
        lock (_timersLock)
        {
            _due.Remove(timer);
            if (due is not { } ticks)
                return;
            timer.Due = ticks;
            _due.Add(timer);
        }
    }

    private SimulatedTimer? TakeDue(long target)
    {
        lock (_timersLock)
        {
            if (_due.Min is not { } first || first.Due > target)
                return null;
            _due.Remove(first);
            // A timer set for a moment that has passed fires now; it does not turn the clock back.
            Volatile.Write(ref _now, Math.Max(_now, first.Due));
            first.Rearm();
            return first;
        }
    }
}
