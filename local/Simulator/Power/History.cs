namespace OpsFunctions.Simulator.Power;

/// <summary>A value over time. Read from any thread; written by one at a time, in order of time.</summary>
internal sealed class History<T>(T first)
{
    private volatile Entry[] _entries = [new Entry(long.MinValue, first, Caller: null)];

    /// <summary>The last value that was set, also one that takes effect only later.</summary>
    public T Last => _entries[^1].Value;

    public IReadOnlyList<Entry> Entries => _entries;

    public T At(long ticks)
    {
        var entries = _entries;
        var last = entries.Length - 1;
        while (entries[last].From > ticks)
            last--;
        return entries[last].Value;
    }

    public void Set(T value, long from, string? caller = null) => _entries = [.. _entries, new Entry(from, value, caller)];

    public sealed record Entry(long From, T Value, string? Caller);
}
