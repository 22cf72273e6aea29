using System.Buffers;
using Google.Protobuf;
using Microsoft.DurableTask.Protobuf;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>
/// What happened to an execution: kept as the worker is sent it, encoded and only appended to, with the calls that have no answer yet
/// beside it.
/// </summary>
internal sealed class History
{
    // Every orchestration is replayed whole, turn by turn, until it has so many events: so a rehearsal proves that it is deterministic.
    private const int Short = 200;

    // A longer one each time it has grown by so much: whole each time would cost the square of its length.
    private const double Growth = 1.25;

    private readonly SortedDictionary<int, HistoryEvent> _open = [];
    private readonly ArrayBufferWriter<byte> _encoded = new();

    private int _replayedAt;

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>Long enough for the worker to keep the orchestrator where it is from one turn to the next.</summary>
    public bool IsLong => Count >= Short;

    /// <summary>The next turn is to replay it whole.</summary>
    public bool IsReplayDue => !IsLong || _replayedAt == 0 || Count >= _replayedAt * Growth;

    /// <summary>Scheduled activities, timers and sub-orchestrations without an answer, in the order of their calls.</summary>
    public IEnumerable<HistoryEvent> OpenCalls => _open.Values;

    public int EncodedLength => _encoded.WrittenCount;

    public void Append(IReadOnlyCollection<HistoryEvent> events)
    {
        // Parts of a request, one behind the other, are a request.
        var part = new OrchestratorRequest();
        part.PastEvents.AddRange(events);
        part.WriteTo(_encoded);
        Count += events.Count;
        foreach (var happened in events)
        {
            Follow(happened);
        }
    }

    /// <summary>A turn replays it whole.</summary>
    public void NoteReplay() => _replayedAt = Count;

    public void CopyTo(Span<byte> target) => _encoded.WrittenSpan.CopyTo(target);

    private void Follow(HistoryEvent happened)
    {
        switch (happened.EventTypeCase)
        {
            case HistoryEvent.EventTypeOneofCase.TaskScheduled:
            case HistoryEvent.EventTypeOneofCase.TimerCreated:
            case HistoryEvent.EventTypeOneofCase.SubOrchestrationInstanceCreated:
                _open[happened.EventId] = happened;
                break;
            default:
                _ = happened.AnsweredCall() is { } call && _open.Remove(call);
                break;
        }
    }
}
