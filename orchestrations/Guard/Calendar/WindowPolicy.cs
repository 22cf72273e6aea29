using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Guard.Calendar;

/// <summary>
/// Says whether a change window is open. It is whenever a clock on the wall shows a time from its begin up to its end, of a day on
/// which it begins. So an hour that the clock skips is in no window, and an hour that it repeats is in the window both times.
/// </summary>
public static class WindowPolicy
{
    private const int DaysSearched = 400;

    /// <param name="timeZone">IANA name of the resource's zone, for windows that name none; empty: not known.</param>
    /// <param name="holidays">Local dates.</param>
    /// <param name="now">Any instant.</param>
    public static WindowVerdict At(ChangeWindow window, string timeZone, IReadOnlyCollection<DateOnly> holidays, DateTimeOffset now)
    {
        // Which zone it is makes no difference, so it need not be known.
        if (window.IsAlways)
            return new(true, null, null, $"open for the next {DaysSearched} days");
        var name = string.IsNullOrWhiteSpace(window.TimeZone) ? timeZone : window.TimeZone;
        if (WallClock.Find(name) is not { } zone)
            return new(false, null, null, $"closed: '{Words.OneLine(name)}' is no time zone this machine knows");

        var days = new HashSet<DateOnly>(holidays);
        bool IsOpen(DateTimeOffset instant) => Holds(window, days, WallClock.At(zone, instant));
        var isOpen = IsOpen(now);
        var change = Boundaries(window, zone, now).Select(instant => (DateTimeOffset?)instant)
            .FirstOrDefault(instant => IsOpen(instant!.Value) != isOpen);
        var until = change is { } moment ? Invariant($"{WallClock.At(zone, moment):yyyy-MM-dd HH:mm} {name}") : null;
        return isOpen
            ? new(true, null, change, until is null ? $"open for the next {DaysSearched} days" : $"open until {until}")
            : new(false, change, null, until is null
                ? $"closed for the next {DaysSearched} days: no day is left on which the window begins"
                : $"closed until {until}");
    }

    private static bool Holds(ChangeWindow window, HashSet<DateOnly> holidays, DateTime local)
    {
        var (day, time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        if (window.From == window.To)
            return Begins(window, holidays, day);
        if (window.From < window.To)
            return time >= window.From && time < window.To && Begins(window, holidays, day);
        return (time >= window.From && Begins(window, holidays, day)) || (time < window.To && Begins(window, holidays, day.AddDays(-1)));
    }

    private static bool Begins(ChangeWindow window, HashSet<DateOnly> holidays, DateOnly day) =>
        (window.Days.Count == 0 || window.Days.Contains(day.DayOfWeek)) && !(window.SkipHolidays && holidays.Contains(day));

    // Between two of these nothing changes: the wall shows begin, end or midnight, or is put forward or back.
    private static IEnumerable<DateTimeOffset> Boundaries(ChangeWindow window, TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(WallClock.At(zone, now));
        TimeOnly[] times = [TimeOnly.MinValue, window.From, window.To];
        for (var day = 0; day <= DaysSearched; day++)
        {
            var date = today.AddDays(day);
            var (begin, end) = (WallClock.First(zone, date.ToDateTime(TimeOnly.MinValue)), WallClock.First(zone, date.AddDays(1)
                .ToDateTime(TimeOnly.MinValue)));
            var instants = times.SelectMany(time => WallClock.Instants(zone, date.ToDateTime(time)));
            if (WallClock.Change(zone, begin, end) is { } change)
                instants = instants.Append(change);
            foreach (var instant in instants.Where(instant => instant > now).Order())
                yield return instant;
        }
    }
}
