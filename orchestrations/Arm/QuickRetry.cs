using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>
/// Retries quick transient faults only: a broken connection or a 5xx that names no time, three times within about 60 ms.
/// Whatever says when to come back is a value for the orchestrator, which waits by durable timer.
/// </summary>
internal sealed class QuickRetry() : RetryPolicy(maxRetries: 3, DelayStrategy.CreateFixedDelayStrategy(TimeSpan.FromMilliseconds(20)))
{
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        IsQuick(message) && base.ShouldRetry(message, exception);

    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        IsQuick(message) ? base.ShouldRetryAsync(message, exception) : ValueTask.FromResult(false);

    private static bool IsQuick(HttpMessage message) =>
        !message.HasResponse || (message.Response.Status != 429 && !message.Response.Headers.Contains("Retry-After"));
}
