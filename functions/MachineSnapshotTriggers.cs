using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Report;

namespace OpsFunctions.Functions;

/// <summary>
/// A machine's recovery points: how they stand, holding them, giving up what has ended. A machine goes by its name, and <c>?group=</c>
/// where several bear it.
/// </summary>
public sealed class MachineSnapshotTriggers(
    SnapshotStateReader reader, Holds holds, HoldRecord record, Retirements retirements, TimeProvider time)
{
    private const int LongestReason = 500;
    private const int LongestId = 60;

    [Function(nameof(GetSnapshots))]
    [Lets(Role.Reader)]
    public async Task<IResult> GetSnapshots(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "snapshots/{machine}")] HttpRequest request, string machine,
        CancellationToken ct) =>
        await WithMachineAsync(request, machine, async known => Results.Ok(new
        {
            asOf = known.AsOf, run = known.RunId, machine = known.Machine, holds = await HoldsOfAsync(known.Machine, ct),
        }), ct);

    /// <summary>
    /// The same hold again renews it; another's only with <c>?overrides=</c> and its holder. Without a point it holds all of the machine.
    /// </summary>
    [Function(nameof(HoldSnapshots))]
    [Lets(Role.Operator)]
    public async Task<IResult> HoldSnapshots(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "snapshots/{machine}/holds/{hold}")] HttpRequest request, string machine,
        string hold, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (!IsHoldId(hold) || await JsonBody.ReadAsync<HoldRequest>(request, ct) is not { Reason: var reason, Until: var until } body
            || !IsReason(reason) || until <= now || until > now + Holds.Longest)
            return Refusal.Of(
                StatusCodes.Status400BadRequest, "The request does not say what is held",
                $"PUT snapshots/{{machine}}/holds/{{id}} with {{\"until\":\"2026-12-31T00:00:00Z\",\"reason\":\"why\",\"point\":\"name\"}}; id 1 to {LongestId} letters, digits and hyphens, until within {Holds.Longest.TotalDays:0} days, reason 1 to {LongestReason} characters, point left out for all of the machine.");
        return await WithMachineAsync(request, machine, async known =>
        {
            var series = known.Machine.Series.Where(one => body.Point is null || one.Points.Any(point => Is(point, body.Point))).ToList();
            var named = body.Point is null ? [] : series.SelectMany(one => one.Points).Where(point => Is(point, body.Point)).ToList();
            if (series.Count == 0)
                return Refusal.Of(
                    StatusCodes.Status404NotFound, "No such point",
                    $"GET /api/snapshots/{known.Machine.Name} lists its points by name and id.");
            if (named.Count > 1)
                return Refusal.Of(
                    StatusCodes.Status409Conflict, "Several points bear that name",
                    $"Send the id of one of them as point: {string.Join(", ", named.Select(point => point.Id))}.");
            var id = named.Count == 0 ? null : named[0].Id;
            var wanted = series.Select(one => one.Source).Distinct(StringComparer.Ordinal)
                .Select(source => new Hold(hold.ToLowerInvariant(), Callers.NameOf(request), reason, source, id, now, until));
            return await ToldAsync(known.Machine, await record.PutAsync(WishOf(request, known, reason), [.. wanted], ct), ct);
        }, ct);
    }

    [Function(nameof(ReleaseSnapshots))]
    [Lets(Role.Operator)]
    public async Task<IResult> ReleaseSnapshots(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "snapshots/{machine}/holds/{hold}")] HttpRequest request,
        string machine, string hold, CancellationToken ct) =>
        // Only people's: those of the suite have other names.
        await WithMachineAsync(request, machine, async known =>
        {
            if (!IsHoldId(hold))
                return Refusal.Of(
                    StatusCodes.Status404NotFound, "No such hold", $"GET /api/snapshots/{known.Machine.Name} lists its holds.");
            var reason = request.Query["reason"].ToString();
            if (reason.Length > LongestReason)
                return Refusal.Of(
                    StatusCodes.Status400BadRequest, "The reason is too long",
                    $"Send ?reason= with at most {LongestReason} characters, or none.");
            var sources = known.Machine.Series.Select(one => one.Source).ToList();
            return await ToldAsync(known.Machine, await record.ReleaseAsync(WishOf(request, known, reason), sources, hold, ct), ct);
        }, ct);

    /// <summary>From then on the day's run may delete all points of what has ended; what is alive cannot be given up.</summary>
    [Function(nameof(RetireSnapshots))]
    [Lets(Role.Operator)]
    public async Task<IResult> RetireSnapshots(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "snapshots/{machine}/retire")] HttpRequest request, string machine,
        CancellationToken ct)
    {
        if (!RunIds.HasUsableKey(request))
            return RunIds.KeyTooLong;
        return await WithMachineAsync(request, machine, async known =>
        {
            if (await JsonBody.ReadAsync<RetireRequest>(request, ct) is not { Reason: var reason } body || !IsReason(reason))
                return Refusal.Of(
                    StatusCodes.Status400BadRequest, "The body does not say why",
                    $"Send {{\"reason\":\"why\",\"sources\":[\"...\"]}}; reason 1 to {LongestReason} characters, sources the series as GET snapshots/{{machine}} names them, or left out for all that have ended.");
            var answer = await retirements.RetireAsync(known.Machine, body.Sources, Callers.NameOf(request), reason, ct);
            return answer.WhyNot is { } why
                ? Refusal.Of(
                    StatusCodes.Status409Conflict, "It cannot be given up",
                    $"{why}. GET /api/snapshots/{known.Machine.Name} shows how it stands.")
                : Results.Ok(new
                {
                    answer.Retirement!.MachineId, answer.Retirement.Sources, answer.Retirement.By, answer.Retirement.At,
                    evidence = answer.Evidence
                });
        }, ct);
    }

    private async Task<IResult> WithMachineAsync(
        HttpRequest request, string name, Func<KnownMachine, Task<IResult>> act, CancellationToken ct)
    {
        var group = request.Query["group"].ToString();
        var outcome = await Outcome.OfAsync("snapshots", async () =>
        {
            var states = await reader.FindAsync(name, ct);
            var known = states.Found.Where(one => group.Length == 0 || Same(group, ArmId.GroupNameOf(one.Machine.Id))).ToList();
            return known.Count switch
            {
                0 when states.Damaged.Count > 0 => Refusal.OfDamage(string.Join("; ", states.Damaged)),
                0 => Refusal.Of(
                    StatusCodes.Status404NotFound, "No such machine",
                    "No run has seen a machine of that name yet: POST /api/runs/snapshots, or look in the newest report."),
                1 => await act(known[0]),
                _ => Refusal.Of(
                    StatusCodes.Status409Conflict, "Several machines bear that name",
                    $"Add ?group= with one of {string.Join(", ", known.Select(one => ArmId.GroupNameOf(one.Machine.Id)))}."),
            };
        }, ct);
        return outcome.Value ?? Refusal.OfState(outcome);
    }

    private async Task<IReadOnlyList<Hold>> HoldsOfAsync(SnapshotView machine, CancellationToken ct)
    {
        var all = new List<Hold>();
        foreach (var source in machine.Series.Select(one => one.Source).Distinct(StringComparer.Ordinal))
            all.AddRange(await holds.OfAsync(source, ct));
        return all;
    }

    private async Task<IResult> ToldAsync(SnapshotView machine, HoldChange change, CancellationToken ct) => change.WhyNot is { } why
        ? Refusal.Of(StatusCodes.Status409Conflict, "The hold was not changed", $"{char.ToUpperInvariant(why[0])}{why[1..]}.")
        : Results.Ok(new
        {
            holds = await HoldsOfAsync(machine, ct),
            formerHolders = change.FormerHolders,
            evidence = change.Evidence,
            evidenceProblem = change.EvidenceProblem,
        });

    private static HoldWish WishOf(HttpRequest request, KnownMachine known, string reason) =>
        new(known.Machine.Id, Callers.NameOf(request), reason, [.. request.Query["overrides"].OfType<string>()]);

    private static bool Is(PointView point, string nameOrId) => Same(point.Name, nameOrId) || Same(point.Id, nameOrId);

    private static bool IsHoldId(string id) =>
        id.Length is > 0 and <= LongestId && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    private static bool IsReason(string reason) => reason.Trim().Length is > 0 and <= LongestReason;

    private static bool Same(string a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private sealed record HoldRequest(DateTimeOffset Until, string Reason, string? Point = null);

    private sealed record RetireRequest(string Reason)
    {
        /// <summary>None: all that have ended.</summary>
        public IReadOnlyList<string> Sources { get; init; } = [];
    }
}
