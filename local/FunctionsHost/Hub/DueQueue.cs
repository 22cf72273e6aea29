using Microsoft.DurableTask.Protobuf;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>What is due when, in the order of time and then of asking.</summary>
internal sealed class DueQueue
{
    // A delayed start is no call and has no number.
    private const int Start = -1;

    private readonly SortedDictionary<(DateTime Due, long Order), Message> _byTime = [];
    private readonly Dictionary<(string Execution, int Call), (DateTime, long)> _timers = [];
    private long _order;

    public DateTime? Earliest => _byTime.Count == 0 ? null : _byTime.First().Key.Due;

    public void Add(DateTime due, Message message)
    {
        var key = (due, _order++);
        _byTime.Add(key, message);
        _timers[KeyOf(message)] = key;
    }

    private void Cancel(string execution, int call)
    {
        if (_timers.Remove((execution, call), out var key))
        {
            _byTime.Remove(key);
        }
    }

    /// <summary>An execution that is over leaves nothing behind.</summary>
    public void CancelAll(string execution, IEnumerable<HistoryEvent> open)
    {
        Cancel(execution, Start);
        foreach (var timer in open.Where(e => e.TimerCreated is not null))
        {
            Cancel(execution, timer.EventId);
        }
    }

    public IEnumerable<Message> TakeDue(DateTime now)
    {
        while (Earliest <= now)
        {
            var (key, message) = _byTime.First();
            _byTime.Remove(key);
            _timers.Remove(KeyOf(message));
            yield return message;
        }
    }

    private static (string Execution, int Call) KeyOf(Message message) =>
        (message.ExecutionId!, message.Event.TimerFired?.TimerId ?? Start);
}
