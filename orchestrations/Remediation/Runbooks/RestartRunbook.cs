using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Remediation.Deciding;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>
/// A machine that runs and does not work: restarted; one that hangs is switched off without its operating system being asked, and started.
/// Nothing takes it back.
/// </summary>
public static class RestartRunbook
{
    [Function(nameof(RestartRunbook))]
    public static async Task<RunbookEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<RunbookOrder>() ?? throw new InvalidOperationException("A runbook needs its order");
        var (acts, machine) = (new Acts(context, order), order.Alert.Target);
        // One that answered to nobody, or that a plain restart did not help, is switched off without asking it.
        if (order.Tried == 0 && !IsHung(order.Seen))
            return acts.End(await acts.BeginAsync("restart", Command.Restart, machine), "restarted");
        var off = await acts.BeginAsync("power off", Command.PowerOff, machine);
        if (!acts.HasBegun)
            return acts.End(off, "");
        return acts.End(await acts.StartAsync(machine), "switched off and started");
    }

    // Its agent has been silent for longer than agents are.
    private static bool IsHung(Situation seen) => !seen.IsAgentReady || (seen.AgentReportedAt is { } report && report < seen.At - Silence)
        || seen.Health is { IsUnavailable: true };

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(15);
}
