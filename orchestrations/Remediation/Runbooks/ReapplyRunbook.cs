using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>A machine whose last change failed has its model applied once more: the mildest cure. Nothing takes it back.</summary>
public static class ReapplyRunbook
{
    [Function(nameof(ReapplyRunbook))]
    public static async Task<RunbookEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<RunbookOrder>() ?? throw new InvalidOperationException("A runbook needs its order");
        var (acts, machine) = (new Acts(context, order), order.Alert.Target);
        return acts.End(await acts.BeginAsync("reapply", Command.Reapply, machine), "its model was applied once more");
    }
}
