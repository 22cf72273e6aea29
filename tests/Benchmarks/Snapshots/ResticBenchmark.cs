using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Stages;

namespace OpsFunctions.Benchmarks.Snapshots;

/// <summary>
/// What restic's own program keeps, beside what the suite keeps, under the rules that both have: <c>restic [--points 18] [--policies 60]
/// [--seed 1]</c>. Exit code 1 where they differ in what docs/snapshot-retention.md does not explain; 2 where restic is not installed.
/// </summary>
internal static class ResticBenchmark
{
    // Before, the oldest snapshot was not kept where periods are missing.
    private static readonly Version KeepsTheOldest = new(0, 16, 0);

    public static async Task<int> RunAsync(string[] args)
    {
        using var restic = await Restic.OpenAsync();
        if (restic is null)
        {
            await Console.Error.WriteLineAsync("restic is not installed; on Debian: apt-get install restic");
            return 2;
        }
        var random = new Random(Arguments.Number(args, "--seed", 1));
        var timelines = ResticTimelines.Of(Arguments.Number(args, "--points", 18), random);
        List<SnapshotPolicy> policies = [ResticTimelines.ToTheEnd, .. Enumerable.Range(1, Arguments.Number(args, "--policies", 60))
            .Select(_ => ResticTimelines.Policy(random))];
        var watch = Stopwatch.StartNew();
        // A process spends its time on the password's hash, so a few run side by side.
        var side = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(timelines.SelectMany(timeline => timeline.Value.Select(time => (timeline.Key, time))), side,
            async (backup, _) => await restic.BackUpAsync(backup.Key, backup.time));
        var theirs = new Dictionary<string, HashSet<DateTimeOffset>>[policies.Count];
        await Parallel.ForAsync(0, policies.Count, side, async (index, _) => theirs[index] = await restic.KeptAsync(policies[index]));

        var (compared, same, unexplained) = (0, 0, 0);
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < policies.Count; index++)
        {
            foreach (var (timeline, times) in timelines)
            {
                var differences = Differences(
                    ResticTimelines.Plan(timeline, times, policies[index]), theirs[index][timeline], policies[index],
                    restic.Version).ToList();
                compared += times.Count;
                same += times.Count - differences.Count;
                foreach (var (point, difference, why) in differences)
                {
                    var reason = why ?? "UNEXPLAINED";
                    reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
                    unexplained += why is null ? 1 : 0;
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{timeline}, {string.Join(' ', Restic.Options(policies[index]))}: {point.CreatedAt:yyyy-MM-dd HH:mm:ss} {difference}: {reason}"));
                }
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"restic {restic.Version}: {timelines.Values.Sum(times => times.Count)} snapshots in {timelines.Count} timelines, {policies.Count} policies: {same:N0} of {compared:N0} verdicts the same, {unexplained} unexplained, {watch.Elapsed.TotalSeconds:N0} s"));
        foreach (var (reason, count) in reasons)
            Console.WriteLine($"{count}: {reason}");
        return unexplained == 0 && compared > 0 ? 0 : 1;
    }

    private static IEnumerable<(RecoveryPoint Point, string Difference, string? Why)> Differences(
        List<PointVerdict> ours, HashSet<DateTimeOffset> theirs, SnapshotPolicy policy, Version version)
    {
        var newest = ours[^1].Point.CreatedAt;
        foreach (var verdict in ours)
        {
            var keptByThem = theirs.Remove(verdict.Point.CreatedAt);
            if (keptByThem && !verdict.IsKept)
                yield return (verdict.Point, "kept by restic alone", null);
            if (keptByThem || !verdict.IsKept)
                continue;
            // Each of our reasons must be one that restic does not know.
            var unknown = verdict.Reasons.Select(reason => Unknown(reason, newest - verdict.Point.CreatedAt == policy.KeepWithin, version))
                .ToList();
            yield return (verdict.Point, "kept by the suite alone", unknown.Contains(null)
                ? null
                : string.Join("; ", unknown.Distinct(StringComparer.Ordinal)));
        }
        foreach (var time in theirs)
            yield return (ours[0].Point with { CreatedAt = time }, "is no time of the timeline", null);
    }

    private static string? Unknown(string reason, bool isAtTheEnd, Version version) => reason switch
    {
        _ when reason.StartsWith("the oldest", StringComparison.Ordinal)
            && version < KeepsTheOldest => "the oldest stays where periods are missing, as in restic since 0.16.0",
        _ when reason.StartsWith("at most", StringComparison.Ordinal) && isAtTheEnd => "exactly KeepWithin older than the newest",
        _ => null,
    };
}
