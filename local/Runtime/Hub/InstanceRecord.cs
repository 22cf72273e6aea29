using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OpsFunctions.Local.Hub;

/// <summary>State of an instance between turns, as it is stored. Times are UTC.</summary>
internal sealed record InstanceRecord(string Id, string Name, string ExecutionId)
{
    public string? Version { get; init; }

    // Always written: Running is the value that defaults would leave out.
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public OrchestrationRuntimeStatus Status { get; init; } = OrchestrationRuntimeStatus.Pending;

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    public ImmutableDictionary<string, string>? Tags { get; init; }

    public ParentLink? Parent { get; init; }

    /// <summary>How often the orchestration continued as new.</summary>
    public int Generation { get; init; }

    /// <summary>History events of all generations; the events themselves are dropped when an instance ends.</summary>
    public long HistoryLength { get; init; }

    public bool HasEnded => Status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}

/// <summary>The call of a parent that waits for this instance.</summary>
internal sealed record ParentLink(string Id, string Name, string ExecutionId, int Call);
