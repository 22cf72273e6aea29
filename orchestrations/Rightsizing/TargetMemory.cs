using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Fleet;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>Remembers which target each machine was given, so that an advice can say how often in a row it came.</summary>
public sealed class TargetMemory(StateStore state)
{
    // Two runs rarely end at the same moment, and three tries are more than two writers need.
    private const int Attempts = 3;

    /// <summary>Fills in how many runs in a row gave each machine its target.</summary>
    internal async Task<List<Assessment>> CountedAsync(
        string subscription, string region, DateTimeOffset asOf, IEnumerable<Assessment> assessments, CancellationToken ct)
    {
        var known = (await state.FindAsync<TargetHistory>(TargetHistory.NameOf(subscription, region), ct))?.Value ?? new TargetHistory("", DateTimeOffset.MinValue, []);
        var byId = known.Machines.ToDictionary(machine => machine.Id, StringComparer.OrdinalIgnoreCase);
        return [.. assessments.Select(one => one with
        {
            RunsInARow = known.RunsInARow(byId.GetValueOrDefault(one.Machine.Id), one.Advice.Target, asOf),
        })];
    }

    /// <summary>Leaves a group's targets for the next run. What a later run has left stays.</summary>
    /// <exception cref="IOException">Others kept writing the same document.</exception>
    internal async Task RememberAsync(MachineGroup group, RunMoment run, IReadOnlyList<TargetCount> targets, CancellationToken ct)
    {
        var name = TargetHistory.NameOf(group.Subscription, group.Region);
        var document = new TargetHistory(run.RunId, run.AsOf, targets);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var known = await state.FindAsync<TargetHistory>(name, ct);
            if (known?.Value.AsOf > run.AsOf || await state.TryWriteAsync(name, document, known?.Version, ct))
                return;
        }
        throw new IOException($"{name} is being written by others");
    }
}
