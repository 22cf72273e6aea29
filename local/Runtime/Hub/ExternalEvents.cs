using Microsoft.DurableTask;

namespace OpsFunctions.Local.Hub;

/// <summary>
/// External events of one execution: kept until somebody waits, first in first out per name, names ignoring case.
/// Of several waits for one name the latest is served first, and a cancelled wait that is served loses the event: both as officially.
/// </summary>
internal sealed class ExternalEvents(DataConverter converter)
{
    private readonly List<EventRaised> _unread = [];
    private readonly Dictionary<string, Stack<IWait>> _waits = new(StringComparer.OrdinalIgnoreCase);

    private interface IWait
    {
        Type Type { get; }

        void Serve(string? payload);
    }

    /// <summary>Whether a wait is open that an event could end.</summary>
    public bool IsAwaited => _waits.Values.Any(w => w.Count > 0);

    /// <summary>Events nobody has read, in order of arrival.</summary>
    public IReadOnlyList<EventRaised> Unread => _unread;

    public Task<T?> WaitAsync<T>(string name, CancellationToken token)
    {
        var stack = _waits.TryGetValue(name, out var waits) ? waits : _waits[name] = new();
        if (stack.TryPeek(out var latest) && latest.Type != typeof(T))
        {
            throw new ArgumentException($"Events with the same name must have the same type argument. Expected {latest.Type} but was requested {typeof(T)}.", nameof(name));
        }

        var wait = new Wait<T>(converter);
        stack.Push(wait);
        var index = _unread.FindIndex(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            var payload = _unread[index].Payload;
            _unread.RemoveAt(index);
            stack.Pop().Serve(payload);
        }

        token.Register(() => wait.Source.TrySetCanceled(token));
        return wait.Source.Task;
    }

    public void Raise(string name, string? payload)
    {
        if (_waits.TryGetValue(name, out var waits) && waits.TryPop(out var wait))
        {
            wait.Serve(payload);
        }
        else
        {
            _unread.Add(new EventRaised(name, payload));
        }
    }

    private sealed class Wait<T>(DataConverter converter) : IWait
    {
        public TaskCompletionSource<T?> Source { get; } = new();

        public Type Type => typeof(T);

        public void Serve(string? payload)
        {
            try
            {
                Source.TrySetResult(converter.Deserialize<T>(payload));
            }
#pragma warning disable CA1031 // A payload of another shape is the waiter's failure, whatever the converter throws.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Source.TrySetException(e);
            }
        }
    }
}
