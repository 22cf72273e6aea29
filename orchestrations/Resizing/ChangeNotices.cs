using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Notifications;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>What is told of a change, and under which id: the same news once.</summary>
internal static class ChangeNotices
{
    // Of 50 machines the first tell enough.
    private const int MostProblems = 10;

    public static Notification Stranded(TaskOrchestrationContext context, ChangePlan plan, string what, string state, string command) =>
        Of(context, plan, what, NotificationKind.Page, $"{plan.Name} is not as it was", $"{plan.Name} {state}. To put it right: {command}");

    public static Notification BrokenOff(TaskOrchestrationContext context, ChangePlan plan, PlanRef reference, string reason) =>
        BrokenOff(context, plan, $"broken-{reference.Number}", reason);

    /// <param name="what">Tells it from what broke off before under the same instance.</param>
    public static Notification BrokenOff(TaskOrchestrationContext context, ChangePlan plan, string what, string reason) =>
        Of(context, plan, what, NotificationKind.Page, $"The change of {plan.Name} broke off",
            $"{reason}. Nobody knows how it left the machine: look whether it {(plan.Action == PlannedAction.Shutdown ? "is off" : $"runs, and with which size; it had {plan.Size}")}.");

    /// <summary>A take-back after the watch that is begun again; once an attempt.</summary>
    public static Notification TakeBackBrokeOff(TaskOrchestrationContext context, ChangePlan plan, string id) =>
        Of(context, plan, "", NotificationKind.Page, $"The take-back of {plan.Name} broke off",
            $"It was too small, and its orchestration ended on the way back to {plan.Size}. It is begun again now; look whether it runs.")
        with { Id = id };

    public static Notification Leaked(TaskOrchestrationContext context, ChangePlan plan, string what) =>
        Of(context, plan, "leaked", NotificationKind.Leaked, $"{plan.Name}: something is left over",
            $"{what} is still there and costs money. Delete it by hand.");

    public static Notification Done(TaskOrchestrationContext context, ChangePlan plan, string to) =>
        Of(context, plan, "done", NotificationKind.ChangeDone, $"{plan.Name} is now {to}", plan.Reason);

    public static Notification PutBack(TaskOrchestrationContext context, ChangePlan plan, string reason) =>
        Of(context, plan, "put-back", NotificationKind.RolledBack, $"{plan.Name} is as it was", reason);

    public static Notification TakenBack(TaskOrchestrationContext context, ChangePlan plan, string reason) =>
        Of(context, plan, "taken-back", NotificationKind.RolledBack, $"{plan.Name} has {plan.Size} again", reason);

    public static Notification TooSmall(TaskOrchestrationContext context, ChangePlan plan, string reason) =>
        Of(context, plan, "too-small", NotificationKind.Page, $"{plan.Name} is too small", reason);

    /// <summary>It is to be taken back and cannot be; another news than that it is too small.</summary>
    public static Notification NoPlace(TaskOrchestrationContext context, ChangePlan plan, string reason) =>
        Of(context, plan, "no-place", NotificationKind.Page, $"{plan.Name} cannot be taken back yet", reason);

    /// <summary>What an hourly look could not look at; once a day and capability.</summary>
    public static Notification NotLookedAt(TaskOrchestrationContext context, string capability, IReadOnlyList<string> problems) => new(
        $"later-unread-{capability}-{context.CurrentUtcDateTime:yyyyMMdd}", NotificationKind.Page,
        "Resized machines could not be looked at",
        string.Join("; ", problems.Take(MostProblems).Append($"{problems.Count} in all")),
        new Dictionary<string, string>(StringComparer.Ordinal), new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero));

    /// <summary>Once a day and capability, however many changes wait.</summary>
    public static Notification BreakerOpen(TaskOrchestrationContext context, ChangePlan plan, string reason) => new(
        $"breaker-{plan.Capability}-{context.CurrentUtcDateTime:yyyyMMdd}", NotificationKind.BreakerOpen,
        $"{Capability.TitleOf(plan.Capability)} has stopped changing machines", reason,
        new Dictionary<string, string>(StringComparer.Ordinal), new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero));

    private static Notification Of(
        TaskOrchestrationContext context, ChangePlan plan, string what, NotificationKind kind, string title, string text) => new(
        $"{context.InstanceId}-{what}", kind, title, text,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["machine"] = plan.MachineId, ["from"] = plan.Size, ["run"] = plan.RunId, ["environment"] = plan.Environment ?? "untagged",
            ["owner"] = plan.Owner ?? "not known"
        },
        new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero));
}
