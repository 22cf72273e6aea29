using System.Globalization;

namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>A span in which one point is taken.</summary>
/// <param name="Start">UTC.</param>
/// <param name="End">Not in it.</param>
public sealed record Slot(DateTimeOffset Start, DateTimeOffset End)
{
    private const string Form = "yyyyMMdd't'HH";

    /// <summary>Its begin as it stands in names: <c>20260601t02</c>.</summary>
    public string Id => Start.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The begin that a name tells; null: it tells none.</summary>
    public static DateTimeOffset? StartOf(string id) =>
        DateTimeOffset.TryParseExact(id, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) ? start : null;
}

/// <summary>The slots of a schedule. Pure, and in UTC: no clock on a wall makes one twice or leaves one out.</summary>
public static class Slots
{
    /// <summary>The slot in which a moment lies.</summary>
    /// <param name="hour">Hour in which slots of a day and longer begin.</param>
    public static Slot At(SlotLength every, int hour, DateTimeOffset now)
    {
        if (every == SlotLength.Hourly)
        {
            var start = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
            return new(start, start.AddHours(1));
        }
        var day = now.UtcDateTime.AddHours(-hour).Date;
        var (first, next) = every switch
        {
            SlotLength.Daily => (day, day.AddDays(1)),
            SlotLength.Weekly => (Monday(day), Monday(day).AddDays(7)),
            SlotLength.Monthly => (new DateTime(day.Year, day.Month, 1), new DateTime(day.Year, day.Month, 1).AddMonths(1)),
            SlotLength.Yearly => (new DateTime(day.Year, 1, 1), new DateTime(day.Year, 1, 1).AddYears(1)),
            _ => throw new ArgumentOutOfRangeException(nameof(every), every, "no length of slots"),
        };
        return new(new DateTimeOffset(first, TimeSpan.Zero).AddHours(hour), new DateTimeOffset(next, TimeSpan.Zero).AddHours(hour));
    }

    private static DateTime Monday(DateTime day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
