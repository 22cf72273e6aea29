using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Access;
using OpsFunctions.Orchestrations.Access.Report;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;

namespace OpsFunctions.Functions;

/// <summary>Starts access audits and the watch, and shows what the last audit found.</summary>
public sealed class AccessTriggers(AccessOptions options, AccessViews views, TimeProvider time)
{
    /// <summary>One audit a day at most: the day is in its id.</summary>
    [Function(nameof(AccessTimer))]
    public Task AccessTimer(
        [TimerTrigger("%Access:Schedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken ct) =>
        options.Mode == Mode.Off ? Task.CompletedTask : client.StartOnceAsync(
            nameof(AccessOrchestrator), RunIds.OfDay(AccessCapability.Name, time.GetUtcNow()), new RunInput(RunInput.Timer), ct);

    /// <summary>
    /// Each five minutes at what events noted, and 15 minutes after the last time at management groups, the root and the directory's logs.
    /// </summary>
    [Function(nameof(AccessWatchTimer))]
    public Task AccessWatchTimer(
        [TimerTrigger("%Access:WatchSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken ct) =>
        options.Mode == Mode.Off ? Task.CompletedTask : client.StartOnceAsync(
            nameof(AccessWatchOrchestrator), RunIds.OfMinute(AccessWatchOrchestrator.Prefix, time.GetUtcNow()), input: null, ct);

    [Function(nameof(StartAccess))]
    [Lets(Role.Operator, Role.Auditor)]
    public async Task<IResult> StartAccess(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "runs/access")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        if (!RunIds.TryOfRequest(AccessCapability.Name, request, time.GetUtcNow(), out var id))
            return RunIds.KeyTooLong;
        await client.StartOnceAsync(nameof(AccessOrchestrator), id, new RunInput(Callers.NameOf(request)), ct);
        return Results.Accepted($"{request.PathBase}/api/runs/{id}", new { id });
    }

    /// <summary>How many findings of which check the last audit had: counts, no names.</summary>
    [Function(nameof(GetAccess))]
    [Lets(Role.Reader)]
    public async Task<IResult> GetAccess(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "access")] HttpRequest request, CancellationToken ct)
    {
        var outcome = await Outcome.OfAsync("last audit", () => views.CountsAsync(ct), ct);
        return outcome.Kind != OutcomeKind.Done ? Refusal.OfState(outcome) : outcome.Value is { } view ? Results.Ok(view) : NoAudit;
    }

    /// <summary>What somebody can do, where, since when, through what, and who said so: as the last audit saw it.</summary>
    [Function(nameof(GetPrincipal))]
    [Lets(Role.Auditor)]
    public async Task<IResult> GetPrincipal(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "access/principals/{id}")] HttpRequest request, string id,
        CancellationToken ct)
    {
        if (!Ids.IsGuid(id))
            return Refusal.Of(
                StatusCodes.Status400BadRequest, "This is no object id",
                "An object id is a GUID of 8-4-4-4-12 digits; the report shows each.");
        var outcome = await Outcome.OfAsync("last audit", () => views.PrincipalAsync(id.ToLowerInvariant(), ct), ct);
        if (outcome.Kind != OutcomeKind.Done)
            return Refusal.OfState(outcome);
        return outcome.Value is { } view ? Results.Ok(view) : Refusal.Of(
            StatusCodes.Status404NotFound, "The last audit does not know this principal",
            "It has no right, is in no group that has one, and owns nothing that has; or there is no audit yet: POST /api/runs/access.");
    }

    private static IResult NoAudit =>
        Refusal.Of(StatusCodes.Status404NotFound, "There is no audit yet", "POST /api/runs/access starts one.");
}
