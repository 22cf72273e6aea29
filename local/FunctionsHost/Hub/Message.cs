using Microsoft.DurableTask.Protobuf;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>
/// Something an instance is told. What can be derived from history after a crash (results of activities, timers) has no number and is not
/// stored before the turn that takes it in.
/// </summary>
internal sealed record Message(long? Number, string InstanceId, HistoryEvent Event)
{
    /// <summary>Only for that execution; an answer to a call of an earlier one is dropped.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>Not delivered earlier.</summary>
    public DateTime? NotBefore { get; init; }
}
