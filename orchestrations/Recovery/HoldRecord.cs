using System.Globalization;
using Microsoft.Extensions.Logging;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>Who wants something of a hold.</summary>
/// <param name="MachineId">The machine whose points are held.</param>
/// <param name="Overrides">Ids of other holders that the caller names, and whose hold may so be changed.</param>
public sealed record HoldWish(string MachineId, string By, string Reason, IReadOnlyList<string> Overrides);

/// <summary>What became of it.</summary>
/// <param name="Before">The holds of that id that were in force.</param>
/// <param name="WhyNot">Null: it was done.</param>
/// <param name="Evidence">Id of the evidence; null where there is none.</param>
/// <param name="EvidenceProblem">Why it was not left, though it was done: what protects comes first.</param>
public sealed record HoldChange(IReadOnlyList<Hold> Before, string? WhyNot, string? Evidence, string? EvidenceProblem)
{
    /// <summary>Other people whose hold it was, in order.</summary>
    public IReadOnlyList<string> FormerHolders { get; init; } = [];
}

/// <summary>
/// Holds in people's hands: each change leaves evidence and a line in the log. What protects more is done first and recorded then; what
/// protects less is recorded first, and not done where it cannot be. Another's hold is changed only by who names its holder.
/// </summary>
public sealed partial class HoldRecord(Holds holds, GuardEvidence evidence, TimeProvider time, ILogger<HoldRecord> log)
{
    private const string Subject = "hold";

    /// <summary>Puts, renews, moves or shortens a hold.</summary>
    /// <param name="wanted">One a series, all of one id.</param>
    /// <exception cref="Azure.RequestFailedException">Storage does not take it.</exception>
    public async Task<HoldChange> PutAsync(HoldWish wish, IReadOnlyList<Hold> wanted, CancellationToken ct)
    {
        var before = await BeforeAsync([.. wanted.Select(one => one.Source)], wanted[0].Id, ct);
        if (Foreign(wish, before) is { } foreign)
            return new(before, foreign, null, null);
        var isWeaker = before.Any(old => wanted.Any(one => one.Source == old.Source && IsWeaker(one, old)));
        var others = FormerHolders(wish, before);
        var action = before.Count == 0 ? "hold.put" : isWeaker ? "hold.shorten" : others.Count > 0 ? "hold.take-over" : "hold.renew";
        return await ChangeAsync(wish, action, isWeaker || others.Count > 0, before, wanted, async () =>
        {
            var isDone = true;
            foreach (var one in wanted)
                isDone &= await holds.TryPutAsync(one, before.FirstOrDefault(old => old.Source == one.Source), ct);
            return isDone;
        }, ct);
    }

    /// <summary>Takes a hold away; where there is none, nothing is done and nothing recorded.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage does not take it, or not its evidence; then nothing was released.</exception>
    public async Task<HoldChange> ReleaseAsync(HoldWish wish, IReadOnlyList<string> sources, string id, CancellationToken ct)
    {
        var before = await BeforeAsync(sources, id, ct);
        if (before.Count == 0)
            return new(before, null, null, null);
        if (Foreign(wish, before) is { } foreign)
            return new(before, foreign, null, null);
        return await ChangeAsync(wish, "hold.release", isRecordedFirst: true, before, [], async () =>
        {
            var isDone = true;
            foreach (var old in before)
                isDone &= await holds.TryRemoveAsync(old, ct);
            return isDone;
        }, ct);
    }

    private async Task<HoldChange> ChangeAsync(
        HoldWish wish, string action, bool isRecordedFirst, IReadOnlyList<Hold> before, IReadOnlyList<Hold> after, Func<Task<bool>> act,
        CancellationToken ct)
    {
        var id = (after.Count > 0 ? after : before)[0].Id;
        var entry = new AuditEntry(
            time.GetUtcNow(), wish.By, action, wish.MachineId, id, wish.Reason) { Before = Shown(before), After = Shown(after) };
        var recorded = isRecordedFirst ? await evidence.RecordAsync(Subject, entry, ct) : null;
        if (!await act())
            return new(
                before, "somebody changed it at the same moment; look again, and send it again if it still should be", recorded, null);
        Changed(log, action, id, wish.MachineId, wish.By, string.Join(", ", before.Select(one => one.ToString())));
        var others = FormerHolders(wish, before);
        if (isRecordedFirst)
            return new(before, null, recorded, null) { FormerHolders = others };
        var outcome = await Outcome.OfAsync("evidence of the hold", () => evidence.RecordAsync(Subject, entry, ct), ct);
        return new(before, null, outcome.Value, outcome.Reason) { FormerHolders = others };
    }

    private async Task<IReadOnlyList<Hold>> BeforeAsync(IReadOnlyList<string> sources, string id, CancellationToken ct)
    {
        var before = new List<Hold>();
        foreach (var source in sources.Distinct(StringComparer.Ordinal))
            before.AddRange((await holds.OfAsync(source, ct)).Where(hold => Holds.IsSame(hold.Id, id)));
        return before;
    }

    // Also where it would last longer: whoever writes over it could let it go a minute later.
    private static string? Foreign(HoldWish wish, IReadOnlyList<Hold> before)
    {
        var unnamed = before.FirstOrDefault(hold => !Holds.IsSame(hold.Holder, wish.By)
            && !wish.Overrides.Any(named => Holds.IsSame(named, hold.Holder)));
        return unnamed is null
            ? null
            : $"it is {unnamed}. It is {unnamed.Holder}'s: put one of your own under another id, or add ?overrides={Uri.EscapeDataString(unnamed.Holder)} to the request";
    }

    private static List<string> FormerHolders(HoldWish wish, IReadOnlyList<Hold> before) =>
        [.. before.Select(hold => hold.Holder).Where(holder => !Holds.IsSame(holder, wish.By)).Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal)];

    private static bool IsWeaker(Hold one, Hold old) =>
        one.Until < old.Until || (one.PointId is not null && !string.Equals(one.PointId, old.PointId, StringComparison.OrdinalIgnoreCase));

    private static SortedDictionary<string, string> Shown(IReadOnlyList<Hold> shown)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (shown is not [var first, ..])
            return all;
        all["hold"] = first.Id;
        all["holder"] = string.Join(", ", shown.Select(one => one.Holder).Distinct(StringComparer.Ordinal));
        all["point"] = string.Join(", ", shown.Select(one => one.PointId ?? "all").Distinct(StringComparer.Ordinal));
        all["reason"] = string.Join("; ", shown.Select(one => one.Reason).Distinct(StringComparer.Ordinal));
        all["series"] = string.Join(", ", shown.Select(one => one.Source));
        all["until"] = string.Join(
            ", ", shown.Select(one => one.Until.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))
                .Distinct(StringComparer.Ordinal));
        return all;
    }

    [LoggerMessage(LogLevel.Information, "{Action}: {Hold} on {Machine} by {By}; before: {Before}")]
    private static partial void Changed(ILogger log, string action, string hold, string machine, string by, string before);
}
