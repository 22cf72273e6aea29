using Azure;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Memory;

/// <summary>What became of a wish to give series up.</summary>
/// <param name="WhyNot">Null: they are given up.</param>
public sealed record RetirementAnswer(Retirement? Retirement, string? WhyNot, string? Evidence);

/// <summary>Gives series up that have ended: from then on the daily run may delete all of their points.</summary>
public sealed class Retirements(StateStore state, MachineReader machines, GuardEvidence evidence, TimeProvider time)
{
    /// <param name="sources">Unique ids of the series; empty: all that have ended.</param>
    /// <param name="by">Who wants it.</param>
    /// <exception cref="RequestFailedException">Storage or Azure does not answer.</exception>
    public async Task<RetirementAnswer> RetireAsync(
        SnapshotView machine, IReadOnlyList<string> sources, string by, string reason, CancellationToken ct)
    {
        if (machine.State == ProtectionState.Absent)
            return new(
                null, $"the inventory does not show {machine.Name}, but it is not known to be gone: {string.Join("; ", machine.Problems)}",
                null);
        if (machine.State == ProtectionState.Gone && await machines.ExistsAsync(machine.Id, ct))
            return new(null, $"{machine.Name} answers again: it is not gone", null);
        var ended = machine.Series.Where(series => !series.IsPresent).Select(series => series.Source).ToHashSet(StringComparer.Ordinal);
        var alive = machine.Series.Where(series => series.IsPresent).Select(series => series.Source).ToHashSet(StringComparer.Ordinal);
        ended.ExceptWith(alive);
        var asked = sources.Count == 0
            ? [.. ended.Order(StringComparer.Ordinal)]
            : sources.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (asked.Count == 0)
            return new(null, $"no series of {machine.Name} has ended", null);
        if (asked.FirstOrDefault(source => !ended.Contains(source)) is { } wrong)
            return new(null, alive.Contains(wrong)
                ? $"the series {wrong} has not ended: it is what is taken of {machine.Name} now"
                : $"{machine.Name} has no series '{Words.OneLine(wrong)}'", null);
        var retirement = new Retirement(machine.Id, asked, by, time.GetUtcNow(), reason);
        await state.ChangeAsync(Retirement.NameOf(machine.Id), retirement with { Sources = [] }, known => retirement with
        {
            Sources = [.. known.Sources.Union(asked, StringComparer.Ordinal).Order(StringComparer.Ordinal)]
        }, ct);
        var record = await evidence.RecordAsync("retire", new(retirement.At, by, "snapshots.retire", machine.Id, "Retired", reason)
        {
            After = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["series"] = string.Join(", ", asked) },
        }, ct);
        return new(retirement, null, record);
    }
}
