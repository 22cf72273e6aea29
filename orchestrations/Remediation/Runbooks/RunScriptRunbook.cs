using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>A script that people approved is run inside a machine, with no word of the alert in it. Nothing takes it back.</summary>
public static class RunScriptRunbook
{
    [Function(nameof(RunScriptRunbook))]
    public static async Task<RunbookEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<RunbookOrder>() ?? throw new InvalidOperationException("A runbook needs its order");
        var acts = new Acts(context, order);
        return acts.End(
            await ManagedScript.RunAsync(context, acts, order, "run script", Command.RunScript, isBegin: true),
            $"{order.Choice.Script} ran");
    }
}
