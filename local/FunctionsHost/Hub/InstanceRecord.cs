using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Google.Protobuf;
using Microsoft.DurableTask.Protobuf;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>State of an instance between turns, as it is stored. Times are UTC.</summary>
internal sealed record InstanceRecord(string Id, string Name, string ExecutionId)
{
    public string? Version { get; init; }

    // Always written: Running is the value that defaults would leave out.
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public OrchestrationStatus Status { get; init; } = OrchestrationStatus.Pending;

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; init; }

    public DateTime? StartAt { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    /// <summary>Encoded <see cref="TaskFailureDetails"/>.</summary>
    public byte[]? Failure { get; init; }

    public ImmutableDictionary<string, string>? Tags { get; init; }

    public ParentLink? Parent { get; init; }

    /// <summary>The oldest ancestor; null: it is one itself.</summary>
    public string? Root { get; init; }

    /// <summary>History events of all generations; the events themselves are dropped when an instance ends.</summary>
    public long HistoryLength { get; init; }

    [JsonIgnore]
    public bool HasEnded =>
        Status is OrchestrationStatus.Completed or OrchestrationStatus.Failed
            or OrchestrationStatus.Terminated or OrchestrationStatus.Canceled;

    [JsonIgnore]
    public TaskFailureDetails? FailureDetails => Failure is null ? null : TaskFailureDetails.Parser.ParseFrom(Failure);

    public InstanceRecord Failed(TaskFailureDetails failure) =>
        this with { Status = OrchestrationStatus.Failed, Failure = failure.ToByteArray() };
}

/// <summary>The call of a parent that waits for this instance.</summary>
internal sealed record ParentLink(string Id, string Name, string ExecutionId, int Call);
