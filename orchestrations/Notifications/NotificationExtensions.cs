using Microsoft.DurableTask;

namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>Tells people from an orchestration.</summary>
public static class NotificationExtensions
{
    /// <summary>
    /// Starts the delivery to every receiver, and returns without waiting for it. Never throws: the work does not hang on a message.
    /// </summary>
    public static async Task NotifyAsync(this TaskOrchestrationContext context, Notification notification)
    {
        try
        {
            await context.CallActivityAsync<int>(nameof(NotificationActivities.Notify), notification);
        }
        catch (TaskFailedException e)
        {
            context.CreateReplaySafeLogger(typeof(NotificationExtensions))
                .NotStarted(notification.Id, "any receiver", e.FailureDetails.ErrorMessage);
        }
    }
}
