using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Functions;

/// <summary>Starts snapshot rotation: each hour, once a day its retention, or when somebody asks.</summary>
public sealed class SnapshotTriggers(SnapshotOptions options, TimeProvider time)
{
    /// <summary>One run an hour, and from the hour of retention on one of that a day: both are in their ids.</summary>
    [Function(nameof(SnapshotTimer))]
    public async Task SnapshotTimer(
        [TimerTrigger("%Snapshots:Schedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (options.Mode > Mode.Off)
            await client.StartOnceAsync(
                nameof(SnapshotsOrchestrator), RunIds.OfHour(SnapshotsCapability.Name, now), new RunInput(RunInput.Timer), ct);
        if (options.DeleteMode > Mode.Off && now.Hour >= options.RetentionHour)
            await client.StartOnceAsync(
                nameof(RetentionOrchestrator), RetentionOrchestrator.InstanceOf(now), new RunInput(RunInput.Timer), ct);
    }

    /// <summary><c>?retention=true</c>: what may go, instead of what is due.</summary>
    [Function(nameof(StartSnapshots))]
    [Lets(Role.Operator)]
    public async Task<IResult> StartSnapshots(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "runs/snapshots")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        var asked = request.Query["retention"].ToString().ToLowerInvariant();
        if (asked is not ("" or "true" or "false"))
            return Refusal.Of(
                StatusCodes.Status400BadRequest, "The query is not understood",
                "Send ?retention=true (delete what may go), or leave it out (take what is due).");
        var isRetention = asked == "true";
        if (!RunIds.TryOfRequest(isRetention
            ? RetentionOrchestrator.Prefix
            : SnapshotsCapability.Name, request, time.GetUtcNow(), out var id))
            return RunIds.KeyTooLong;
        await client.StartOnceAsync(isRetention
            ? nameof(RetentionOrchestrator)
            : nameof(SnapshotsOrchestrator), id, new RunInput(Callers.NameOf(request)), ct);
        return Results.Accepted($"{request.PathBase}/api/runs/{id}", new { id });
    }
}
