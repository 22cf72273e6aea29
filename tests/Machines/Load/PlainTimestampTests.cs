using System.Globalization;
using System.Text;
using System.Text.Json;
using OpsFunctions.Orchestrations.Machines.Load;
using Xunit;

namespace OpsFunctions.Tests.Machines.Load;

public class PlainTimestampTests
{
    [Fact]
    public void Every_day_of_a_leap_year_and_of_a_common_year_is_read_as_the_general_parser_reads_it()
    {
        for (var moment = new DateTimeOffset(2027, 12, 31, 23, 59, 59, TimeSpan.Zero); moment.Year < 2030; moment += new TimeSpan(
            23, 59, 59))
        {
            var text = moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            Assert.True(PlainTimestamp.TryRead(Encoding.UTF8.GetBytes(text), out var read), text);
            Assert.True(read.EqualsExact(General(text)!.Value), text);
        }
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("2000-02-29T00:00:00Z")]
    public void The_ends_of_the_calendar_are_read_as_the_general_parser_reads_them(string text)
    {
        Assert.True(PlainTimestamp.TryRead(Encoding.UTF8.GetBytes(text), out var read));
        Assert.True(read.EqualsExact(General(text)!.Value));
    }

    [Theory]
    [InlineData("2026-06-01T00:30:00.5Z")]
    [InlineData("2026-06-01T02:00:00+02:00")]
    [InlineData("2026-06-01T00:30:00")]
    [InlineData("2026-06-01T00:30Z")]
    [InlineData("2026-06-01T00:30:00z")]
    [InlineData("2026-06-01t00:30:00Z")]
    [InlineData("2026-06-01 00:30:00Z")]
    [InlineData("2026-06-01T24:00:00Z")]
    [InlineData("2026-06-01T00:60:00Z")]
    [InlineData("2026-06-01T00:00:60Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-00-01T00:00:00Z")]
    [InlineData("2026-06-00T00:00:00Z")]
    [InlineData("0000-06-01T00:00:00Z")]
    [InlineData("2026-06-01T0a:00:00Z")]
    [InlineData("20/6-06-01T00:00:00Z")]
    [InlineData("")]
    public void Every_other_form_valid_or_not_is_left_to_the_general_parser(string text) =>
        Assert.False(PlainTimestamp.TryRead(Encoding.UTF8.GetBytes(text), out _));

    private static DateTimeOffset? General(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($"\"{text}\""));
        reader.Read();
        return reader.TryGetDateTimeOffset(out var moment) ? moment : null;
    }
}
