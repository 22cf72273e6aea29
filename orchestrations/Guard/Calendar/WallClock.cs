using System.Diagnostics.CodeAnalysis;

namespace OpsFunctions.Orchestrations.Guard.Calendar;

/// <summary>
/// Between instants and what a clock on a wall shows: an hour that is skipped has no instant, one that is repeated has two.
/// </summary>
internal static class WallClock
{
    // What a name of a place begins with, in the IANA database.
    private static readonly string[] Areas =
    [
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil", "Canada", "Chile", "Etc", "Europe",
        "Indian", "Mexico", "Pacific", "US",
    ];

    /// <summary>
    /// The zone of an IANA name of a place, or UTC; null where there is none, or this machine does not know it. Abbreviations are none:
    /// <c>EST</c> has no summer time, and <c>localtime</c> is the zone of whatever server this runs on.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "Names come from people and tags; whatever is wrong with one, it names no zone.")]
    public static TimeZoneInfo? Find(string name)
    {
        if (!IsPlace(name) && !string.Equals(name, "UTC", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException
            or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsPlace(string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is > 0 and var end && Areas.Contains(name[..end], StringComparer.OrdinalIgnoreCase);

    /// <summary>What the wall shows.</summary>
    public static DateTime At(TimeZoneInfo zone, DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;

    /// <summary>The instants at which the wall shows this, in order: none, one or two.</summary>
    public static IEnumerable<DateTimeOffset> Instants(TimeZoneInfo zone, DateTime local)
    {
        if (zone.IsInvalidTime(local))
            return [];
        return zone.IsAmbiguousTime(local)
            ? zone.GetAmbiguousTimeOffsets(local).Select(offset => new DateTimeOffset(local, offset).ToUniversalTime()).Order()
            : [new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime()];
    }

    /// <summary>The first instant at which the wall shows this or later.</summary>
    public static DateTimeOffset First(TimeZoneInfo zone, DateTime local) =>
        Instants(zone, local).Select(instant => (DateTimeOffset?)instant).FirstOrDefault() ?? GapEnd(zone, local);

    /// <summary>The last instant at which the wall shows this; where it never does, the first at which it shows later.</summary>
    public static DateTimeOffset Last(TimeZoneInfo zone, DateTime local) =>
        Instants(zone, local).Select(instant => (DateTimeOffset?)instant).LastOrDefault() ?? GapEnd(zone, local);

    /// <summary>The instant within a span at which the zone's offset changes; null where both ends have the same.</summary>
    public static DateTimeOffset? Change(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        var before = zone.GetUtcOffset(from);
        if (before == zone.GetUtcOffset(to))
            return null;
        var (low, high) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == before)
                low = middle;
            else
                high = middle;
        }
        return DateTimeOffset.FromUnixTimeSeconds(high);
    }

    // A clock is never put forward by a day, so the change lies within one on either side.
    private static DateTimeOffset GapEnd(TimeZoneInfo zone, DateTime local)
    {
        var near = new DateTimeOffset(local, TimeSpan.Zero);
        return Change(zone, near.AddDays(-1), near.AddDays(1)) ?? near - zone.GetUtcOffset(near);
    }
}
