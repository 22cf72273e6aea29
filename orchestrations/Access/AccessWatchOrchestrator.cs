using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Access.Watching;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Notifications;

namespace OpsFunctions.Orchestrations.Access;

/// <summary>A look at who was given much: told first, remembered then.</summary>
public static class AccessWatchOrchestrator
{
    /// <summary>How ids of its instances begin.</summary>
    public const string Prefix = "watch";

    [Function(nameof(AccessWatchOrchestrator))]
    public static async Task<Look> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var looked = await context.CallWithThrottlingAsync<Look>(nameof(WatchActivities.LookAtAccess), context.InstanceId);
        if (looked.Value is not { } look)
            return new([], [], [looked.Reason ?? ""]);
        foreach (var one in look.News)
            await context.NotifyAsync(new(
                one.Id, one.IsPage ? NotificationKind.Page : NotificationKind.ChangeDone, one.Title, one.Text,
                new SortedDictionary<string, string>(StringComparer.Ordinal), context.Now()));
        await context.CallUntilDoneAsync<bool>(nameof(WatchActivities.RememberAccess), new WatchToRemember(context.InstanceId, look.Noted));
        return look;
    }
}
