using Microsoft.DurableTask;

namespace OpsFunctions.Local.Hub;

/// <summary>Calls a task again as its options say; the waits are durable timers.</summary>
internal static class Retries
{
    public static async Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions? options, Func<Task<T>> call)
    {
        var first = context.CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            TaskFailedException failed;
            try
            {
                return await call();
            }
            catch (TaskFailedException e) when (options is not null && !IsFinal(e.FailureDetails))
            {
                failed = e;
            }

            if (!await IsRepeatedAsync(context, options, attempt, first, failed))
            {
                throw failed;
            }
        }
    }

    // A missing function does not appear by asking again.
    private static bool IsFinal(TaskFailureDetails failure) => string.Equals(failure.ErrorType, typeof(MissingFunctionException).FullName, StringComparison.Ordinal);

    private static async Task<bool> IsRepeatedAsync(
        TaskOrchestrationContext context, TaskRetryOptions options, int attempt, DateTime first, TaskFailedException failed)
    {
        if (options.Handler is { } handler)
        {
            var elapsed = context.CurrentUtcDateTime - first;
            return await handler(new(context, attempt, failed.FailureDetails, elapsed, CancellationToken.None));
        }

        var policy = options.Policy!;
        var isOver = attempt >= policy.MaxNumberOfAttempts
            || (policy.RetryTimeout != Timeout.InfiniteTimeSpan && context.CurrentUtcDateTime - first >= policy.RetryTimeout)
            || !policy.Handle(failed);
        if (!isOver)
        {
            await context.CreateTimer(Delay(policy, attempt), CancellationToken.None);
        }

        return !isOver;
    }

    private static TimeSpan Delay(RetryPolicy policy, int attempt)
    {
        var ceiling = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        return milliseconds < ceiling.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : ceiling;
    }
}
