using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Durable;

/// <summary>Waits for Azure by durable timer, never inside an activity.</summary>
public static class ThrottlingExtensions
{
    /// <summary>How often a call is made before a service that is not well counts as refusing it: about 75 minutes.</summary>
    public const int MaximumAttempts = 20;

    /// <summary>How often an answer that broke off is asked for.</summary>
    public const int UnreadableAttempts = 3;

    /// <summary>Code of what would have to wait for longer than it may.</summary>
    public const string TooLate = "TooLate";

    private const double FirstWaitSeconds = 10;
    private const double LongestWaitSeconds = 300;

    /// <summary>
    /// Calls an activity and, as long as Azure throttles it or is not well, waits as long as Azure says, or where it does not say
    /// ten seconds and then twice as long each time up to five minutes, and calls it again.
    /// </summary>
    /// <param name="options">How an activity that breaks is tried again. Default: <c>Retries.Unexpected</c>.</param>
    /// <param name="until">A call that would come later than that is not made: refused as <see cref="TooLate"/>. Default: none is too
    /// late.</param>
    /// <returns>The outcome: done or refused, never throttled; an activity that broke for a reason nobody expected counts as refusing,
    /// too.</returns>
    public static async Task<Outcome<T>> CallWithThrottlingAsync<T>(
        this TaskOrchestrationContext context, TaskName activity, object input, TaskOptions? options = null, DateTimeOffset? until = null)
    {
        var unreadable = 0;
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await CallAsync<T>(context, activity, input, options ?? Retries.Unexpected);
            var mayPass = outcome.Kind == OutcomeKind.Throttled
                || (outcome.Code is Outcome.Unreadable or Outcome.Damaged && ++unreadable < UnreadableAttempts);
            if (!mayPass)
                return outcome;
            if (attempt == MaximumAttempts)
                return Outcome.Refused<T>("TooManyRequests", Invariant($"{outcome.Reason}; still so after {attempt} attempts"));
            var wait = TimeSpan.FromSeconds(Wait(outcome.RetryAfterSeconds, attempt));
            if (context.Now() + wait >= until)
                return Outcome.Refused<T>(TooLate, Invariant($"{outcome.Reason}; it is too late for another attempt"));
            await context.CreateTimer(wait, CancellationToken.None);
        }
    }

    // A mistake of ours is no reason to leave a machine as it happens to be: the caller goes on to its undo.
    private static async Task<Outcome<T>> CallAsync<T>(
        TaskOrchestrationContext context, TaskName activity, object input, TaskOptions options)
    {
        try
        {
            return await context.CallActivityAsync<Outcome<T>>(activity, input, options);
        }
        catch (TaskFailedException e)
        {
            return Outcome.Refused<T>(Outcome.Unexpected, Words.OneLine(e.FailureDetails.ErrorMessage));
        }
    }

    internal static double Wait(double saidSeconds, int attempt) =>
        saidSeconds > 0 ? saidSeconds : Math.Min(LongestWaitSeconds, FirstWaitSeconds * Math.Pow(2, attempt - 1));
}
