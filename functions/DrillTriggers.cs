using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Drills.Settings;
using OpsFunctions.Orchestrations.Durable;

namespace OpsFunctions.Functions;

/// <summary>Starts drills and the sweep: by timer, or when somebody asks.</summary>
public sealed class DrillTriggers(DrillOptions options, DrillStore store, PreflightReader preflight, TimeProvider time)
{
    private const int LongestReason = 500;

    /// <summary>What is due today, a drill a plan and slot, and one sweep an hour: all are in their ids.</summary>
    [Function(nameof(DrillTimer))]
    public async Task DrillTimer(
        [TimerTrigger("%Drills:Schedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        // Where no drills may be built, none left anything.
        if (options.Subscriptions.Count > 0)
            await client.StartOnceAsync(nameof(DrillSweepOrchestrator), RunIds.OfHour(DrillSweepOrchestrator.Prefix, now), input: null, ct);
        if (options.Mode == Mode.Off)
            return;
        foreach (var name in options.Plans.Keys.Where(name => DrillSchedule.IsDue(options.Find(name)!, now)).Order(StringComparer.Ordinal))
        {
            var id = RunIds.OfDay($"{DrillsCapability.Name}-{name.ToLowerInvariant()}", now);
            await client.StartOnceAsync(nameof(DrillOrchestrator), id, new DrillRequest(name, "", RunInput.Timer, ""), ct);
        }
    }

    /// <summary>A plan's name alone is enough. <c>?check=true</c>: only the preflight, nothing is started.</summary>
    [Function(nameof(StartDrill))]
    [Lets(Role.Operator)]
    public async Task<IResult> StartDrill(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "drills")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        if (await JsonBody.ReadAsync<StartRequest>(request, ct) is not { } body || body.Reason is { Length: > LongestReason }
            || (body.Point is { } point && !DrillPoint.IsOne(point)))
            return Refusal.Of(
                StatusCodes.Status400BadRequest, "The body does not say which plan",
                $"Send {{\"plan\":\"name\"}}, and if you like \"point\" (newest, or a moment such as 2026-06-01T02:00:00Z) and \"reason\" (at most {LongestReason} characters). {Names}");
        if (options.Find(body.Plan) is not { } plan)
            return Refusal.Of(StatusCodes.Status404NotFound, "No such plan", Names);
        var name = options.Plans.Keys.First(one => string.Equals(one, body.Plan, StringComparison.OrdinalIgnoreCase)).ToLowerInvariant();
        if (!RunIds.TryOfRequest($"{DrillsCapability.Name}-{name}", request, time.GetUtcNow(), out var id))
            return RunIds.KeyTooLong;
        var outcome = await Outcome.OfAsync("drill", () => StartAsync(request, client, plan, name, id, body, ct), ct);
        return outcome.Value ?? Refusal.OfState(outcome);
    }

    private string Names => options.Plans.Count == 0
        ? "There are no plans: configure one under Drills:Plans."
        : $"Plans are {string.Join(", ", options.Plans.Keys.Order(StringComparer.Ordinal))}.";

    private async Task<IResult> StartAsync(
        HttpRequest request, DurableTaskClient client, DrillPlan plan, string name, string id, StartRequest body, CancellationToken ct)
    {
        var isCheck = string.Equals(request.Query["check"].ToString(), "true", StringComparison.OrdinalIgnoreCase);
        // The same request again finds its drill, whatever has changed since.
        if (!isCheck && await client.GetInstanceAsync(id, getInputsAndOutputs: false, ct) is not null)
            return Started(request, id);
        var looked = await Outcome.OfAsync(
            "preflight", () => preflight.CheckAsync(plan with { Point = body.Point ?? plan.Point }, ct), ct);
        if (looked.Value is { CanBegin: false } refused)
            return Results.Problem(
                statusCode: StatusCodes.Status422UnprocessableEntity, title: "The drill cannot begin",
                detail: $"{refused.Missing.Count} things stand against it; see missing. Nothing was made.",
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["missing"] = refused.Missing });
        if (isCheck)
            return looked.Value is { } result ? Results.Ok(PreflightView.Of(result)) : Refusal.OfState(looked);
        if (await RunningAsync(client, plan.Application, id, ct) is { } other)
            return Refusal.Of(
                StatusCodes.Status409Conflict, $"A drill of {plan.Application} runs already",
                $"It is {other}: GET /api/drills/{other} shows how far it is, POST /api/drills/{other}/abort ends it.");
        await client.StartOnceAsync(
            nameof(DrillOrchestrator), id, new DrillRequest(name, body.Point ?? "", Callers.NameOf(request), body.Reason ?? ""), ct);
        return Started(request, id);
    }

    // Null: none. One whose orchestration is over holds nothing any more, whatever became of it.
    private async Task<string?> RunningAsync(DurableTaskClient client, string application, string id, CancellationToken ct)
    {
        if (await store.TakeAsync(application, id, ct) is not { } running)
            return null;
        if (await client.GetInstanceAsync(running.DrillId, getInputsAndOutputs: false, ct) is { IsCompleted: false })
            return running.DrillId;
        await store.GiveBackAsync(application, running.DrillId, ct);
        return (await store.TakeAsync(application, id, ct))?.DrillId;
    }

    private static IResult Started(HttpRequest request, string id) =>
        Results.Accepted($"{request.PathBase}/api/drills/{id}", new
        {
            id, status = $"{request.PathBase}/api/drills/{id}", report = $"{request.PathBase}/api/reports/drills/{id}.html"
        });

    private sealed record StartRequest(string Plan, string? Point = null, string? Reason = null);
}
