using OpsFunctions.Orchestrations.Snapshots.Memory;

namespace OpsFunctions.Orchestrations.Snapshots;

/// <summary>
/// Which series may go altogether. Pure. Only a person gives a series up, over HTTP or by the tag <c>ops:retired=true</c> on one of its points;
/// and only one that has ended: of a machine that is gone, of a disk that is another now, of a policy or a form the machine no longer has.
/// </summary>
public static class RetiredPolicy
{
    /// <returns>The series, and what of the tags is not followed, with the reason.</returns>
    public static (HashSet<string> Sources, IReadOnlyList<string> Notes) Of(MachinePlan plan, RunMemory memory)
    {
        var machine = plan.Machine;
        var asked = memory.Retired.Where(one => string.Equals(one.MachineId, machine.Id, StringComparison.OrdinalIgnoreCase)).SelectMany(one => one.Sources)
            .Concat(machine.Points.Where(point => point.IsRetired).Select(point => point.Source))
            .Concat(machine.Collections.Where(collection => collection.IsRetired).Select(collection => collection.Source))
            .Distinct(StringComparer.Ordinal).ToList();
        var (sources, notes) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var source in asked)
        {
            if (WhyNot(plan, source) is { } why)
                notes.Add($"the series {source} is not retired: {why}");
            else
                sources.Add(source);
        }
        return (sources, notes);
    }

    /// <summary>Why a series may not be given up; null: it may.</summary>
    public static string? WhyNot(MachinePlan plan, string source) => plan switch
    {
        { Machine.IsAbsent: true, Missing: not { GoneAt: not null } } => MissingPolicy.Words(plan.Missing, answer: null),
        { Machine.IsAbsent: true } => null,
        { Machine.Unseen.Count: > 0 } => "the inventory does not show all disks of the machine at the moment",
        { Policy: not null } when MachinePlanner.SeriesOf(plan.Machine, plan.Consistency).Contains(source, StringComparer.Ordinal) => "the machine is there, and this is what is taken of it",
        _ => null,
    };
}
