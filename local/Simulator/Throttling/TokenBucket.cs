namespace OpsFunctions.Simulator.Throttling;

/// <summary>A bucket that holds so many calls and is refilled steadily.</summary>
internal sealed class TokenBucket(double capacity, double perSecond, long now)
{
    private readonly Lock _lock = new();
    private readonly double _capacity = capacity;
    private double _left = capacity;
    private long _at = now;

    /// <summary>Takes one call out; if there is none, nothing is taken and the wait until there is one is told.</summary>
    public (bool Taken, int Left, TimeSpan Wait) Take(long now, bool enforce)
    {
        lock (_lock)
        {
            var passed = Math.Max(0, now - _at);
            _left = Math.Min(_capacity, _left + (passed * perSecond / TimeSpan.TicksPerSecond));
            _at = Math.Max(_at, now);
            // A ten-thousandth of a call: what adding fractions may lose.
            if (_left < 1 - 1e-4 && enforce)
                return (false, 0, TimeSpan.FromSeconds((1 - _left) / perSecond));
            _left = Math.Max(0, _left - 1);
            return (true, (int)_left, TimeSpan.Zero);
        }
    }
}
