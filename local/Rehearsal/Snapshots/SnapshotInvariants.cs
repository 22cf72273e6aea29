using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Simulator;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Snapshots;

/// <summary>What must hold where recovery points were taken and deleted, judged by what simulated Azure really holds and held.</summary>
internal static class SnapshotInvariants
{
    // What is deleted after that was copied, or had failed for another reason.
    private static readonly TimeSpan LongestCopy = TimeSpan.FromHours(1);

    /// <param name="runs">Runs of snapshots: how each ended; null: it is under way.</param>
    /// <param name="left">Claims and holds that nobody needs any more.</param>
    /// <param name="retired">Series that somebody gave up, by their source.</param>
    /// <param name="since">From when on what is taken can be expected to be fresh.</param>
    public static IEnumerable<Invariant> Of(
        SimulatedAzure azure, SnapshotOptions options, IReadOnlyDictionary<string, string?> runs, IReadOnlyList<string> left,
        IReadOnlySet<string> retired, DateTimeOffset since, DateTimeOffset end)
    {
        var own = azure.Snapshots.History.Where(point => point.CreatedBy == azure.Suite.Act.PrincipalId
            && point.Tags.ContainsKey(PointNames.PolicyTag)).ToList();
        var deleted = azure.Snapshots.History.Where(point => point.DeletedBy == azure.Suite.Act.PrincipalId).ToList();
        var broken = runs.Where(run => run.Value is { Length: > 0 }).Select(run => $"{run.Key}: {run.Value}").ToList();
        yield return Rule("every run of snapshots has ended well", broken, $"{runs.Count} runs");
        yield return Rule(
            "a slot has one point a disk, however often it was run", Twice(own),
            $"{own.Count} points, {own.Count(point => point.CopyOf is not null)} of them copies");
        yield return Rule(
            "a deletion left as many good points as must stay", TooFew(azure, own, options, retired),
            $"{deleted.Count(point => own.Exists(one => one.Id == point.Id))} deletions");
        yield return Rule("nothing of somebody else's was deleted", deleted.Where(point => point.CreatedBy != azure.Suite.Act.PrincipalId)
            .Select(point => point.Id), $"{azure.Snapshots.History.Count - own.Count} others");
        yield return Rule(
            "no limit of Azure's was run into", azure.Snapshots.LimitsHit.Select(hit => $"{hit.What} {hit.Target} {hit.At:u}"), "none");
        yield return Rule(
            "no copy failed for its original",
            own.Where(point => point.CopyOf is not null && point.CompleteAt is null
                && azure.Snapshots.History.Any(one => one.Id == point.CopyOf && one.DeletedBy == azure.Suite.Act.PrincipalId
                    && one.DeletedAt > point.ThereFrom && one.DeletedAt < point.ThereFrom + LongestCopy)).Select(point => point.Id),
                    "none");
        yield return Rule("claims and holds were given back", left, "none is left");
        if (options.Mode == Orchestrations.Mode.Apply)
            yield return Rule(
                "every machine with a policy has a point as fresh as demanded", Stale(azure, own, options, since, end),
                "all that can be taken");
    }

    private static IEnumerable<string> Twice(List<PointTruth> own) => own
        .Where(point => point.CopyOf is null && point.CompleteAt is not null)
        .GroupBy(point => (point.Source, Slot: point.Tags.GetValueOrDefault(PointNames.SlotTag)
            ?? PointNames.SlotOfRestorePoint(point.Id[(point.Id.LastIndexOf('/') + 1)..]), point.Tags[PointNames.PolicyTag]))
        .Where(slot => slot.Count() > 1).Select(slot => $"{slot.Key.Slot} of {slot.Key.Source}: {slot.Count()}");

    private static IEnumerable<string> TooFew(
        SimulatedAzure azure, List<PointTruth> own, SnapshotOptions options, IReadOnlySet<string> retired)
    {
        foreach (var series in own.GroupBy(point => (point.Source, point.Region, Policy: point.Tags[PointNames.PolicyTag])))
        {
            if (options.Find(series.Key.Policy) is not { } policy || retired.Contains(series.Key.Source))
                continue;
            var isCopy = series.First().CopyOf is not null;
            var demanded = isCopy
                ? policy.CopyTo.FirstOrDefault(target => target.Region == series.Key.Region)?.MinGood ?? policy.MinGood
                : policy.MinGood;
            foreach (var point in series.Where(point => point.DeletedBy == azure.Suite.Act.PrincipalId))
            {
                var (before, after) = (series.Count(one => one.IsGoodAt(point.DeletedAt!.Value)
                    || one == point && one.CompleteAt is not null), series.Count(one => one.IsGoodAt(point.DeletedAt!.Value)));
                if (after < Math.Min(demanded, before))
                    yield return Invariant(
                        $"{point.Id[(point.Id.LastIndexOf('/') + 1)..]} at {point.DeletedAt:u}: {after} of {before} left");
            }
        }
    }

    private static IEnumerable<string> Stale(
        SimulatedAzure azure, List<PointTruth> own, SnapshotOptions options, DateTimeOffset since, DateTimeOffset end)
    {
        var fresh = own.Where(point => point.CopyOf is null && point.IsGoodAt(end))
            .ToLookup(point => point.Tags.GetValueOrDefault(PointNames.MachineTag) ?? "", StringComparer.OrdinalIgnoreCase);
        foreach (var machine in azure.Fleet.Machines.Where(machine => machine.DeletedAt is null))
        {
            if (options.Find(PolicyChoice.Of(
                machine.Id, machine.Tags.ToDictionary(StringComparer.OrdinalIgnoreCase),
                options).Policy) is not { MaxAgeOfNewest.Ticks: > 0 } policy || (machine.HasEphemeralOsDisk && machine.DataDisks == 0)
                    || since + policy.MaxAgeOfNewest > end)
                continue;
            var points = fresh[PointNames.MachineKey(machine.Id)].ToList();
            DateTimeOffset? NewestOf(string source) =>
                points.Where(point => point.Source == source).Select(point => (DateTimeOffset?)point.CreatedAt).Max();
            // One restore point of all, or each disk by itself: the least fresh counts.
            var newest = points.Where(point => point.IsRestorePoint).Select(point => (DateTimeOffset?)point.CreatedAt).Max();
            var disks = azure.DisksOf(machine).Where(disk => !disk.IsEphemeral).Select(disk => NewestOf(disk.UniqueId)).ToList();
            var least = disks.Contains(null) ? null : disks.Min();
            if (new[] { newest, least }.Max() is not { } freshest || freshest + policy.MaxAgeOfNewest < end)
                yield return $"{machine.Name} ({policy.Name}): {(points.Count == 0 ? "none" : Invariant($"{points.Max(point => point.CreatedAt):u}"))}";
        }
    }

    private static Invariant Rule(string rule, IEnumerable<string> broken, string found)
    {
        var all = broken.ToList();
        return new(rule, all.Count == 0, all.Count == 0 ? found : Invariant($"{all.Count}: {string.Join("; ", all.Take(3))}"));
    }
}
