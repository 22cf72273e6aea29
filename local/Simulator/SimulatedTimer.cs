namespace OpsFunctions.Simulator;

/// <summary>
/// A timer of <see cref="SimulatedClock"/>: one-shot or periodic, changed and disposed at will, also by its own callback.
/// </summary>
internal sealed class SimulatedTimer(SimulatedClock clock, TimerCallback callback, object? state, long creation) : ITimer
{
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private bool _disposed;

    public static IComparer<SimulatedTimer> ByDueThenCreation { get; } = Comparer<SimulatedTimer>.Create(
        static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Creation.CompareTo(b.Creation));

    public long Due { get; set; }

    public long Creation { get; } = creation;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
            return false;
        _period = period;
        clock.Set(this, dueTime == Timeout.InfiniteTimeSpan ? null : clock.GetUtcNow().UtcTicks + Math.Max(0, dueTime.Ticks));
        return true;
    }

    /// <summary>Called by the clock before the callback, so that the callback may change the timer.</summary>
    public void Rearm()
    {
        if (_period > TimeSpan.Zero && !_disposed)
            clock.Set(this, Due + _period.Ticks);
    }

    public void Fire()
    {
        if (!_disposed)
            callback(state);
    }

    public void Dispose()
    {
        _disposed = true;
        clock.Set(this, due: null);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
