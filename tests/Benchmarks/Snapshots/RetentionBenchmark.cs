using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Stages;

namespace OpsFunctions.Benchmarks.Snapshots;

/// <summary>
/// How long the plan of a large fleet takes: <c>retention [--disks 2000] [--points 50] [--runs 9]</c>. A tenth of the points is somebody
/// else's, held, failed or not complete; a third are copies. Exit code 1 where the median is above one second.
/// </summary>
internal static class RetentionBenchmark
{
    private static readonly DateTimeOffset Now = new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero);

    private static readonly SnapshotPolicy Policy = new()
    {
        Name = "daily",
        KeepHourly = 12,
        KeepDaily = 7,
        KeepWeekly = 4,
        KeepMonthly = 6,
        CopyTo = [new() { Region = "northeurope", KeepDaily = 3, KeepMonthly = 6 }],
    };

    public static Task<int> RunAsync(string[] args)
    {
        var (disks, each, runs) = (Arguments.Number(args, "--disks", 2000), Arguments.Number(args, "--points", 50), Arguments.Number(
            args, "--runs", 9));
        var points = Fleet(disks, each);
        // A change of the policy that cools off is the dearer case, and needs two plans in one.
        IReadOnlyList<SnapshotPolicy> cooling = [Policy, Policy with { KeepDaily = 14 }];
        var slowest = 0d;
        foreach (var (what, inForce) in new (string, IReadOnlyList<SnapshotPolicy>)[] { ("one policy", [Policy]),
            ("two, of which one cools off", cooling) })
        {
            var (times, deleted, allocated) = (new List<double>(), 0, 0L);
            for (var run = 0; run < runs; run++)
            {
                var (before, begin) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
                var plan = RetentionPolicy.Plan(points, inForce, Now);
                times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                deleted = plan.Deleted.Count();
            }
            times.Sort();
            slowest = Math.Max(slowest, times[times.Count / 2]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{points.Length:N0} points, {what}: median {times[times.Count / 2]:0} ms of {runs} ({times[0]:0} to {times[^1]:0}), {allocated / 1048576d:0} MB, {deleted:N0} to delete"));
        }
        return Task.FromResult(slowest <= 1000 ? 0 : 1);
    }

    // In the order in which a listing has them: by id, disks mixed. Hashes stand in for the ids that Azure gives.
    private static RecoveryPoint[] Fleet(int disks, int each) =>
    [
        .. from index in Enumerable.Range(0, disks * each)
           let disk = index % disks
           let number = index / disks
           let mix = (uint)(index * 2_654_435_761L)
           let isCopy = number % 3 == 2
           let at = Now - TimeSpan.FromHours(number < each / 2 ? number : (number - each / 2) * 24) - TimeSpan.FromSeconds(mix % 3000)
           let point = new RecoveryPoint(
               $"/subscriptions/0000/resourceGroups/rg-{disk % 40}/providers/Microsoft.Compute/snapshots/ops-{mix:x8}-{at:yyyyMMddHHmm}",
               $"{(uint)(disk * 2_246_822_519L):x8}-0000-4000-8000-{disk:x12}", isCopy ? "northeurope" : "westeurope", "daily", at,
               PointState.Complete)
           select (mix % 41) switch
           {
               0 => point with { IsOwned = false },
               1 => point with { Policy = "hourly" },
               2 => point with { Protections = ["held until somebody lets it go"] },
               3 => point with { State = PointState.Failed },
               4 => number == 0 ? point with { State = PointState.Pending } : point,
               _ => point,
           },
    ];
}
