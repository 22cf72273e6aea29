using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Faults;

/// <summary>What may happen to a call that begins a long-running operation.</summary>
internal static class OperationFaults
{
    public static FaultRule Of(Operation operation, ulong draw) => (draw % 8) switch
    {
        0 => new FaultRule
        {
            Status = 429, Code = "TooManyRequests", Message = "The request is being throttled as the limit has been reached.",
            RetryAfter = TimeSpan.FromSeconds(5)
        },
        1 => new FaultRule { Status = 503, Code = "ServerBusy", Message = "The server is busy. Please retry your request." },
        2 => new FaultRule { Kind = FaultKind.AbortConnection },
        3 => new FaultRule { Kind = FaultKind.AbortConnection, AfterEffect = true },
        4 => new FaultRule { AfterEffect = true },
        5 => Failing("RetryableError", "A retryable error occurred."),
        6 when operation.Name is "VirtualMachines_Start" or "VirtualMachines_Update" or "CapacityReservations_CreateOrUpdate" =>
            Failing(
                "AllocationFailed",
                "Allocation failed. We do not have sufficient capacity for the requested VM size in this region. Read more about improving likelihood of allocation success at https://aka.ms/allocation-guidance"),
        _ => Failing("InternalExecutionError", "An internal execution error occurred. Please retry later."),
    };

    private static FaultRule Failing(string code, string message) =>
        new() { Kind = FaultKind.FailOperation, Code = code, Message = message };
}
