using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;

namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>How a delivery ended.</summary>
/// <param name="Problem">Why it was given up; null: the receiver took it.</param>
public sealed record DeliveryResult(int Attempts, string? Problem);

/// <summary>Brings one notification to one receiver, trying again for a day.</summary>
public static class NotifyOrchestrator
{
    /// <summary>Waits before the second attempt, the third, and so on.</summary>
    internal static readonly IReadOnlyList<TimeSpan> Waits =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6),
        TimeSpan.FromHours(15),
    ];

    [Function(nameof(NotifyOrchestrator))]
    public static async Task<DeliveryResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var request = context.GetInput<DeliveryRequest>() ?? throw new InvalidOperationException("there is nothing to deliver");
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await context.CallActivityAsync<Outcome<int>>(
                nameof(NotificationActivities.DeliverNotification), request, Retries.Dispensable);
            if (outcome.Kind == OutcomeKind.Done)
                return new(attempt, null);
            if (outcome.Kind == OutcomeKind.Refused || attempt > Waits.Count)
            {
                var problem = outcome.Reason ?? outcome.Code ?? "refused";
                context.CreateReplaySafeLogger(typeof(NotifyOrchestrator))
                    .GivenUp(request.Notification.Id, request.Receiver, attempt, problem);
                return new(attempt, problem);
            }
            var asked = TimeSpan.FromSeconds(outcome.RetryAfterSeconds);
            await context.CreateTimer(asked > Waits[attempt - 1] ? asked : Waits[attempt - 1], CancellationToken.None);
        }
    }
}
