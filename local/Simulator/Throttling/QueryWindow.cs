namespace OpsFunctions.Simulator.Throttling;

/// <summary>Resource Graph's limit: 15 queries per user in a window of five seconds that opens with the first of them.</summary>
internal sealed class QueryWindow
{
    private const int Queries = 15;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private DateTimeOffset _opened = DateTimeOffset.MinValue;
    private int _used;

    public (bool Taken, int Left, TimeSpan Reset) Take(DateTimeOffset now, bool enforce)
    {
        lock (_lock)
        {
            if (now - _opened >= Length)
            {
                _opened = now;
                _used = 0;
            }
            var reset = _opened + Length - now;
            if (_used >= Queries && enforce)
                return (false, 0, reset);
            _used = Math.Min(Queries, _used + 1);
            return (true, Queries - _used, reset);
        }
    }
}
