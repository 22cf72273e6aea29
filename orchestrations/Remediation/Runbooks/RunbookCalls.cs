using Microsoft.DurableTask;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>Calls a runbook by its name.</summary>
internal static class RunbookCalls
{
    private static readonly Dictionary<string, string> Orchestrators = new(StringComparer.Ordinal)
    {
        [RunbookNames.Restart] = nameof(RestartRunbook),
        [RunbookNames.Start] = nameof(StartRunbook),
        [RunbookNames.Reapply] = nameof(ReapplyRunbook),
        [RunbookNames.Redeploy] = nameof(RedeployRunbook),
        [RunbookNames.RunScript] = nameof(RunScriptRunbook),
        [RunbookNames.GrowDisk] = nameof(GrowDiskRunbook),
        [RunbookNames.ScaleOut] = nameof(ScaleOutRunbook),
        [RunbookNames.ResizeUp] = nameof(ResizeUpRunbook),
    };

    /// <summary>A runbook that breaks for a reason nobody expected may have begun: it is verified like any other.</summary>
    public static async Task<RunbookEnd> RunAsync(TaskOrchestrationContext context, RunbookOrder order)
    {
        try
        {
            return await context.CallSubOrchestratorAsync<RunbookEnd>(
                Orchestrators[order.Choice.Name], order, new SubOrchestrationOptions { InstanceId = $"runbook-{order.AttemptId}" });
        }
        catch (TaskFailedException e)
        {
            return new(HasBegun: true, Succeeded: false, "Unexpected", Words.OneLine(e.FailureDetails.ErrorMessage));
        }
    }
}
