using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Functions;

/// <summary>How drills stand, and what people do to them.</summary>
public sealed class RunningDrillTriggers(DrillOptions options, DrillStore store, DrillViews views, TimeProvider time)
{
    private const int LongestNotes = 2000;

    /// <summary>The last drills of each application with their trend, and the plans there are.</summary>
    [Function(nameof(ListDrills))]
    [Lets(Role.Reader)]
    public async Task<IResult> ListDrills(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "drills")] HttpRequest request, CancellationToken ct)
    {
        var outcome = await Outcome.OfAsync("drills", () => store.HistoriesAsync(ct), ct);
        return outcome.Value is not { } histories ? Refusal.OfState(outcome) : Results.Ok(new
        {
            plans = options.Plans.Keys.Order(StringComparer.Ordinal),
            applications = histories.Documents.OrderBy(one => one.Application, StringComparer.Ordinal).Select(DrillTrend.Of),
            damaged = histories.Damaged.Select(one => one.Problem),
        });
    }

    /// <summary>How a drill stands: in a sentence, and step by step.</summary>
    [Function(nameof(GetDrill))]
    [Lets(Role.Reader)]
    public async Task<IResult> GetDrill(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "drills/{id}")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        var outcome = await Outcome.OfAsync("drill", () => IsDrill(id)
            ? views.FindAsync(client, id, request.PathBase, ct)
            : Task.FromResult<DrillView?>(null), ct);
        return outcome.Kind != OutcomeKind.Done ? Refusal.OfState(outcome) : outcome.Value is { } view ? Results.Ok(view) : NoDrill;
    }

    /// <summary>Ends a drill: no step forward from now on, then everything is taken down. Twice is as once.</summary>
    [Function(nameof(AbortDrill))]
    [Lets(Role.Operator)]
    public async Task<IResult> AbortDrill(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "drills/{id}/abort")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        if (!RunIds.HasUsableKey(request))
            return RunIds.KeyTooLong;
        var by = Callers.NameOf(request);
        var outcome = await Outcome.OfAsync("drill", async () =>
        {
            if (!IsDrill(id) || await client.GetInstanceAsync(id, getInputsAndOutputs: false, ct) is not { } instance)
                return NoDrill;
            if (instance.IsCompleted)
                return Over(id);
            await store.KeepStopAsync(new(id, StopKind.Aborted, by, time.GetUtcNow(), $"aborted by {by}"), ct);
            await client.RaiseEventAsync(id, DrillOrchestrator.AbortEvent, by, ct);
            return Results.Accepted($"{request.PathBase}/api/drills/{id}", new { id, status = "it takes everything down now" });
        }, ct);
        return outcome.Value ?? Refusal.OfState(outcome);
    }

    /// <summary>
    /// Tries a stage again: <c>group</c> while a drill waits on a group that failed, <c>cleanup</c> where it left something.
    /// </summary>
    [Function(nameof(RetryDrill))]
    [Lets(Role.Operator)]
    public async Task<IResult> RetryDrill(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "drills/{id}/retry")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        if (!RunIds.HasUsableKey(request))
            return RunIds.KeyTooLong;
        if (await JsonBody.ReadAsync<RetryRequest>(request, ct) is not { Stage: "group" or "cleanup" } body)
            return Refusal.Of(
                StatusCodes.Status400BadRequest, "The body names no stage", "Send {\"stage\":\"group\"} or {\"stage\":\"cleanup\"}.");
        var outcome = await Outcome.OfAsync("drill", () => RetryAsync(client, request, id, body.Stage, ct), ct);
        return outcome.Value ?? Refusal.OfState(outcome);
    }

    /// <summary>A person's word on a drill that was judged.</summary>
    [Function(nameof(AttestDrill))]
    [Lets(Role.Operator)]
    public async Task<IResult> AttestDrill(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "drills/{id}/attestation")] HttpRequest request, string id,
        CancellationToken ct)
    {
        if (!RunIds.HasUsableKey(request))
            return RunIds.KeyTooLong;
        if (await JsonBody.ReadAsync<AttestRequest>(request, ct) is not { Notes.Length: <= LongestNotes } body)
            return Refusal.Of(
                StatusCodes.Status400BadRequest, "The body does not say what is attested",
                $"Send {{\"success\":true,\"notes\":\"what you saw\"}}; notes at most {LongestNotes} characters.");
        var outcome = await Outcome.OfAsync("drill", async () =>
        {
            if (!IsDrill(id) || await store.RecordAsync(id, ct) is not { } record)
                return NoDrill;
            if (record.JudgedAt is null)
                return Refusal.Of(
                    StatusCodes.Status409Conflict, "The drill is not judged yet",
                    $"GET /api/drills/{id} shows how far it is; attest it when it has a verdict.");
            var attestation = await views.AttestAsync(id, Callers.NameOf(request), body.Success, body.Notes, ct);
            return Results.Ok(attestation);
        }, ct);
        return outcome.Value ?? Refusal.OfState(outcome);
    }

    private async Task<IResult> RetryAsync(DurableTaskClient client, HttpRequest request, string id, string stage, CancellationToken ct)
    {
        if (!IsDrill(id) || await client.GetInstanceAsync(id, getInputsAndOutputs: true, ct) is not { } instance)
            return NoDrill;
        if (stage == "group")
        {
            if (instance.IsCompleted)
                return Over(id);
            if (instance.ReadCustomStatusAs<DrillProgress>()?.Stage != "waiting")
                return Refusal.Of(
                    StatusCodes.Status409Conflict, "The drill does not wait for a retry",
                    "A group can be tried again while the drill waits on it: set WaitOnFailureMinutes in its plan.");
            await client.RaiseEventAsync(id, DrillOrchestrator.RetryEvent, Callers.NameOf(request), ct);
            return Results.Accepted($"{request.PathBase}/api/drills/{id}", new { id, status = "it tries the group again" });
        }
        if (await store.JournalAsync(id, ct) is not { ClosedAt: null } || !instance.IsCompleted)
            return Refusal.Of(
                StatusCodes.Status409Conflict, "There is nothing to clean up",
                $"GET /api/drills/{id} shows what was left, if anything was.");
        var run = $"{DrillCleanOrchestrator.Prefix}-{Orchestrations.Ids.Page(id)}-{time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmm}";
        await client.StartOnceAsync(nameof(DrillCleanOrchestrator), run, id, ct);
        return Results.Accepted($"{request.PathBase}/api/runs/{run}", new { id, run });
    }

    private static bool IsDrill(string id) => RunStore.IsRunId(id) && DrillsCapability.Registration.Capability.Owns(id);

    private static IResult NoDrill => Refusal.Of(StatusCodes.Status404NotFound, "No such drill", "GET /api/drills lists the drills.");

    private static IResult Over(string id) =>
        Refusal.Of(StatusCodes.Status409Conflict, "The drill is over", $"GET /api/drills/{id} shows what came of it.");

    private sealed record RetryRequest(string Stage);

    private sealed record AttestRequest(bool Success, string Notes);
}
