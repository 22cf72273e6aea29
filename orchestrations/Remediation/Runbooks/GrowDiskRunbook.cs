using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>A data disk grows while its machine runs, and its file system with it. No disk ever shrinks: nothing takes it back.</summary>
public static class GrowDiskRunbook
{
    [Function(nameof(GrowDiskRunbook))]
    public static async Task<RunbookEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<RunbookOrder>() ?? throw new InvalidOperationException("A runbook needs its order");
        var acts = new Acts(context, order);
        var planned = await context.CallWithThrottlingAsync<PlannedGrowth>(
            nameof(DiskGrowth.PlanGrowth), new DiskAsked(order.Seen.DataDisks[order.Choice.Lun], order.Choice), until: order.Deadline);
        if (planned.Value is not { } growth)
            return acts.End(acts.Note("plan", new(false, planned.Code, planned.Reason)), "");
        // Nothing shrinks it again: whether it is the full one, and could be made use of, is seen before.
        var full = await ManagedScript.RunAsync(context, acts, order, "look at disk", Command.LookAtDisk, isBegin: true, order.Choice.Lun);
        acts.HasBegun = false;
        if (!full.Succeeded)
            return acts.End(full, "");
        var grown = await acts.BeginAsync("grow disk", Command.GrowDisk, growth.DiskId, growth.ToGiB);
        if (!grown.Succeeded)
            return acts.End(grown, "");
        var words = Invariant($"{ArmId.NameOf(growth.DiskId)} has {growth.ToGiB} GiB, {growth.FromGiB} before");
        return acts.End(
            await ManagedScript.RunAsync(
                context, acts, order, "grow file system", Command.GrowFileSystem, isBegin: false, order.Choice.Lun), words);
    }
}
