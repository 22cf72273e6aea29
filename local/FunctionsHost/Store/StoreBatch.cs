using Microsoft.DurableTask.Protobuf;
using OpsFunctions.FunctionsHost.Hub;

namespace OpsFunctions.FunctionsHost.Store;

/// <summary>Changes that are kept together or not at all; applied in the order of the members.</summary>
internal sealed class StoreBatch
{
    /// <summary>Instances whose history and messages go: ended, continued as new, or replaced.</summary>
    public List<string> Cleared { get; } = [];

    /// <summary>Instances that go entirely.</summary>
    public List<string> Purged { get; } = [];

    public List<InstanceRecord> Records { get; } = [];

    public List<HistoryAppend> Appends { get; } = [];

    public List<Message> NewMessages { get; } = [];

    /// <summary>Numbers of messages that are history now.</summary>
    public List<long> DoneMessages { get; } = [];

    public List<KeyValuePair<string, string>> Notes { get; } = [];
}

/// <summary>New events of an instance, whose first is number <paramref name="First"/> of its history.</summary>
internal sealed record HistoryAppend(string InstanceId, int First, IReadOnlyList<HistoryEvent> Events);
