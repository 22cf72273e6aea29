using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Memory;

namespace OpsFunctions.Orchestrations.Snapshots.Planning;

/// <summary>
/// Which series may go altogether. Pure. Only a person gives a series up, over HTTP or by the tag <c>ops:retired=true</c> on its newest
/// point; and only one that has ended: of a machine that is gone, of a disk that is another now, of a policy or a form the machine no
/// longer has.
/// </summary>
public static class RetiredPolicy
{
    /// <returns>The series with how each was given up, and what of the wishes is not followed, with the reason.</returns>
    public static (IReadOnlyDictionary<string, string> Sources, IReadOnlyList<string> Notes) Of(MachinePlan plan, RunMemory memory)
    {
        var machine = plan.Machine;
        var (asked, contradictions) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        // Its originals' collections decide, where there are any, and all of them must say so.
        foreach (var ofSource in machine.Collections.GroupBy(collection => collection.Source, StringComparer.Ordinal))
        {
            var originals = ofSource.Where(collection => !collection.IsCopy).ToList();
            var deciding = originals.Count > 0 ? originals : [.. ofSource];
            if (deciding.TrueForAll(collection => collection.IsRetired))
                asked[ofSource.Key] = deciding.Select(collection => collection.Id).Min(StringComparer.OrdinalIgnoreCase)!;
            else if (ofSource.Any(collection => collection.IsRetired))
                contradictions.Add(
                    $"the series {ofSource.Key} is not retired: not all of its collections bear the tag {PointNames.RetiredTag}");
        }
        // The newest bears the tag: what was taken after a tag was set has another meaning than what it was set on.
        foreach (var series in machine.Points.Where(point => point.CopyOf is null && point.Form == PointForm.Snapshot)
            .GroupBy(point => point.Source, StringComparer.Ordinal))
        {
            // Of two at one moment both must say so.
            var at = series.Max(point => point.CreatedAt);
            var newest = series.Where(point => point.CreatedAt == at).OrderBy(point => point.Id, StringComparer.Ordinal).ToList();
            if (newest.TrueForAll(point => point.IsRetired))
                asked[series.Key] = newest[0].Id;
        }
        foreach (var retirement in memory.Retired.Where(one => string.Equals(
            one.MachineId, machine.Id, StringComparison.OrdinalIgnoreCase)))
            foreach (var source in retirement.Sources)
                if (!machine.Points.Any(point => point.Source == source && point.CreatedAt > retirement.At))
                    asked[source] = "";
        if (memory.ProblemOf(Retirement.NameOf(machine.Id)) is { } unread)
            contradictions.Add(unread);
        var (sources, notes) = (new Dictionary<string, string>(StringComparer.Ordinal), contradictions);
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
        { Policy: not null } when MachinePlanner.SeriesOf(plan.Machine, plan.Consistency)
            .Contains(source, StringComparer.Ordinal) => "the machine is there, and this is what is taken of it",
        _ => null,
    };
}
