using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Changes;

/// <summary>What may go wrong with a call.</summary>
internal static class FaultKinds
{
    public static IReadOnlyList<FaultRule> All { get; } =
    [
        new() { Status = 429, Code = "TooManyRequests", RetryAfter = TimeSpan.FromSeconds(30) },
        new() { Status = 503, Code = "ServerBusy" },
        new() { Status = 500 },
        new() { Status = 500, AfterEffect = true },
        new() { Status = 403, Code = "AuthorizationFailed", Message = "The client does not have authorization to perform action." },
        new()
        {
            Status = 409, Code = "ScopeLocked", Message = "The scope cannot perform write operation because following scope(s) are locked."
        },
        new() { Status = 409, Code = "AllocationFailed", Message = "Allocation failed." },
        new() { Status = 409, Code = "SkuNotAvailable", Message = "The requested size is currently not available." },
        new()
        {
            Status = 409, Code = "OperationNotAllowed",
            Message = "Operation could not be completed as it results in exceeding approved quota."
        },
        new() { Kind = FaultKind.AbortConnection },
        new() { Kind = FaultKind.AbortConnection, AfterEffect = true },
        new() { Kind = FaultKind.FailOperation, Code = "InternalExecutionError", Message = "An internal execution error occurred." },
        new()
        {
            Kind = FaultKind.FailOperation, Code = "InternalExecutionError", Message = "An internal execution error occurred.",
            AfterEffect = true
        },
        new() { Kind = FaultKind.FailOperation, Code = "AllocationFailed", Message = "Allocation failed." },
    ];

    /// <summary>Only for what reads: the effect of a change is not undone by a short answer.</summary>
    public static readonly FaultRule Truncated = new() { Kind = FaultKind.TruncateBody, KeepBytes = 40 };
}
