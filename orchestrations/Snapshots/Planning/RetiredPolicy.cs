using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Memory;

namespace OpsFunctions.Orchestrations.Snapshots.Planning;

/// <summary>
/// Which series may go altogether. Pure. Only a person gives a series up, over HTTP or by the tag <c>ops:retired=true</c> on its newest point;
/// and only one that has ended: of a machine that is gone, of a disk that is another now, of a policy or a form the machine no longer has.
/// </summary>
public static class RetiredPolicy
{
    /// <returns>The series with how each was given up, and what of the wishes is not followed, with the reason.</returns>
    public static (IReadOnlyDictionary<string, string> Sources, IReadOnlyList<string> Notes) Of(MachinePlan plan, RunMemory memory)
    {
        var machine = plan.Machine;
        var asked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var collection in machine.Collections.Where(collection => collection.IsRetired))
            asked[collection.Source] = collection.Id;
        // The newest bears the tag: what was taken after a tag was set has another meaning than what it was set on.
        foreach (var series in machine.Points.Where(point => point.CopyOf is null && point.Form == PointForm.Snapshot).GroupBy(point => point.Source, StringComparer.Ordinal))
            if (series.MaxBy(point => point.CreatedAt) is { IsRetired: true } tagged)
                asked[series.Key] = tagged.Id;
        foreach (var retirement in memory.Retired.Where(one => string.Equals(one.MachineId, machine.Id, StringComparison.OrdinalIgnoreCase)))
            foreach (var source in retirement.Sources)
                if (!machine.Points.Any(point => point.Source == source && point.CreatedAt > retirement.At))
                    asked[source] = "";
        var (sources, notes) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        foreach (var (source, by) in asked.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (WhyNot(plan, source) is { } why)
                notes.Add($"the series {source} is not retired: {why}");
            else
                sources[source] = by;
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
