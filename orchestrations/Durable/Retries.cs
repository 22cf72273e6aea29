using Microsoft.DurableTask;

namespace OpsFunctions.Orchestrations.Durable;

/// <summary>How often an activity is tried again that broke for a reason nobody expected.</summary>
internal static class Retries
{
    /// <summary>Wherever nothing else is said, since what follows needs the answer: after 10, 20 and 40 seconds.</summary>
    public static readonly TaskOptions Unexpected = TaskOptions.FromRetryPolicy(new RetryPolicy(4, TimeSpan.FromSeconds(10), 2));

    /// <summary>
    /// Where there is another chance: the run goes on without the answer and the next one asks again, or a delivery has its next attempt.
    /// After 10 and 20 seconds.
    /// </summary>
    public static readonly TaskOptions Dispensable = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(10), 2));
}
