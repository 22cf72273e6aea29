using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard.Stop;

namespace OpsFunctions.Functions;

/// <summary>Stops all changes, and lets them go on.</summary>
public sealed class KillSwitchTriggers(KillSwitchRecord killSwitch, StrandedList stranded)
{
    private const int LongestReason = 500;

    [Function(nameof(GetKillSwitch))]
    [Lets(Role.Reader)]
    public async Task<IResult> GetKillSwitch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "kill-switch")] HttpRequest request, CancellationToken ct)
    {
        var state = await killSwitch.ReadAsync(ct);
        var list = await Outcome.OfAsync("the list of stranded resources", () => stranded.ListAsync(ct), ct);
        return Results.Ok(new
        {
            level = state.Level,
            by = state.By,
            at = state.By.Length == 0 ? (DateTimeOffset?)null : state.At,
            reason = state.Reason,
            stranded = list.Value,
            strandedProblem = list.Reason,
        });
    }

    [Function(nameof(ThrowKillSwitch))]
    [Lets(Role.Operator)]
    [NeverLimited]
    public async Task<IResult> ThrowKillSwitch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "kill-switch")] HttpRequest request, CancellationToken ct)
    {
        if (await JsonBody.ReadAsync<KillSwitchRequest>(request, ct) is not { Reason: { } reason } body
            || LevelOf(body.Level) is not { } level || !IsReason(reason))
            return Refusal.Of(
                StatusCodes.Status400BadRequest, "The body does not say how to throw it",
                $"Send {{\"level\":\"soft\",\"reason\":\"why\"}}; level is soft (no further step, undo goes on) or hard (undo stops, too), reason 1 to {LongestReason} characters.");
        return Told(
            await Outcome.OfAsync("the kill switch", () => killSwitch.ThrowAsync(level, Callers.NameOf(request), reason, ct), ct), level);
    }

    /// <summary><c>?to=soft</c> lowers it from hard without a moment in which nothing is stopped.</summary>
    [Function(nameof(LiftKillSwitch))]
    [Lets(Role.Operator)]
    public async Task<IResult> LiftKillSwitch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "kill-switch")] HttpRequest request, CancellationToken ct)
    {
        var body = await JsonBody.IsEmptyAsync(request, ct) ? new(null, null) : await JsonBody.ReadAsync<KillSwitchRequest>(request, ct);
        var reason = body?.Reason ?? request.Query["reason"].ToString();
        var to = request.Query["to"].ToString();
        if (body is not { Level: null } || (reason.Length > 0 && !IsReason(reason)) || to.ToLowerInvariant() is not ("" or "off" or "soft"))
            return Refusal.Of(
                StatusCodes.Status400BadRequest, "The request does not say how to lift it",
                $"Send no body or {{\"reason\":\"why\"}}, of at most {LongestReason} characters; ?to=soft lowers it from hard to soft, without it all goes on.");
        var level = LevelOf(to) ?? KillSwitchLevel.Off;
        var outcome = await Outcome.OfAsync("the kill switch", () => killSwitch.LiftAsync(Callers.NameOf(request), reason, level, ct), ct);
        return outcome.Value is { State: var state } && state.Level > level
            ? Refusal.Of(
                StatusCodes.Status409Conflict, "Somebody threw it at the same moment",
                $"{state.By} put it to {state.Level} ({state.Reason}). GET /api/kill-switch, and lift it again if it still should be.")
            : Told(outcome, level);
    }

    private static IResult Told(Outcome<KillSwitchChange> outcome, KillSwitchLevel asked) => outcome.Value is not { } change
        ? Refusal.OfState(outcome, "While the kill switch cannot be read it counts as soft.")
        : Results.Ok(new
        {
            level = change.State.Level,
            by = change.State.By,
            at = change.State.At,
            reason = change.State.Reason,
            note = change.State.Level > asked ? "It stood higher already and stays so: DELETE /api/kill-switch?to=soft lowers it." : null,
            evidence = change.Evidence,
            evidenceProblem = change.EvidenceProblem,
        });

    private static KillSwitchLevel? LevelOf(string? text) => text?.ToLowerInvariant() switch
    {
        "soft" => KillSwitchLevel.Soft,
        "hard" => KillSwitchLevel.Hard,
        _ => null,
    };

    private static bool IsReason(string reason) => !string.IsNullOrWhiteSpace(reason) && reason.Length <= LongestReason;
}

/// <summary>What a caller sends.</summary>
internal sealed record KillSwitchRequest(string? Level = null, string? Reason = null);
