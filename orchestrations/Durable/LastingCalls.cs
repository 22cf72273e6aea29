using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Durable;

/// <summary>Calls what must not be lost: how a change ended, and that its claim is free again.</summary>
internal static class LastingCalls
{
    private const int MostAttempts = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>Calls an activity until it is done, for two hours also where it is refused or breaks: a role or a network that is missing comes back.</summary>
    public static async Task<Outcome<T>> CallUntilDoneAsync<T>(this TaskOrchestrationContext context, TaskName activity, object input)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await CallAsync<T>(context, activity, input);
            if (outcome.Kind == OutcomeKind.Done || attempt == MostAttempts)
                return outcome;
            await context.CreateTimer(Pause, CancellationToken.None);
        }
    }

    private static async Task<Outcome<T>> CallAsync<T>(TaskOrchestrationContext context, TaskName activity, object input)
    {
        try
        {
            return await context.CallWithThrottlingAsync<T>(activity, input);
        }
        catch (TaskFailedException e)
        {
            return Outcome.Refused<T>("Unexpected", Words.OneLine(e.FailureDetails.ErrorMessage));
        }
    }
}
