using Microsoft.DurableTask;

namespace OpsFunctions.Orchestrations.Durable;

/// <summary>How often an activity is tried again that broke for a reason nobody expected.</summary>
internal static class Retries
{
    public static readonly TaskOptions Unexpected = TaskOptions.FromRetryPolicy(new RetryPolicy(4, TimeSpan.FromSeconds(10), 2));
}
