using System.Collections.Immutable;

namespace OpsFunctions.Simulator.Queues;

/// <summary>Who is told of changes of which queue, whether or not it exists yet.</summary>
internal sealed class QueueWatchers
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, ImmutableArray<Action>> _byQueue =
        ImmutableDictionary.Create<string, ImmutableArray<Action>>(StringComparer.Ordinal);

    public IDisposable Add(string queue, Action changed)
    {
        lock (_lock)
            _byQueue = _byQueue.SetItem(queue, Of(queue).Add(changed));
        return new Watch(this, queue, changed);
    }

    /// <summary>To be called without any lock.</summary>
    public void Tell(string queue)
    {
        foreach (var changed in Of(queue))
            changed();
    }

    private ImmutableArray<Action> Of(string queue) => _byQueue.GetValueOrDefault(queue, []);

    private sealed class Watch(QueueWatchers watchers, string queue, Action changed) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            lock (watchers._lock)
            {
                if (!_isOver)
                    watchers._byQueue = watchers._byQueue.SetItem(queue, watchers.Of(queue).Remove(changed));
                _isOver = true;
            }
        }
    }
}
