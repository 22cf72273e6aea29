using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>
/// Once a day: the head of the evidence of the day before leaves the container, in a notification and, where the settings name one, to a
/// time-stamp service. Whoever makes the evidence anew afterwards cannot make it fit.
/// </summary>
public static class DailyHeadOrchestrator
{
    /// <summary>Id of the day's run.</summary>
    public static string InstanceOf(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"evidence-head-{now.UtcDateTime:yyyyMMdd}");

    /// <returns>The head that was given away; empty where there was none.</returns>
    [Function(nameof(DailyHeadOrchestrator))]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var read = await context.CallWithThrottlingAsync<ManifestHead>(nameof(HeadActivities.ReadHead), context.Now());
        if (read.Value is not { } head)
            await context.NotifyAsync(Page(context, $"The evidence could not be read: {read.Reason}"));
        else if (head.Problem is { } problem)
            await context.NotifyAsync(Page(context, $"{head.Manifest} is not whole: {problem}"));
        else if (head.Manifest.Length > 0)
        {
            var stamp = await context.CallWithThrottlingAsync<string>(nameof(HeadActivities.StampHead), head);
            await context.NotifyAsync(Told(context, head, stamp));
        }
        await context.CallWithThrottlingAsync<int>(nameof(HeadActivities.ForgetWords), context.Now());
        return read.Value?.Hash ?? "";
    }

    private static Notification Told(TaskOrchestrationContext context, ManifestHead head, Outcome<string> stamp)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["head"] = head.Hash,
            ["manifest"] = head.Manifest,
            ["records"] = head.Records.ToString(CultureInfo.InvariantCulture),
        };
        if (stamp.Value is { Length: > 0 } name)
            facts["timeStamp"] = name;
        else if (stamp.Value is null)
            facts["timeStampProblem"] = stamp.Reason ?? "";
        return new(
            context.InstanceId, NotificationKind.DailyHead, "Head of the evidence",
            $"Keep this message: verify-evidence DIR --head {head.Hash} shows later whether the evidence up to then is what it was.",
            facts, context.Now());
    }

    private static Notification Page(TaskOrchestrationContext context, string text) => new(
        context.InstanceId, NotificationKind.Page, "The day's head of the evidence could not be given away", text,
        new SortedDictionary<string, string>(StringComparer.Ordinal), context.Now());
}
