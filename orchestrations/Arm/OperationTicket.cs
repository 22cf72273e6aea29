namespace OpsFunctions.Orchestrations.Arm;

/// <summary>A long-running operation that was begun; the orchestrator asks for it after a durable timer.</summary>
/// <param name="Status">Address that tells how far it is; null: it is done.</param>
/// <param name="RetryAfterSeconds">When to ask, in seconds; 0 where Azure did not say.</param>
public sealed record OperationTicket(string? Status, double RetryAfterSeconds)
{
    /// <summary>Who began it, and asks how far it is.</summary>
    public AzureIdentity By { get; init; }

    /// <summary>Nothing was to do, or it was done at once.</summary>
    public static readonly OperationTicket Done = new(null, 0);
}

/// <summary>How far an operation is.</summary>
/// <param name="Code">Azure's error code where it failed.</param>
/// <param name="Output">What it gave back, as JSON text, where it gives something back.</param>
public sealed record OperationProgress(OperationState State, double RetryAfterSeconds, string? Code, string? Reason, string? Output);

/// <summary>The states of Azure's asynchronous operations.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<OperationState>))]
public enum OperationState
{
    InProgress,
    Succeeded,
    Failed,
}
