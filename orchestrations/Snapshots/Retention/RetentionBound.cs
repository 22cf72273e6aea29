using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Retention.Rules;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Retention;

/// <summary>
/// How many points of one disk or machine a policy can hold at once: an upper bound, with one point a slot, deletion once a day, and days
/// on which nothing is deleted (<see cref="DeletionRhythm"/>); one trouble at a time. Not in it, and why the limit is below Azure's:
/// points of others, held and failed ones. What a former policy still keeps is known only when it runs: <see cref="Cooling"/>.
/// </summary>
public static class RetentionBound
{
    /// <summary>Azure takes 500 snapshots of a disk and 500 restore points of a machine.</summary>
    public const int Limit = 450;

    /// <summary>In every region that is no copy target; where nothing is ever deleted, <see cref="int.MaxValue"/>.</summary>
    public static int Most(SnapshotPolicy policy, DeletionRhythm rhythm) => Most(policy, policy, rhythm);

    /// <summary>In a copy target's region, or with other rules.</summary>
    public static int Most(SnapshotPolicy policy, KeepRules rules, DeletionRhythm rhythm)
    {
        if (rules.IsEmpty)
            return int.MaxValue;
        var kept = Kept(policy, rules);
        // As of a fleet of such disks: of one alone, one point a day may always go.
        var day = policy.Every == SlotLength.Hourly ? 24 : 1;
        var days = day * (DeletionRhythm.MissedDays + 1);
        var longest = Slots(rhythm.Longest, policy.Every);
        // After copies could not be made, all originals that are there follow at once.
        if (rules is CopyTarget)
            longest = Math.Max(longest, Slots(CopyPolicy.Patience, policy.Every) + Kept(policy, policy));
        return Math.Max(
            Math.Max(kept, rhythm.Left(day)) + longest,
            Math.Max(kept, rhythm.Left(days)) + Slots(DeletionRhythm.Often, policy.Every));
    }

    /// <summary>While former rules cool off, what any of them keeps is kept.</summary>
    /// <param name="versions">The present rules first; at least one.</param>
    public static int Cooling(IReadOnlyList<SnapshotPolicy> versions, DeletionRhythm rhythm) => Most(
        versions[0], versions.Aggregate((one, other) => one with
        {
            KeepLast = Math.Max(one.KeepLast, other.KeepLast),
            KeepWithin = one.KeepWithin > other.KeepWithin ? one.KeepWithin : other.KeepWithin,
            KeepHourly = Math.Max(one.KeepHourly, other.KeepHourly),
            KeepDaily = Math.Max(one.KeepDaily, other.KeepDaily),
            KeepWeekly = Math.Max(one.KeepWeekly, other.KeepWeekly),
            KeepMonthly = Math.Max(one.KeepMonthly, other.KeepMonthly),
            KeepYearly = Math.Max(one.KeepYearly, other.KeepYearly),
            MinGood = Math.Max(one.MinGood, other.MinGood),
            MinAge = one.MinAge > other.MinAge ? one.MinAge : other.MinAge,
        }), rhythm);

    /// <summary>How many are left right after everything was deleted that may go.</summary>
    public static int Kept(SnapshotPolicy policy, KeepRules rules)
    {
        // Rules that keep an unbroken row of the newest slots lie within each other: the longest counts.
        int[] rows =
        [
            1, rules.MinGood, rules.KeepLast, Slots(rules.KeepWithin, policy.Every), Slots(rules.MinAge, policy.Every),
            // An original is kept for a copy that has not come about.
            rules is SnapshotPolicy && policy.CopyTo.Count > 0 ? Slots(CopyPolicy.Patience, policy.Every) : 0,
        ];
        var row = rows.Max();
        var beyond = 0;
        foreach (var (period, count) in Periods.Of(rules).Where(one => one.Count > 0))
        {
            if (IsRow(period, policy))
                row = Math.Max(row, count);
            else
                // Its first is the newest point, which is in the row. The oldest point stands where a period is missing, so it adds none.
                beyond += count - 1;
        }
        return row + beyond;
    }

    /// <summary>What the start refuses: one sentence a region, beginning with the setting to lower.</summary>
    public static IEnumerable<string> Problems(SnapshotPolicy policy, DeletionRhythm rhythm)
    {
        foreach (var (where, place, rules) in Regions(policy))
        {
            var most = Most(policy, rules, rhythm);
            if (rules.IsEmpty)
                yield return $"{where}KeepDaily is 0, as are all its Keep settings; nothing would ever be deleted in {place}, and Azure takes 500 points of a disk: set what is kept";
            else if (most > Limit)
                yield return $"{where}{Largest(policy, rules)}; with CoolOffDays {rhythm.CoolOffDays} and MaxDeletePercent "
                    + $"{rhythm.MaxDeletePercent} it makes up to {most} points of one disk in {place}, and {Limit} are allowed (Azure takes 500): "
                    + $"lower it, or choose a longer slot than {policy.Every}";
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
            ($"MinGood is {rules.MinGood}", rules.MinGood),
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
