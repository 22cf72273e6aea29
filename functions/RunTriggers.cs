using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Functions;

/// <summary>What runs there are and how far they got.</summary>
public sealed class RunTriggers
{
    private const int MostRuns = 200;
    // Changes go on after the run whose advice they carry out.
    private static readonly string[] Capabilities = [RightsizingReport.Capability, "changes", SnapshotReport.Capability];

    [Function(nameof(ListRuns))]
    public static async Task<IResult> ListRuns(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        var runs = new List<OrchestrationMetadata>();
        foreach (var capability in Capabilities)
        {
            var query = new OrchestrationQuery { InstanceIdPrefix = capability + "-" };
            await foreach (var run in client.GetAllInstancesAsync(query).WithCancellation(ct))
                runs.Add(run);
        }
        return Results.Ok(runs
            .OrderByDescending(run => run.CreatedAt).ThenBy(run => run.InstanceId, StringComparer.Ordinal)
            .Take(MostRuns)
            .Select(run => new { id = run.InstanceId, status = run.RuntimeStatus.ToString(), startedAt = run.CreatedAt, updatedAt = run.LastUpdatedAt }));
    }

    [Function(nameof(GetRun))]
    public static async Task<IResult> GetRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{id}")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        var run = RunStore.IsRunId(id) && Capabilities.Any(capability => id.StartsWith(capability + "-", StringComparison.Ordinal))
            ? await client.GetInstanceAsync(id, getInputsAndOutputs: true, ct)
            : null;
        return run is null
            ? Refusal.Of(StatusCodes.Status404NotFound, "No such run", "GET /api/runs lists the runs; one that was cleared away still has its report: GET /api/reports.")
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
