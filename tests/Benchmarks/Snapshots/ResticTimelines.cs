using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Benchmarks.Snapshots;

/// <summary>
/// What both are tried on: a timeline each for hours, days, weeks, months and years, and one of moments at the edges of the calendar.
/// </summary>
internal static class ResticTimelines
{
    private static readonly int[] Minutes = [17, 60, 7 * 60, 24 * 60, 5 * 24 * 60, 20 * 24 * 60, 130 * 24 * 60];

    private static readonly string[] Edges =
    [
        "2023-12-31 23:59:59", "2024-01-01 00:00:00", "2024-02-28 12:00:00", "2024-02-29 12:00:00", "2024-03-01 00:00:00",
        "2024-03-31 00:59:59", "2024-03-31 01:00:00",
        "2024-10-27 00:30:00", "2024-10-27 01:30:00", "2024-12-29 23:59:59", "2024-12-30 00:00:00", "2024-12-31 12:00:00",
        "2025-01-01 12:00:00", "2025-01-05 23:59:59",
        "2025-01-06 00:00:00", "2025-01-06 00:59:59", "2025-01-06 01:00:00",
    ];

    /// <summary>
    /// Ascending and long past, no two the same: restic does not say which of two at one moment is the newer, and does not count what is to
    /// come.
    /// </summary>
    public static IReadOnlyDictionary<string, List<DateTimeOffset>> Of(int points, Random random)
    {
        var timelines = Minutes.ToDictionary(
            minutes => $"every-{minutes}-min",
            minutes =>
            {
                var times = new List<DateTimeOffset>();
                var time = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(7 * 24 * 60));
                // Some slots are missed, some have two.
                while (times.Count < points)
                    times.Add(time = time.AddMinutes(random.Next(5) switch { 0 => 1 + minutes / 3, 1 => minutes * 3, _ => minutes }));
                return times;
            },
            StringComparer.Ordinal);
        timelines["edges"] = [.. Edges.Select(edge => DateTimeOffset.Parse(edge + "Z", null))];
        return timelines;
    }

    /// <summary>Ends exactly on a point of the edges, where the two differ.</summary>
    public static readonly SnapshotPolicy ToTheEnd = new()
    {
        Name = "daily", MinGood = 1, MinAge = TimeSpan.Zero, KeepWithin = TimeSpan.FromHours(1)
    };

    /// <summary>Only the rules that both have: one good point at least, no least age.</summary>
    public static SnapshotPolicy Policy(Random random)
    {
        int Count() => random.Next(2) == 0 ? 0 : random.Next(1, 9);
        while (true)
        {
            var policy = new SnapshotPolicy
            {
                Name = "daily",
                MinGood = 1,
                MinAge = TimeSpan.Zero,
                KeepLast = Count(),
                KeepHourly = Count(),
                KeepDaily = Count(),
                KeepWeekly = Count(),
                KeepMonthly = Count(),
                KeepYearly = Count(),
                KeepWithin = TimeSpan.FromHours(random.Next(3) == 0 ? random.Next(1, 60) * (random.Next(2) == 0 ? 1 : 24) : 0),
            };
            // restic refuses a policy without rules.
            if (!policy.IsEmpty)
                return policy;
        }
    }

    public static List<PointVerdict> Plan(string timeline, List<DateTimeOffset> times, SnapshotPolicy policy) =>
        [.. RetentionPolicy.Plan(
            [.. times.Select(time => new RecoveryPoint($"{time:O}", timeline, "westeurope", "daily", time, PointState.Complete))], policy,
            times[^1]).Verdicts];
}
