using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Notifications;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes;

/// <summary>What people are told of all changes of a run, once a run.</summary>
internal static class RunNotices
{
    public static Notification PlansUnread(TaskOrchestrationContext context, string runId, string why) => Of(
        context, $"plans-{runId}", runId, $"Changes of {runId} are not made",
        $"{why}. Those that had begun go on; the next run plans anew.");

    public static Notification NotReported(TaskOrchestrationContext context, string runId, string why) => Of(
        context, $"report-{runId}", runId, $"The report of the changes of {runId} could not be written",
        $"{why}. What was changed stands in the evidence of each change.");

    private static Notification Of(TaskOrchestrationContext context, string id, string runId, string title, string text) => new(
        id, NotificationKind.Page, title, text, new SortedDictionary<string, string>(
            StringComparer.Ordinal) { ["run"] = runId }, context.Now());
}
