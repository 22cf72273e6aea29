using System.Text.Json;
using Azure;
using Azure.Identity;
using OpsFunctions.Orchestrations.Arm.Wire;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>What to make of a failed call.</summary>
internal enum FailureKind
{
    /// <summary>Throttled, a server's own trouble, a broken connection: asking again later may help.</summary>
    MayPass,

    /// <summary>The answer broke off or is not what the service promises.</summary>
    Unreadable,

    /// <summary>The service said no.</summary>
    Refused,
}

/// <summary>Reads what a failed call says.</summary>
internal sealed record RequestFailure(FailureKind Kind, double RetryAfterSeconds, string Code, string Words)
{
    /// <summary>The service asks its caller to slow down: what follows would be answered the same.</summary>
    public bool IsThrottling { get; private init; }

    /// <summary>Null where the exception is not one a call to Azure is expected to end with.</summary>
    public static RequestFailure? Of(Exception exception, CancellationToken ct) => exception switch
    {
        // After its quick retries the client throws all it saw; the last says how it stands.
        AggregateException { InnerExceptions: [.., var last] } => Of(last, ct),
        RequestFailedException e => OfAnswer(e),
        AuthenticationFailedException e => new(FailureKind.MayPass, 0, "AuthenticationFailed", Orchestrations.Words.OneLine(e.Message)),
        DamagedDocumentException => new(FailureKind.Unreadable, 0, Outcome.Damaged, exception.Message),
        JsonException or FormatException or InvalidDataException or KeyNotFoundException => Unreadable(exception),
        InvalidOperationException { Source: "System.Text.Json" } => Unreadable(exception),
        // The connection broke in the middle of an answer.
        HttpRequestException
            or IOException => new(FailureKind.MayPass, 0, "ConnectionBroken", Orchestrations.Words.OneLine(exception.Message)),
        OperationCanceledException when !ct.IsCancellationRequested => new(FailureKind.MayPass, 0, "TimedOut", "no answer in time"),
        _ => null,
    };

    private static RequestFailure Unreadable(Exception e) =>
        new(FailureKind.Unreadable, 0, Outcome.Unreadable, $"the answer could not be read: {Orchestrations.Words.OneLine(e.Message)}");

    private static RequestFailure OfAnswer(RequestFailedException e)
    {
        // Where the service said nothing, its status and code.
        var words = e.Status > 0 && e.Message.StartsWith("Service request failed", StringComparison.Ordinal)
            ? $"HTTP {e.Status} {e.GetRawResponse()?.ReasonPhrase} {e.ErrorCode}".TrimEnd()
            : Orchestrations.Words.OneLine(e.Message);
        if (e.GetRawResponse()?.Headers.Contains(RolePropagation.Header) == true)
            return new(FailureKind.MayPass, WaitOf(e), e.ErrorCode ?? "", $"{words} (a role may not have arrived yet)");
        // 0: no answer at all.
        return e.Status is 408 or 429 or 0 or >= 500 || PassesByItself(e.ErrorCode)
            ? new(FailureKind.MayPass, WaitOf(e), e.ErrorCode ?? "", words) { IsThrottling = e.Status == 429 }
            : new(FailureKind.Refused, 0, e.ErrorCode ?? $"Http{e.Status}", words);
    }

    /// <summary>
    /// Whether the code says that another writer or operation is in the way, or that Azure itself was, so that the same may be asked again
    /// (the codes' own texts: Microsoft Learn, errors of the resource manager, of Azure Compute and of storage).
    /// </summary>
    public static bool PassesByItself(string? code) => code is not null && Passing.Contains(code);

    private static readonly HashSet<string> Passing = new(StringComparer.OrdinalIgnoreCase)
    {
        "AnotherOperationInProgress", "Conflict", "ConflictingConcurrentWriteNotAllowed", "OperationPreempted", "RetryableError",
        "RetryableErrorDueToAnotherOperation", "ContainerBeingDeleted", "QueueBeingDeleted",
    };

    private static double WaitOf(RequestFailedException e) =>
        RetryAfter.SecondsOf(e.GetRawResponse()) is { } seconds ? Math.Max(1, seconds) : 0;
}
