using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>Once a day: what the intake left and nobody needs any more is deleted.</summary>
public static class ForgetAlertsOrchestrator
{
    private const int MostRounds = 100;

    /// <summary>Id of the day's run.</summary>
    public static string InstanceOf(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"forget-alerts-{now.UtcDateTime:yyyyMMdd}");

    /// <summary>How many rounds it took. What is refused or does not fit into them is left to the next day.</summary>
    [Function(nameof(ForgetAlertsOrchestrator))]
    public static async Task<int> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var now = context.Now();
        for (var round = 1; round <= MostRounds; round++)
        {
            var outcome = await context.CallWithThrottlingAsync<int>(nameof(AlertActivities.ForgetAlerts), now);
            if (outcome.Kind != OutcomeKind.Done || outcome.Value < AlertActivities.MostForgotten)
                return round;
        }
        return MostRounds;
    }
}
