using System.Globalization;
using OpsFunctions.Orchestrations.Guard.Calendar;
using Xunit;

namespace OpsFunctions.Tests.Guard.Calendar;

public class WindowPolicyTests
{
    private static readonly ChangeWindow Night = new() { From = new(1, 0), To = new(3, 0) };

    // Instants UTC; the zone's rules as the IANA database has them for 2026.
    [Theory]
    // Amsterdam: 02:00 becomes 03:00 on March 29th at 01:00Z, 03:00 becomes 02:00 on October 25th at 01:00Z.
    [InlineData("Europe/Amsterdam", "01:00", "03:00", "2026-03-28T23:59Z", "opens 2026-03-29T00:00Z")]
    [InlineData("Europe/Amsterdam", "01:00", "03:00", "2026-03-29T00:59Z", "closes 2026-03-29T01:00Z")]
    [InlineData("Europe/Amsterdam", "01:00", "03:00", "2026-03-29T01:00Z", "opens 2026-03-29T23:00Z")]
    [InlineData("Europe/Amsterdam", "01:00", "03:00", "2026-10-25T00:30Z", "closes 2026-10-25T02:00Z")]
    [InlineData("Europe/Amsterdam", "01:00", "03:00", "2026-10-25T01:30Z", "closes 2026-10-25T02:00Z")]
    [InlineData("Europe/Amsterdam", "02:30", "04:00", "2026-03-29T00:00Z", "opens 2026-03-29T01:00Z")]
    [InlineData("Europe/Amsterdam", "02:15", "02:45", "2026-03-29T00:00Z", "opens 2026-03-30T00:15Z")]
    [InlineData("Europe/Amsterdam", "02:30", "04:00", "2026-10-25T00:40Z", "closes 2026-10-25T01:00Z")]
    [InlineData("Europe/Amsterdam", "02:30", "04:00", "2026-10-25T01:00Z", "opens 2026-10-25T01:30Z")]
    [InlineData("Europe/Amsterdam", "02:00", "02:30", "2026-10-25T00:10Z", "closes 2026-10-25T00:30Z")]
    [InlineData("Europe/Amsterdam", "02:00", "02:30", "2026-10-25T00:30Z", "opens 2026-10-25T01:00Z")]
    // New York: March 8th at 07:00Z, November 1st at 06:00Z.
    [InlineData("America/New_York", "01:00", "03:00", "2026-03-08T06:30Z", "closes 2026-03-08T07:00Z")]
    [InlineData("America/New_York", "01:00", "03:00", "2026-11-01T05:00Z", "closes 2026-11-01T08:00Z")]
    // Sydney: the clock is put back on April 4th at 16:00Z, forward on October 3rd at 16:00Z.
    [InlineData("Australia/Sydney", "22:00", "02:30", "2026-04-04T15:45Z", "opens 2026-04-04T16:00Z")]
    [InlineData("Australia/Sydney", "22:00", "02:30", "2026-04-04T16:00Z", "closes 2026-04-04T16:30Z")]
    [InlineData("Australia/Sydney", "22:00", "02:30", "2026-10-03T15:59Z", "closes 2026-10-03T16:00Z")]
    // Lord Howe: half an hour; 02:00 becomes 01:30 on April 4th at 15:00Z, 02:00 becomes 02:30 on October 3rd at 15:30Z.
    [InlineData("Australia/Lord_Howe", "01:45", "03:00", "2026-04-04T14:50Z", "closes 2026-04-04T15:00Z")]
    [InlineData("Australia/Lord_Howe", "01:45", "03:00", "2026-04-04T15:00Z", "opens 2026-04-04T15:15Z")]
    [InlineData("Australia/Lord_Howe", "02:15", "03:00", "2026-10-03T15:00Z", "opens 2026-10-03T15:30Z")]
    // Tokyo knows no summer time.
    [InlineData("Asia/Tokyo", "01:00", "03:00", "2026-03-28T16:00Z", "closes 2026-03-28T18:00Z")]
    [InlineData("Asia/Tokyo", "01:00", "03:00", "2026-03-28T18:00Z", "opens 2026-03-29T16:00Z")]
    // Over midnight.
    [InlineData("Europe/Amsterdam", "22:00", "04:00", "2026-06-01T21:00Z", "closes 2026-06-02T02:00Z")]
    [InlineData("Europe/Amsterdam", "22:00", "04:00", "2026-06-02T02:00Z", "opens 2026-06-02T20:00Z")]
    public void A_window_opens_and_closes_by_the_clock_on_the_wall(string zone, string from, string to, string now, string expected)
    {
        var window = new ChangeWindow
        {
            From = TimeOnly.Parse(from, CultureInfo.InvariantCulture), To = TimeOnly.Parse(to, CultureInfo.InvariantCulture)
        };

        Assert.Equal(expected, Told(WindowPolicy.At(window, zone, [], At(now))));
    }

    [Fact]
    public void Days_are_those_on_which_the_window_begins()
    {
        var window = new ChangeWindow { From = new(22, 0), To = new(4, 0), Days = [DayOfWeek.Saturday] };

        // June 6th 2026 is a Saturday.
        Assert.Equal("opens 2026-06-06T22:00Z", Told(WindowPolicy.At(window, "UTC", [], At("2026-06-06T03:00Z"))));
        Assert.Equal("closes 2026-06-07T04:00Z", Told(WindowPolicy.At(window, "UTC", [], At("2026-06-07T03:00Z"))));
        Assert.Equal("opens 2026-06-13T22:00Z", Told(WindowPolicy.At(window, "UTC", [], At("2026-06-07T23:00Z"))));
    }

    [Fact]
    public void A_window_does_not_begin_on_a_holiday_and_one_that_began_before_goes_on_into_it()
    {
        var window = new ChangeWindow { From = new(22, 0), To = new(4, 0), SkipHolidays = true };
        DateOnly[] christmas = [new(2026, 12, 25)];

        Assert.Equal("closes 2026-12-25T04:00Z", Told(WindowPolicy.At(window, "UTC", christmas, At("2026-12-25T01:00Z"))));
        Assert.Equal("opens 2026-12-26T22:00Z", Told(WindowPolicy.At(window, "UTC", christmas, At("2026-12-25T23:00Z"))));
        Assert.Equal(
            "closes 2026-12-26T04:00Z",
            Told(WindowPolicy.At(window with { SkipHolidays = false }, "UTC", christmas, At("2026-12-25T23:00Z"))));
    }

    [Fact]
    public void A_holiday_is_one_by_the_local_date()
    {
        var window = Night with { SkipHolidays = true };

        // 01:00 of the 25th in Sydney is the 24th in UTC.
        Assert.False(WindowPolicy.At(window, "Australia/Sydney", [new(2026, 12, 25)], At("2026-12-24T14:30Z")).IsOpen);
        Assert.True(WindowPolicy.At(window, "Australia/Sydney", [new(2026, 12, 24)], At("2026-12-24T14:30Z")).IsOpen);
    }

    [Fact]
    public void Equal_begin_and_end_are_whole_days_and_open_days_in_a_row_are_one_window()
    {
        var weekend = new ChangeWindow { Days = [DayOfWeek.Saturday, DayOfWeek.Sunday] };

        Assert.Equal("closes 2026-06-07T22:00Z", Told(WindowPolicy.At(weekend, "Europe/Amsterdam", [], At("2026-06-06T12:00Z"))));
        Assert.Equal("opens 2026-06-12T22:00Z", Told(WindowPolicy.At(weekend, "Europe/Amsterdam", [], At("2026-06-08T12:00Z"))));
    }

    [Fact]
    public void A_window_that_never_closes_and_one_that_never_opens_say_so()
    {
        var always = WindowPolicy.At(new(), "Europe/Amsterdam", [], At("2026-06-06T12:00Z"));
        var never = WindowPolicy.At(
            new() { Days = [DayOfWeek.Monday], SkipHolidays = true }, "UTC",
            [.. Enumerable.Range(0, 1000).Select(day => new DateOnly(2026, 1, 1).AddDays(day))], At("2026-06-06T12:00Z"));

        Assert.Equal("closes never", Told(always));
        Assert.Equal("opens never", Told(never));
    }

    [Fact]
    public void The_windows_own_zone_goes_before_the_resources()
    {
        var window = Night with { TimeZone = "Asia/Tokyo" };

        Assert.True(WindowPolicy.At(window, "Europe/Amsterdam", [], At("2026-06-01T16:30Z")).IsOpen);
    }

    [Theory]
    [InlineData("Mars/Olympus_Mons")]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    public void In_a_zone_that_nobody_knows_a_window_stays_closed(string zone)
    {
        var verdict = WindowPolicy.At(Night, zone, [], At("2026-06-01T01:30Z"));

        Assert.Equal("opens never", Told(verdict));
        Assert.Contains("no time zone", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reason_tells_when_in_local_time() => Assert.Equal(
        "closed until 2026-06-02 01:00 Europe/Amsterdam", WindowPolicy.At(Night, "Europe/Amsterdam", [], At("2026-06-01T12:00Z")).Reason);

    private static string Told(WindowVerdict verdict) => verdict.IsOpen
        ? $"closes {Told(verdict.ClosesAt)}{(verdict.OpensAt is null ? "" : " and opens")}"
        : $"opens {Told(verdict.OpensAt)}{(verdict.ClosesAt is null ? "" : " and closes")}";

    private static string Told(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture) ?? "never";

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
