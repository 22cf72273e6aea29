using Microsoft.DurableTask.Protobuf;
using OpsFunctions.FunctionsHost.Hub;

namespace OpsFunctions.FunctionsHost.Store;

/// <summary>
/// Where a task hub keeps its state. Batches are applied whole and in the order in which they were handed over, so a batch that is kept
/// implies all earlier ones; that alone makes every state after a crash one that the hub has been in.
/// </summary>
internal interface ITaskHubStore : IDisposable
{
    /// <summary>Instances that have not ended, with their history and messages; asked for once, before the first batch.</summary>
    StoreContents Load();

    /// <summary>Completes when the batch survives a kill of the process.</summary>
    Task CommitAsync(StoreBatch batch);

    InstanceRecord? Find(string instanceId);

    /// <summary>Records by ascending id, those after <paramref name="afterId"/>.</summary>
    IReadOnlyList<InstanceRecord> Query(StoreQuery query, string? afterId, int limit);

    string? ReadNote(string key);
}

internal sealed record StoreContents(IReadOnlyList<StoredInstance> Instances, long LastMessageNumber);

internal sealed record StoredInstance(InstanceRecord Record, List<HistoryEvent> History, List<Message> Inbox);

internal sealed record StoreQuery
{
    public DateTime? CreatedFrom { get; init; }

    public DateTime? CreatedTo { get; init; }

    public IReadOnlyCollection<OrchestrationStatus>? Statuses { get; init; }

    public string? Prefix { get; init; }

    public string? ParentId { get; init; }

    /// <summary>Of those that have ended: when.</summary>
    public DateTime? EndedFrom { get; init; }

    public DateTime? EndedTo { get; init; }

    public bool Matches(InstanceRecord record) =>
        (CreatedFrom is not { } from || record.CreatedAt >= from)
        && (CreatedTo is not { } to || record.CreatedAt <= to)
        && (Statuses is null || Statuses.Contains(record.Status))
        && (EndedFrom is null || (record.HasEnded && record.UpdatedAt >= EndedFrom))
        && (EndedTo is null || (record.HasEnded && record.UpdatedAt <= EndedTo))
        && (Prefix is null || record.Id.StartsWith(Prefix, StringComparison.Ordinal))
        && (ParentId is null || string.Equals(record.Parent?.Id, ParentId, StringComparison.Ordinal));
}
