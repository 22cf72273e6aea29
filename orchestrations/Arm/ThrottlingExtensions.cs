using Microsoft.DurableTask;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Waits for Azure by durable timer, never inside an activity.</summary>
public static class ThrottlingExtensions
{
    /// <summary>How often a throttled call is made again before it counts as refused.</summary>
    public const int MaximumAttempts = 20;

    /// <summary>Calls an activity and, as long as Azure throttles it, waits as long as Azure says and calls it again.</summary>
    /// <returns>The outcome: done or refused, never throttled.</returns>
    public static async Task<Outcome<T>> CallWithThrottlingAsync<T>(
        this TaskOrchestrationContext context, TaskName activity, object input)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await context.CallActivityAsync<Outcome<T>>(activity, input);
            if (outcome.Kind != OutcomeKind.Throttled)
                return outcome;
            if (attempt == MaximumAttempts)
                return Outcome.Refused<T>("TooManyRequests", $"{activity.Name}: still throttled after {attempt} attempts");
            await context.CreateTimer(TimeSpan.FromSeconds(outcome.RetryAfterSeconds), CancellationToken.None);
        }
    }
}
