using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.State;

/// <summary>What every run does with its documents.</summary>
public sealed class RunActivities(RunStore store)
{
    /// <summary>Deletes the documents that travelled between the run's activities; its report has all of it.</summary>
    [Function(nameof(ForgetDocuments))]
    public Task<Outcome<bool>> ForgetDocuments([ActivityTrigger] RunMoment run, CancellationToken ct) =>
        Outcome.OfAsync("documents of the run", async () =>
    {
        await store.ForgetAsync(run.RunId, ct);
        return true;
    }, ct);
}
