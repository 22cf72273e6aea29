namespace OpsFunctions.Tests.FunctionsHost.Queues;

/// <summary>Where functions of a test wait until they may go on.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _places;

    /// <summary>How many wait now.</summary>
    public int Inside { get; private set; }

    /// <summary>How many waited at once at most.</summary>
    public int Most { get; private set; }

    /// <summary>Lets so many go on, those that come later included.</summary>
    public void Open(int places = int.MaxValue / 2)
    {
        lock (_lock)
        {
            for (_places += places; _places > 0 && _waiting.TryDequeue(out var next); _places--)
            {
                next.TrySetResult();
            }
        }
    }

    public async Task PassAsync(CancellationToken stop = default)
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            Most = Math.Max(Most, ++Inside);
            _waiting.Enqueue(passed);
        }

        Open(0);
        try
        {
            await passed.Task.WaitAsync(stop);
        }
        finally
        {
            lock (_lock)
            {
                Inside--;
            }
        }
    }
}
