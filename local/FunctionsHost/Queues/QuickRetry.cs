using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.FunctionsHost.Queues;

/// <summary>
/// In a simulation: three attempts within 60 ms for what breaks, none for an answer that names a time. The client's waits are on the real
/// clock, which nothing there moves by.
/// </summary>
internal sealed class QuickRetry() : RetryPolicy(maxRetries: 3, DelayStrategy.CreateFixedDelayStrategy(TimeSpan.FromMilliseconds(20)))
{
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        NamesNoTime(message) && base.ShouldRetry(message, exception);

    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        NamesNoTime(message) ? base.ShouldRetryAsync(message, exception) : ValueTask.FromResult(false);

    private static bool NamesNoTime(HttpMessage message) => !message.HasResponse || !message.Response.Headers.Contains("Retry-After");
}
