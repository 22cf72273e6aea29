using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>
/// Remembers which target each machine was given, so that an advice can say how often in a row it came, and which size it had, so
/// that figures of another size are not taken for those of the present one.
/// </summary>
public sealed class TargetMemory(StateStore state, RightsizingOptions options)
{
    // Two runs rarely end at the same moment, and three tries are more than two writers need.
    private const int Attempts = 3;

    /// <summary>
    /// Takes the advice from machines that were resized during the look-back, and fills in how many runs in a row gave each of the
    /// others its target. A document that cannot be read counts as none: it costs no
    /// machine its advice, and <see cref="RememberAsync"/> tells of it.
    /// </summary>
    internal async Task<List<Assessment>> CountedAsync(
        string subscription, string region, DateTimeOffset asOf, IEnumerable<Assessment> assessments, CancellationToken ct)
    {
        var known = (await state.FindAsync<TargetHistory>(TargetHistory.NameOf(subscription, region), _ => null, ct)).Value ?? new TargetHistory("", DateTimeOffset.MinValue, []);
        var byId = known.Machines.ToDictionary(machine => machine.Id, StringComparer.OrdinalIgnoreCase);
        var sizes = Sizes(known);
        return
        [
            .. assessments
                .Select(one => ResizedMachine.WithoutOldFigures(one, sizes.GetValueOrDefault(one.Machine.Id), asOf, options.LookBackDays))
                .Select(one => one with { RunsInARow = known.RunsInARow(byId.GetValueOrDefault(one.Machine.Id), one.Advice.Target, asOf) }),
        ];
    }

    /// <summary>Leaves a group's targets and sizes for the next run. What a later run has left stays.</summary>
    /// <exception cref="IOException">Others kept writing the same document.</exception>
    /// <exception cref="DamagedDocumentException">The document that stands there cannot be read.</exception>
    internal async Task RememberAsync(MachineGroup group, RunMoment run, IReadOnlyList<TargetCount> targets, IReadOnlyList<SeenSize> seen, CancellationToken ct)
    {
        var name = TargetHistory.NameOf(group.Subscription, group.Region);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var known = await state.FindAsync<TargetHistory>(name, ct);
            var before = Sizes(known?.Value);
            var document = new TargetHistory(run.RunId, run.AsOf, targets)
            {
                Sizes = [.. seen.Select(one => one with { Since = ResizedMachine.Since(one.Size, before.GetValueOrDefault(one.Id), run.AsOf) })],
            };
            if (known?.Value.AsOf > run.AsOf || await state.TryWriteAsync(name, document, known?.Version, ct))
                return;
        }
        throw new IOException($"{name} is being written by others");
    }

    private static Dictionary<string, SeenSize> Sizes(TargetHistory? history) =>
        (history?.Sizes ?? []).ToDictionary(seen => seen.Id, StringComparer.OrdinalIgnoreCase);
}
