using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Resizing.Watching;
using OpsFunctions.Orchestrations.Rightsizing;

namespace OpsFunctions.Functions;

/// <summary>Starts rightsizing: weekly, or when somebody asks.</summary>
public sealed class RightsizingTriggers(RightsizingOptions options, TimeProvider time)
{
    /// <summary>One run a day at most: the day is in its id.</summary>
    [Function(nameof(RightsizingTimer))]
    public Task RightsizingTimer(
        [TimerTrigger("%Rightsizing:Schedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken ct) =>
        client.StartOnceAsync(
            nameof(RightsizingOrchestrator), RunIds.OfDay(RightsizingCapability.Name, time.GetUtcNow()), new RunInput(RunInput.Timer), ct);

    /// <summary>Each hour at machines whose watch is over.</summary>
    [Function(nameof(LaterWatchTimer))]
    public Task LaterWatchTimer(
        [TimerTrigger("%Rightsizing:Changes:LaterWatchSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client,
        CancellationToken ct)
    {
        if (options.Mode < Mode.Approve || options.Changes.LaterWatchDays == 0)
            return Task.CompletedTask;
        var id = RunIds.OfMinute(LaterWatchOrchestrator.Prefix, time.GetUtcNow());
        return client.StartOnceAsync(nameof(LaterWatchOrchestrator), id, RightsizingCapability.Name, ct);
    }

    [Function(nameof(StartRightsizing))]
    [Lets(Role.Operator)]
    public async Task<IResult> StartRightsizing(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "runs/rightsizing")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        if (!RunIds.TryOfRequest(RightsizingCapability.Name, request, time.GetUtcNow(), out var id))
            return RunIds.KeyTooLong;
        await client.StartOnceAsync(
            nameof(RightsizingOrchestrator), id, new RunInput(request.HttpContext.User.Identity?.Name ?? "unknown"), ct);
        return Results.Accepted($"{request.PathBase}/api/runs/{id}", new { id });
    }
}
