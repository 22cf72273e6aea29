using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>A machine is moved to another host: its temporary disk is lost. Nothing takes it back.</summary>
public static class RedeployRunbook
{
    [Function(nameof(RedeployRunbook))]
    public static async Task<RunbookEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<RunbookOrder>() ?? throw new InvalidOperationException("A runbook needs its order");
        var (acts, machine) = (new Acts(context, order), order.Alert.Target);
        return acts.End(
            await acts.BeginAsync("redeploy", Command.Redeploy, machine), "moved to another host; what was on its temporary disk is lost");
    }
}
