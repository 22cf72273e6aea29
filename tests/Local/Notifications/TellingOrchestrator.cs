using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Notifications;

namespace OpsFunctions.Tests.Local.Notifications;

/// <summary>Tells what it is given, twice, and says when it went on.</summary>
public static class TellingOrchestrator
{
    [Function(nameof(TellingOrchestrator))]
    public static async Task<DateTime> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var message = context.GetInput<Notification>()!;
        await context.NotifyAsync(message);
        await context.NotifyAsync(message);
        return context.CurrentUtcDateTime;
    }
}
