using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Functions;

/// <summary>What runs there are and how far they got.</summary>
public sealed class RunTriggers(IEnumerable<Capability> capabilities)
{
    private const int MostRuns = 200;

    [Function(nameof(ListRuns))]
    [Lets(Role.Reader)]
    public async Task<IResult> ListRuns(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        var runs = new List<OrchestrationMetadata>();
        foreach (var prefix in capabilities.SelectMany(one => one.RunPrefixes))
        {
            var query = new OrchestrationQuery { InstanceIdPrefix = prefix };
            await foreach (var run in client.GetAllInstancesAsync(query).WithCancellation(ct))
                runs.Add(run);
        }
        return Results.Ok(runs
            .OrderByDescending(run => run.CreatedAt).ThenBy(run => run.InstanceId, StringComparer.Ordinal)
            .Take(MostRuns)
            .Select(run => new
            {
                id = run.InstanceId, status = run.RuntimeStatus.ToString(), startedAt = run.CreatedAt, updatedAt = run.LastUpdatedAt
            }));
    }

    [Function(nameof(GetRun))]
    [Lets(Role.Reader)]
    public async Task<IResult> GetRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{id}")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        var run = RunStore.IsRunId(id) && capabilities.Any(capability => capability.Owns(id))
            ? await client.GetInstanceAsync(id, getInputsAndOutputs: true, ct)
            : null;
        return run is null
            ? Refusal.Of(
                StatusCodes.Status404NotFound, "No such run",
                "GET /api/runs lists the runs; one that was cleared away still has its report: GET /api/reports.")
            : Results.Ok(new
            {
                id = run.InstanceId,
                status = run.RuntimeStatus.ToString(),
                startedAt = run.CreatedAt,
                updatedAt = run.LastUpdatedAt,
                progress = run.ReadCustomStatusAs<JsonElement?>(),
                result = run.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? run.ReadOutputAs<JsonElement?>() : null,
                failure = run.FailureDetails?.ErrorMessage,
            });
    }
}
