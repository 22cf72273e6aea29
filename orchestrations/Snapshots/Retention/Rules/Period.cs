using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>Spans of the calendar of which the newest point is kept; shortest first.</summary>
internal enum Period
{
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// <summary>The calendar by which points are thinned out: UTC, so that no day has 23 or 25 hours.</summary>
internal static class Periods
{
    /// <summary>The number of the period in which a moment lies; later periods have larger ones.</summary>
    public static long Number(Period period, DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        return period switch
        {
            Period.Hour => utc.Ticks / TimeSpan.TicksPerHour,
            Period.Day => utc.Ticks / TimeSpan.TicksPerDay,
            // 1 January of the year 1 was a Monday, so weeks from Monday are sevens of days.
            Period.Week => utc.Ticks / (7 * TimeSpan.TicksPerDay),
            Period.Month => utc.Year * 12L + utc.Month,
            _ => utc.Year,
        };
    }

    public static string Name(Period period) => period.ToString().ToLowerInvariant();

    /// <summary>How many of each a policy keeps.</summary>
    public static IEnumerable<(Period Period, int Count)> Of(KeepRules rules) =>
    [
        (Period.Hour, rules.KeepHourly),
        (Period.Day, rules.KeepDaily),
        (Period.Week, rules.KeepWeekly),
        (Period.Month, rules.KeepMonthly),
        (Period.Year, rules.KeepYearly),
    ];
}
