using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>
/// A machine gets the next larger size of its kind, by the ground floor's resize with all that secures it, and the size is pinned: what
/// rightsizing advises later goes no lower. The resize itself puts back what does not work.
/// </summary>
public static class ResizeUpRunbook
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    // Longer than that no resize without its watch takes.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(90);

    [Function(nameof(ResizeUpRunbook))]
    public static async Task<RunbookEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<RunbookOrder>() ?? throw new InvalidOperationException("A runbook needs its order");
        var acts = new Acts(context, order);
        var planned = await context.CallWithThrottlingAsync<PlannedEnlargement>(
            nameof(Enlargement.PlanEnlargement), order, until: order.Deadline);
        if (planned.Value is not { } larger)
            return acts.End(acts.Note("plan", new(false, planned.Code, planned.Reason)), "");
        var looked = await context.CallWithThrottlingAsync<bool>(nameof(ActActivities.LookOnceMore), order, until: order.Deadline);
        if (!looked.Value)
            return acts.End(acts.Note("look", new(false, looked.Code, looked.Reason)), "");
        // The resize has a claim of its own.
        await context.CallUntilDoneAsync<bool>(
            nameof(GuardActivities.EndChange), new ChangeEnd(order.Ticket, HasChanged: false, HasFailed: false));
        var resize = new StartedResize($"resize-{order.AttemptId}", larger.Plan);
        var (outcome, size) = await EndOfAsync(context, resize);
        acts.Note($"resize to {larger.To}", outcome);
        acts.HasBegun = outcome.Code != nameof(ChangeEndKind.NotTaken);
        if (outcome.Succeeded)
            acts.Note("pin", await PinAsync(context, order, size));
        return acts.End(outcome, $"it has the size {size}, {larger.From} before");
    }

    // The resize goes on to watch the machine, which is not waited for. As a part of this runbook it would keep the runbook from its end.
    private static async Task<(ChangeOutcome Outcome, string Size)> EndOfAsync(TaskOrchestrationContext context, StartedResize resize)
    {
        var started = await context.CallWithThrottlingAsync<bool>(nameof(Enlargement.StartResize), resize);
        if (started.Kind != OutcomeKind.Done)
            return (new(false, nameof(ChangeEndKind.NotTaken), $"it could not be started: {started.Reason}"), "");
        var end = context.Now() + Longest;
        while (context.Now() < end)
        {
            await context.CreateTimer(Between, CancellationToken.None);
            var seen = await context.CallWithThrottlingAsync<ResizeSeen>(nameof(Enlargement.ReadResize), resize);
            if (seen.Value?.Kind is { } kind)
                return (kind == ChangeEndKind.Changed ? ChangeOutcome.Ok : new(false, kind.ToString(), seen.Value.Reason), seen.Value.To);
        }
        return (new(false, "TimedOut", "the resize is not done"), "");
    }

    private static async Task<ChangeOutcome> PinAsync(TaskOrchestrationContext context, RunbookOrder order, string size)
    {
        var request = new GuardRequest(
            RemediationCapability.Name, order.Ticket.Owner, order.Ticket.ResourceId, ArmId.SubscriptionOf(order.Ticket.ResourceId) ?? "",
            Mode.Apply, order.Ticket.PlanHash);
        var claim = await context.CallUntilDoneAsync<ChangeTicket>(nameof(GuardActivities.ClaimForUndo), request);
        if (claim.Value is not { } ticket)
            return new(false, claim.Code, claim.Reason);
        return await context.ChangeAsync(
            nameof(MachineActivities.EnsureTag), new TagChange(ticket, ChangeDirection.Undo, order.Alert.Target, "ops:floor", size));
    }
}
