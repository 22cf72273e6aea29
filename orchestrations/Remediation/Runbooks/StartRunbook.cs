using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>A machine that stopped from within is started. Nothing takes it back.</summary>
public static class StartRunbook
{
    [Function(nameof(StartRunbook))]
    public static async Task<RunbookEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<RunbookOrder>() ?? throw new InvalidOperationException("A runbook needs its order");
        var (acts, machine) = (new Acts(context, order), order.Alert.Target);
        return acts.End(await acts.BeginAsync("start", Command.Start, machine), "started");
    }
}
