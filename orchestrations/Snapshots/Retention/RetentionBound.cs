using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention.Rules;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Retention;

/// <summary>
/// How many points of one disk or machine a policy can hold at once: an upper bound, with one point a slot and the one that was just taken.
/// Not in it, and why the limit is below Azure's: points of others, held or failed ones, and what a former, longer policy still keeps while it cools off.
/// </summary>
public static class RetentionBound
{
    /// <summary>Azure takes 500 snapshots of a disk and 500 restore points of a machine.</summary>
    public const int Limit = 450;

    /// <summary>In every region that is no copy target; where nothing is ever deleted, <see cref="int.MaxValue"/>.</summary>
    public static int Most(SnapshotPolicy policy) => Most(policy, policy);

    /// <summary>In a copy target's region.</summary>
    public static int Most(SnapshotPolicy policy, KeepRules rules)
    {
        if (rules.IsEmpty)
            return int.MaxValue;
        // Rules that keep an unbroken row of the newest slots lie within each other: the longest counts.
        var row = Math.Max(Math.Max(rules.KeepLast, Math.Max(1, rules.MinGood)), Math.Max(Slots(rules.KeepWithin, policy.Every), Slots(rules.MinAge, policy.Every)));
        var beyond = 0;
        foreach (var (period, count) in Periods.Of(rules).Where(one => one.Count > 0))
        {
            if (IsRow(period, policy))
                row = Math.Max(row, count);
            else
                // Its first is the newest point, which is in the row. The oldest point stands where a period is missing, so it adds none.
                beyond += count - 1;
        }
        return row + beyond + 1;
    }

    /// <summary>What the start refuses: one sentence a region, beginning with the setting to lower.</summary>
    public static IEnumerable<string> Problems(SnapshotPolicy policy)
    {
        foreach (var (where, place, rules) in Regions(policy))
        {
            var most = Most(policy, rules);
            if (rules.IsEmpty)
                yield return $"{where}KeepDaily is 0, as are all its Keep settings; nothing would ever be deleted in {place}, and Azure takes 500 points of a disk: set what is kept";
            else if (most > Limit)
                yield return $"{where}{Largest(policy, rules)}; it makes up to {most} points of one disk in {place}, and {Limit} are allowed (Azure takes 500): lower it, or choose a longer slot than {policy.Every}";
        }
    }

    // At most so many slots lie in a closed span: one more than fit, as it may begin within one.
    private static int Slots(TimeSpan span, SlotLength every) => span <= TimeSpan.Zero ? 0 : (int)Math.Ceiling(span / Shortest(every)) + 1;

    private static TimeSpan Shortest(SlotLength every) => every switch
    {
        SlotLength.Hourly => TimeSpan.FromHours(1),
        SlotLength.Daily => TimeSpan.FromDays(1),
        SlotLength.Weekly => TimeSpan.FromDays(7),
        SlotLength.Monthly => TimeSpan.FromDays(28),
        _ => TimeSpan.FromDays(365),
    };

    // Where no two slots share a period, its rule keeps the newest so many points. A week may hold the end of a month and the next one's
    // beginning, and with slots from 22:00 a day may hold two.
    private static bool IsRow(Period period, SnapshotPolicy policy) => period == Period.Hour
        || (policy.SlotHour == 0 && (int)period <= (int)policy.Every && (period != Period.Week || policy.Every == SlotLength.Weekly));

    private static string Largest(SnapshotPolicy policy, KeepRules rules)
    {
        (string Text, int Points)[] parts =
        [
            ($"KeepLast is {rules.KeepLast}", rules.KeepLast),
            ($"KeepWithin is {Spans.Text(rules.KeepWithin)}", Slots(rules.KeepWithin, policy.Every)),
            ($"MinAge is {Spans.Text(rules.MinAge)}", Slots(rules.MinAge, policy.Every)),
            ($"KeepHourly is {rules.KeepHourly}", rules.KeepHourly),
            ($"KeepDaily is {rules.KeepDaily}", rules.KeepDaily),
            ($"KeepWeekly is {rules.KeepWeekly}", rules.KeepWeekly),
            ($"KeepMonthly is {rules.KeepMonthly}", rules.KeepMonthly),
            ($"KeepYearly is {rules.KeepYearly}", rules.KeepYearly),
        ];
        return parts.MaxBy(part => part.Points).Text;
    }

    private static IEnumerable<(string Where, string Place, KeepRules Rules)> Regions(SnapshotPolicy policy) => policy.CopyTo
        .Select((target, index) => ($"CopyTo:{index}:", target.Region, (KeepRules)target))
        .Prepend(("", "the region of its source", policy));
}
