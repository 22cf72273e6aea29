namespace OpsFunctions.Simulator;

/// <summary>What happens to a call that a <see cref="FaultRule"/> hits.</summary>
public enum FaultKind
{
    /// <summary>It is answered with the rule's status and error.</summary>
    Respond,

    /// <summary>Its answer ends after <see cref="FaultRule.KeepBytes"/> bytes, as if it were whole.</summary>
    TruncateBody,

    /// <summary>Its connection is cut.</summary>
    AbortConnection,

    /// <summary>
    /// It is accepted, and the long-running operation that it begins fails at its end with the rule's code and message: without
    /// effect, or with it where <see cref="FaultRule.AfterEffect"/> is set. Calls that begin none are not touched.
    /// </summary>
    FailOperation,
}

/// <summary>A fault to inject. What is not set matches everything.</summary>
public sealed record FaultRule
{
    /// <summary>Name of the operation, for example VirtualMachines_Get.</summary>
    public string? Operation { get; init; }

    /// <summary>Part of the resource's id or of the path; case does not matter.</summary>
    public string? Target { get; init; }

    /// <summary>Only the nth call that matches, from 1; null: every one.</summary>
    public int? Nth { get; init; }

    /// <summary>Only calls from that moment of Azure's clock on; null: from the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only calls before that moment of Azure's clock; null: to the end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>True: the call takes effect and only its answer is lost.</summary>
    public bool AfterEffect { get; init; }

    /// <summary>What happens.</summary>
    public FaultKind Kind { get; init; }

    /// <summary>Status of the answer. Default 500.</summary>
    public int Status { get; init; } = 500;

    /// <summary>Error code of the answer.</summary>
    public string Code { get; init; } = "InternalServerError";

    /// <summary>Message of the answer.</summary>
    public string Message { get; init; } = "The server encountered an internal error. Please retry the request.";

    /// <summary>The whole body of the answer instead of the service's own error.</summary>
    public string? Body { get; init; }

    /// <summary>Sent as Retry-After in whole seconds; null: not sent.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Bytes of the body that are sent before it is cut.</summary>
    public int KeepBytes { get; init; } = 200;
}
