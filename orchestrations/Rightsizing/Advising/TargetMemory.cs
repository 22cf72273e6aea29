using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>
/// Remembers which target each machine was given, so that an advice can say how often in a row it came; which size it had, so
/// that figures of another size are not taken for those of the present one; and its highest figures, so that they count for longer than
/// the look-back.
/// </summary>
public sealed class TargetMemory(StateStore state, RightsizingOptions options)
{
    // Two runs rarely end at the same moment, and three tries are more than two writers need.
    private const int Attempts = 3;

    /// <summary>
    /// What earlier runs left. A document that cannot be read counts as none: it costs no machine its advice, and
    /// <see cref="RememberAsync"/> tells of it.
    /// </summary>
    internal async Task<TargetHistory> ReadAsync(string subscription, string region, CancellationToken ct) =>
        (await state.FindAsync<TargetHistory>(TargetHistory.NameOf(subscription, region), _ => null, ct)).Value
            ?? new TargetHistory("", DateTimeOffset.MinValue, []);

    /// <summary>The same demands, by the machine's id, with the highest figures that earlier runs saw and that still count.</summary>
    internal Dictionary<string, Demand> WithBefore(Dictionary<string, Demand> demands, TargetHistory known, DateTimeOffset asOf)
    {
        var sizes = Sizes(known);
        Peaks? Before(string id) => RememberedPeaks.Before(sizes.GetValueOrDefault(id)?.Peaks ?? [], asOf, options.RememberedDays);
        return demands.ToDictionary(one => one.Key, one => one.Value with { Before = Before(one.Key) }, demands.Comparer);
    }

    /// <summary>Ids of those machines whose look-back reaches to another size than they have now.</summary>
    internal HashSet<string> WithOldFigures(TargetHistory known, IEnumerable<Machine> machines, DateTimeOffset asOf)
    {
        var sizes = Sizes(known);
        return machines
            .Where(machine => ResizedMachine.HasOldFigures(
                ResizedMachine.Since(machine.Size, sizes.GetValueOrDefault(machine.Id), asOf), asOf, options.LookBackDays))
            .Select(machine => machine.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Takes the advice from machines that were resized during the look-back, and fills in how many runs in a row gave each of the
    /// others its target.
    /// </summary>
    internal List<Assessment> Counted(TargetHistory known, DateTimeOffset asOf, IEnumerable<Assessment> assessments)
    {
        var byId = known.Machines.ToDictionary(machine => machine.Id, StringComparer.OrdinalIgnoreCase);
        var sizes = Sizes(known);
        return
        [
            .. assessments
                .Select(one => ResizedMachine.WithoutOldFigures(one, sizes.GetValueOrDefault(one.Machine.Id), asOf, options.LookBackDays))
                .Select(one => one with { RunsInARow = known.RunsInARow(byId.GetValueOrDefault(one.Machine.Id), one.Advice.Target, asOf) }),
        ];
    }

    /// <summary>Leaves a group's targets, sizes and highest figures for the next run. What a later run has left stays.</summary>
    /// <exception cref="IOException">Others kept writing the same document.</exception>
    /// <exception cref="DamagedDocumentException">The document that stands there cannot be read.</exception>
    internal async Task RememberAsync(
        MachineGroup group, RunMoment run, IReadOnlyList<TargetCount> targets, IReadOnlyList<SeenMachine> seen, CancellationToken ct)
    {
        var name = TargetHistory.NameOf(group.Subscription, group.Region);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var known = await state.FindAsync<TargetHistory>(name, ct);
            var before = Sizes(known?.Value);
            var document = new TargetHistory(run.RunId, run.AsOf, targets)
            {
                Sizes = [.. seen.Select(one => Remembered(one, before.GetValueOrDefault(one.Id), run.AsOf))],
            };
            if (known?.Value.AsOf > run.AsOf || await state.TryWriteAsync(name, document, known?.Version, ct))
                return;
        }
        throw new IOException($"{name} is being written by others");
    }

    private SeenSize Remembered(SeenMachine now, SeenSize? before, DateTimeOffset asOf)
    {
        var since = ResizedMachine.Since(now.Size, before, asOf);
        var peaks = ResizedMachine.HasOldFigures(since, asOf, options.LookBackDays) ? null : now.Peaks;
        return new(now.Id, now.Size, since) { Peaks = RememberedPeaks.After(before?.Peaks ?? [], peaks, asOf, options.RememberedDays) };
    }

    private static Dictionary<string, SeenSize> Sizes(TargetHistory? history) =>
        (history?.Sizes ?? []).ToDictionary(seen => seen.Id, StringComparer.OrdinalIgnoreCase);
}
