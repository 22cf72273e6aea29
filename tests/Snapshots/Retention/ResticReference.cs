using System.Globalization;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>
/// What restic's manual says that <c>forget</c> keeps («Removing snapshots according to a policy»), word by word and slowly. Times are UTC,
/// no two the same, none in the future.
/// </summary>
internal static class ResticReference
{
    public static HashSet<DateTimeOffset> Kept(IReadOnlyCollection<DateTimeOffset> times, KeepRules rules)
    {
        var kept = new HashSet<DateTimeOffset>();
        if (times.Count == 0)
            return kept;
        var latest = times.Max();
        // "keep the n last (most recent) snapshots"
        kept.UnionWith(times.OrderDescending().Take(rules.KeepLast));
        // "keep all snapshots having a timestamp within the specified duration of the latest snapshot"; the program leaves out the end
        // itself.
        if (rules.KeepWithin > TimeSpan.Zero)
            kept.UnionWith(times.Where(time => latest - time < rules.KeepWithin));
        kept.UnionWith(OfPeriods(times, rules.KeepHourly, time => time.ToString("yyyy-MM-dd HH", CultureInfo.InvariantCulture)));
        kept.UnionWith(OfPeriods(times, rules.KeepDaily, time => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        // "Weeks are Monday 00:00 to Sunday 23:59"
        kept.UnionWith(OfPeriods(
            times, rules.KeepWeekly, time => $"{ISOWeek.GetYear(time.UtcDateTime):0000} {ISOWeek.GetWeekOfYear(time.UtcDateTime):00}"));
        kept.UnionWith(OfPeriods(times, rules.KeepMonthly, time => time.ToString("yyyy-MM", CultureInfo.InvariantCulture)));
        kept.UnionWith(OfPeriods(times, rules.KeepYearly, time => time.ToString("yyyy", CultureInfo.InvariantCulture)));
        return kept;
    }

    // "for the last n hours which have one or more snapshots, keep only the most recent one for each hour"
    private static HashSet<DateTimeOffset> OfPeriods(
        IReadOnlyCollection<DateTimeOffset> times, int count, Func<DateTimeOffset, string> period)
    {
        if (count == 0)
            return [];
        var periods = times.GroupBy(period, StringComparer.Ordinal).OrderByDescending(group => group.Key, StringComparer.Ordinal).ToList();
        var kept = periods.Take(count).Select(group => group.Max()).ToHashSet();
        // "If there are not enough snapshots to keep one for each [...] option, the oldest snapshot is kept additionally"; since 0.16.0.
        if (periods.Count < count)
            kept.Add(times.Min());
        return kept;
    }
}
