using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>A scale set gets more instances, within bounds. What does not help is taken back: it has as many as before.</summary>
public static class ScaleOutRunbook
{
    [Function(nameof(ScaleOutRunbook))]
    public static async Task<RunbookEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<RunbookOrder>() ?? throw new InvalidOperationException("A runbook needs its order");
        var (acts, set) = (new Acts(context, order), order.Alert.Target);
        if (order.Undo is { } before)
            return acts.End(
                await acts.GoOnAsync("scale in", Command.ScaleTo, set, long.Parse(before, CultureInfo.InvariantCulture)),
                $"it has {before} instances again");
        var planned = await context.CallWithThrottlingAsync<PlannedScale>(
            nameof(ScaleOut.PlanScale), new ScaleAsked(set, order.Choice), until: order.Deadline);
        if (planned.Value is not { } scale)
            return acts.End(acts.Note("plan", new(false, planned.Code, planned.Reason)), "");
        return acts.End(
            await acts.BeginAsync("scale out", Command.ScaleTo, set, scale.To),
            Invariant($"it has {scale.To} instances, {scale.From} before"), scale.From.ToString(CultureInfo.InvariantCulture));
    }
}
