using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;

namespace OpsFunctions.Orchestrations.Snapshots.Planning;

/// <summary>Puts together what is planned of a machine: what is due, what is copied, what may go. Pure.</summary>
public static class MachinePlanner
{
    public static MachinePlan Of(ProtectedMachine machine, RunMemory memory, SnapshotOptions options, DateTimeOffset now)
    {
        var missing = machine.IsAbsent ? memory.Missing.FirstOrDefault(one => Same(one.Id, machine.Id)) : null;
        var plan = new MachinePlan(machine)
        {
            Missing = missing,
            MonthlyUsd = CostEstimate.OfMonth(machine.Points, options),
            Problems =
            [
                .. new[] { machine.Choice.Problem, machine.ZoneProblem, Contradictory(machine) }.OfType<string>(),
                .. machine.TagProblems.Concat(QuotaProblem.Of(machine, memory, options)),
            ],
        };
        if (options.Find(machine.Choice.Policy) is { } policy)
        {
            var consistency = ConsistencyPolicy.Decide(machine, policy);
            plan = plan with
            {
                Policy = policy.Name,
                Consistency = consistency,
                Due = DuePolicy.Of(machine, policy, consistency, now),
                Copies = CopyPolicy.Of(machine, policy, now),
                Objective = Objective.Of(machine, policy, SeriesOf(machine, consistency), now),
                Problems = [.. plan.Problems, .. policy.CopyTo.Where(target => !Same(target.Region, machine.Region))
                    .Select(target => CopyPolicy.Hindrance(machine, target) is { } hindrance
                        ? $"not copied to {target.Region}: {hindrance}"
                        : null).OfType<string>()],
            };
        }
        return WithRetention(plan, memory, now);
    }

    /// <summary>Unique ids of what is taken of a machine now; every other series of it has ended.</summary>
    public static IReadOnlyList<string> SeriesOf(ProtectedMachine machine, ConsistencyDecision? consistency) =>
        consistency?.Form == PointForm.RestorePoint ? [machine.VmId] : [.. machine.Disks.Select(disk => disk.UniqueId)];

    private static string? Contradictory(ProtectedMachine machine) =>
        machine.Points.Count(point => point.IsContradictory) is > 0 and var count
        ? FormattableString.Invariant(
            $"{count} of its points were listed twice, and not the same: they are kept, and take no place of others")
        : null;

    private static MachinePlan WithRetention(MachinePlan plan, RunMemory memory, DateTimeOffset now)
    {
        var machine = plan.Machine;
        var (retired, notes) = RetiredPolicy.Of(plan, memory);
        var verdicts = new List<PointVerdict>();
        // Originals follow the policy's own rules, copies those of their region, wherever the machine lies by now.
        foreach (var alike in machine.Points.GroupBy(point => (point.Policy, IsCopy: point.CopyOf is not null)))
        {
            var known = memory.Policies.FirstOrDefault(one => one.Name == alike.Key.Policy)?.Versions ?? [];
            List<SnapshotPolicy> versions = [.. known.Select(version => alike.Key.IsCopy ? version : version with { CopyTo = [] })];
            var current = known.Count > 0 ? known[0] : null;
            var gone = alike.Where(point => retired.ContainsKey(point.Source)).Select(point => Protected(plan, point, current, memory, now))
                .ToList();
            var others = alike.Where(point => !retired.ContainsKey(point.Source))
                .Select(point => Protected(plan, point, current, memory, now)).ToList();
            verdicts.AddRange(RetentionPolicy.Retire(gone, now).Verdicts);
            verdicts.AddRange(RetentionPolicy.Plan(others, versions, now).Verdicts);
        }
        var fates = verdicts.ToDictionary(
            verdict => verdict.Point.Id, verdict => Doubted(verdict, memory), StringComparer.OrdinalIgnoreCase);
        return plan with
        {
            Fates = [.. machine.Points.Select(point => fates[point.Id])],
            Deletes = [.. machine.Points.Where(point => !fates[point.Id].IsKept)
                .Select(point => Item(plan, point, fates, retired, memory, now))],
            Problems = [.. plan.Problems, .. notes],
        };
    }

    private static PointFate Doubted(PointVerdict verdict, RunMemory memory) => memory.Doubts.Count == 0 || verdict.IsKept
        ? new(verdict.Point.Id, verdict.IsKept, verdict.Reasons)
        : new(verdict.Point.Id, true, memory.Doubts);

    private static RecoveryPoint Protected(
        MachinePlan plan, SeenPoint point, SnapshotPolicy? current, RunMemory memory, DateTimeOffset now) => point.ToRecoveryPoint(
    [
        .. memory.Holds.Where(hold => hold.Source == point.Source && hold.Covers(point.Id, now)).Select(hold => hold.ToString()),
        .. memory.Locks.Where(one => ScopeRule.Holds(one.Scope, point.Id))
            .Select(one => $"lock {one.Lock.Name} ({one.Lock.Level}) on {one.Scope}"),
        .. memory.ProblemOf(SeriesHolds.NameOf(point.Source)) is { } unread ? [unread] : Array.Empty<string>(),
        .. point.IsContradictory ? ["listed twice, and not the same"] : Array.Empty<string>(),
        .. (current is not null ? CopyPolicy.Awaited(plan.Machine, current, point, now) : null) is { } awaited
            ? [awaited]
            : Array.Empty<string>(),
    ]);

    private static DeleteItem Item(
        MachinePlan plan, SeenPoint point, Dictionary<string, PointFate> fates, IReadOnlyDictionary<string, string> retired,
        RunMemory memory, DateTimeOffset now)
    {
        var retiredBy = retired.GetValueOrDefault(point.Source);
        var group = plan.Machine.Points.Where(one => one.Source == point.Source && Same(one.Region, point.Region)
            && one.Policy == point.Policy && one.CopyOf is null == point.CopyOf is null && one.State == PointState.Complete
            && one.CreatedAt <= now).ToList();
        var demanded = retiredBy is not null
            ? 0
            : memory.Policies.First(one => one.Name == point.Policy).Versions.Max(version => MinGood(version, point));
        var keepers = group.Where(one => fates[one.Id].IsKept).OrderByDescending(one => one.CreatedAt)
            .ThenByDescending(one => one.Id, StringComparer.Ordinal).Select(one => one.Id).Take(demanded + 2).ToList();
        return new(plan.Machine.Id, point.Id, point.Form, point.Source, point.Region, point.Policy, point.CreatedAt, retiredBy is not null
            ? []
            : keepers, Math.Min(demanded, group.Count), fates[point.Id].Reasons)
        {
            IsFailed = point.State == PointState.Failed, RetiredBy = retiredBy,
        };
    }

    private static int MinGood(SnapshotPolicy policy, SeenPoint point) =>
        point.CopyOf is null
            ? policy.MinGood
            : policy.CopyTo.Where(target => Same(target.Region, point.Region)).Select(target => (int?)target.MinGood).Max()
                ?? policy.MinGood;

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
