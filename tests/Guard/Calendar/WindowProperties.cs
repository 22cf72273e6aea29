using CsCheck;
using OpsFunctions.Orchestrations.Guard.Calendar;
using Xunit;

namespace OpsFunctions.Tests.Guard.Calendar;

/// <summary>What holds for every window, zone and instant: compared with a clock on the wall that is read minute by minute.</summary>
public class WindowProperties
{
    private static readonly string[] Zones =
        ["Europe/Amsterdam", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Tokyo", "Africa/Cairo",
            "America/Santiago", "UTC"];

    // Nights of a change in one of the zones, and some without.
    private static readonly DateTimeOffset[] Nights =
    [
        Day(3, 8), Day(3, 28), Day(4, 4), Day(4, 5), Day(4, 23), Day(6, 1), Day(9, 5), Day(10, 3), Day(10, 24), Day(10, 29), Day(10, 31),
        Day(12, 31),
    ];

    private static readonly Gen<ChangeWindow> Windows =
        from minutes in Gen.Select(Gen.Int[0, 95], Gen.Int[0, 95])
        from days in Gen.Enum<DayOfWeek>().List[0, 4]
        from skips in Gen.Bool
        select new ChangeWindow { From = Quarter(minutes.Item1), To = Quarter(minutes.Item2), Days = days, SkipHolidays = skips };

    [Fact]
    public void It_is_open_and_opens_and_closes_as_somebody_sees_who_watches_the_clock_for_days() =>
        Gen.Select(
            Windows, Gen.Int[0, Zones.Length - 1].Select(at => Zones[at]), Gen.Int[0, Nights.Length - 1].Select(at => Nights[at]),
            Gen.Int[0, 1440]).Sample((window, zone, night, minute) =>
        {
            DateOnly[] holidays = [DateOnly.FromDateTime(night.UtcDateTime)];
            var now = night.AddMinutes(minute);
            var verdict = WindowPolicy.At(window, zone, holidays, now);

            Assert.Equal(Seen(window, zone, holidays, now), verdict.IsOpen);
            var change = verdict.IsOpen ? verdict.ClosesAt : verdict.OpensAt;
            for (var walk = now.AddMinutes(1); walk <= now.AddDays(3); walk = walk.AddMinutes(1))
            {
                if (Seen(window, zone, holidays, walk) == verdict.IsOpen)
                    continue;
                Assert.Equal(walk, change);
                return;
            }
            Assert.False(change <= now.AddDays(3), $"{change} was not seen");
        }, iter: GeneratedCases.Of(20_000));

    [Fact]
    public void At_the_instant_it_is_said_to_change_it_has_changed_and_a_second_before_it_has_not() =>
        Gen.Select(
            Windows, Gen.Int[0, Zones.Length - 1].Select(at => Zones[at]), Gen.Int[0, Nights.Length - 1].Select(at => Nights[at]),
            Gen.Int[0, 86_400]).Sample((window, zone, night, second) =>
        {
            var now = night.AddSeconds(second);
            var verdict = WindowPolicy.At(window, zone, [], now);
            if ((verdict.IsOpen ? verdict.ClosesAt : verdict.OpensAt) is not { } change)
                return;
            Assert.NotEqual(verdict.IsOpen, WindowPolicy.At(window, zone, [], change).IsOpen);
            Assert.Equal(verdict.IsOpen, WindowPolicy.At(window, zone, [], change.AddSeconds(-1)).IsOpen);
        }, iter: GeneratedCases.Of(50_000));

    // Written from the definition, by another way: the date on which the window began, then how long ago by the wall.
    private static bool Seen(ChangeWindow window, string zone, DateOnly[] holidays, DateTimeOffset now)
    {
        var wall = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(now.UtcDateTime, "UTC", zone);
        foreach (var began in (DateOnly[])[DateOnly.FromDateTime(wall), DateOnly.FromDateTime(wall).AddDays(-1)])
        {
            var whole = window.From == window.To;
            var from = began.ToDateTime(whole ? TimeOnly.MinValue : window.From);
            var to = whole ? from.AddDays(1) : began.AddDays(window.To <= window.From ? 1 : 0).ToDateTime(window.To);
            var begins = (!window.Days.Any() || window.Days.Contains(began.DayOfWeek))
                && !(window.SkipHolidays && holidays.Contains(began));
            if (begins && from <= wall && wall < to)
                return true;
        }
        return false;
    }

    private static TimeOnly Quarter(int number) => TimeOnly.MinValue.AddMinutes(number * 15);

    private static DateTimeOffset Day(int month, int day) => new(2026, month, day, 0, 0, 0, TimeSpan.Zero);
}
