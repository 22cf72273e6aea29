using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Durable;

/// <summary>Calls what must not be lost: how a change ended, and that its claim is free again.</summary>
internal static class LastingCalls
{
    private static readonly Repeat TwoHours = new(12, TimeSpan.FromMinutes(10));

    /// <summary>
    /// Calls an activity until it is done, for two hours also where it is refused or breaks: a role or a network that is missing comes
    /// back.
    /// </summary>
    public static Task<Outcome<T>> CallUntilDoneAsync<T>(this TaskOrchestrationContext context, TaskName activity, object input) =>
        TwoHours.UntilAsync(
            context, outcome => outcome.Kind == OutcomeKind.Done, () => context.CallWithThrottlingAsync<T>(activity, input));
}
