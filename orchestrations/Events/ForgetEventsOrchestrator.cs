using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;

namespace OpsFunctions.Orchestrations.Events;

/// <summary>Once a day: records of events that are two days old are deleted. Within a day each event is taken once.</summary>
public static class ForgetEventsOrchestrator
{
    private const int MostRounds = 100;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <summary>Id of the day's run.</summary>
    public static string InstanceOf(DateTimeOffset now) => 
        string.Create(CultureInfo.InvariantCulture, $"forget-events-{now.UtcDateTime:yyyyMMdd}");

    /// <summary>How many were deleted. What is refused or does not fit into 500,000 is left to the next day.</summary>
    [Function(nameof(ForgetEventsOrchestrator))]
    public static async Task<int> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var before = context.Now() - Kept;
        var forgotten = 0;
        for (var round = 1; round <= MostRounds; round++)
        {
            var outcome = await context.CallWithThrottlingAsync<int>(nameof(EventActivities.ForgetEvents), before);
            forgotten += outcome.Value;
            if (outcome.Kind != OutcomeKind.Done || outcome.Value < EventActivities.MostForgotten)
                break;
        }
        return forgotten;
    }
}
