using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Drills.Cleaning;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Notifications;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>What a sweep did.</summary>
public sealed record SweepSummary(int Looked, int Cleaned, int Left);

/// <summary>
/// Takes down what drills left whose time is over: by their journals, never by a tag alone. One that cannot be swept stops no other.
/// </summary>
public static class DrillSweepOrchestrator
{
    /// <summary>What ids of its runs begin with.</summary>
    public const string Prefix = "drills-sweep";

    private const int AtOnce = 5;

    [Function(nameof(DrillSweepOrchestrator))]
    public static async Task<SweepSummary> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var planned = await context.CallWithThrottlingAsync<SweepPlan>(nameof(SweepActivities.PlanSweep), context.InstanceId);
        if (planned.Value is not { } plan)
        {
            await context.NotifyAsync(Broken(context, Words.OneLine(planned.Reason ?? "refused")));
            return new(0, 0, 0);
        }
        if (plan.Damaged.Count > 0)
            await context.NotifyAsync(Broken(context, Words.OneLine(string.Join("; ", plan.Damaged))));
        var ends = await FanOut.AtMostAsync(plan.Drills, AtOnce, drill => DrillSweeping.SweepAsync(context, drill));
        return new(plan.Drills.Count, ends.Count(end => end.Remains != Remains.Leaked), ends.Count(end => end.Remains == Remains.Leaked));
    }

    private static Notification Broken(TaskOrchestrationContext context, string reason) => new(
        $"drills-sweep-{context.InstanceId}", NotificationKind.Page, "Leftovers of drills could not be looked for",
        $"{reason}. The next hour tries again.",
        new SortedDictionary<string, string>(StringComparer.Ordinal) { ["run"] = context.InstanceId }, context.Now());
}
