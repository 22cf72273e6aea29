using Microsoft.DurableTask.Protobuf;
using OpsFunctions.FunctionsHost.Store;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>A live instance in memory; every member is used under the hub's lock, but history is read by its one running turn.</summary>
internal sealed class Instance(InstanceRecord record)
{
    private readonly List<Message> _inbox = [];

    public InstanceRecord Record { get; set; } = record;

    public History History { get; private set; } = new();

    public string Root => Record.Root ?? Record.Id;

    /// <summary>A turn is queued or running.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>Ended: what still comes for it is dropped.</summary>
    public bool IsGone { get; set; }

    /// <summary>Something is there that a turn can take: the worker can be told nothing before the start.</summary>
    public bool IsReady => _inbox.Count > 0 && (History.Count > 0 || _inbox.Exists(IsOpening));

    public void Deliver(Message message) => _inbox.Add(message);

    public List<Message> TakeInbox()
    {
        // The start first, also where others came before it.
        var taken = History.Count > 0 ? [.. _inbox] : _inbox.OrderBy(m => m.Event.ExecutionStarted is null).ToList();
        _inbox.Clear();
        return taken;
    }

    /// <summary>The next generation starts with these, then with what came meanwhile.</summary>
    public void CarryOver(StoreBatch batch, IEnumerable<HistoryEvent> first, Func<HistoryEvent, Message> number)
    {
        // Numbers are the order after a restart, so what is carried over takes its numbers before what came later.
        var next = first.Select(number).ToList();
        next.AddRange(_inbox.Where(m => m.Number is not null).Select(m => number(m.Event) with { ExecutionId = m.ExecutionId }));
        _inbox.Clear();
        _inbox.AddRange(next);
        batch.NewMessages.RemoveAll(m => string.Equals(m.InstanceId, Record.Id, StringComparison.Ordinal));
        batch.NewMessages.AddRange(_inbox);
    }

    /// <summary>A new one: a turn that was overtaken may still read the old.</summary>
    public void ForgetHistory() => History = new();

    private static bool IsOpening(Message message) =>
        message.Event.ExecutionStarted is not null || message.Event.ExecutionTerminated is not null;
}
