using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>What every run of a capability does around its work.</summary>
internal static class WholeRun
{
    /// <summary>
    /// Does the work of a run and deletes its documents. One that breaks off closes its evidence and is paged: nobody watches its timer.
    /// </summary>
    /// <param name="next">What happens next without anybody's doing, for who is paged.</param>
    public static async Task<T> WholeRunAsync<T>(
        this TaskOrchestrationContext context, string capability, RunMoment run, string next, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is InvalidOperationException or TaskFailedException)
        {
            var reason = Words.OneLine(e is TaskFailedException failed ? failed.FailureDetails.ErrorMessage : e.Message);
            await context.NotifyAsync(new(
                $"{capability}-broken-{run.RunId}", NotificationKind.Page, $"A run of {capability} broke off",
                $"{run.RunId}: {reason}. {next}",
                new SortedDictionary<string, string>(StringComparer.Ordinal) { ["run"] = run.RunId }, run.AsOf));
            await context.CallUntilDoneAsync<RunEvidence>(
                nameof(BrokenRunActivities.CloseBrokenRun), new BrokenRun(capability, run, reason));
            throw;
        }
        finally
        {
            await context.CallUntilDoneAsync<bool>(nameof(RunActivities.ForgetDocuments), run);
        }
    }
}
