using CsCheck;
using OpsFunctions.Orchestrations.Recovery;
using Xunit;

namespace OpsFunctions.Tests.Recovery;

public class SlotsTests
{
    [Theory]
    [InlineData(SlotLength.Hourly, 0, "2026-06-10T14:59:59Z", "2026-06-10T14:00Z", "2026-06-10T15:00Z")]
    [InlineData(SlotLength.Daily, 0, "2026-06-10T00:00:00Z", "2026-06-10T00:00Z", "2026-06-11T00:00Z")]
    [InlineData(SlotLength.Daily, 22, "2026-06-10T21:59:00Z", "2026-06-09T22:00Z", "2026-06-10T22:00Z")]
    [InlineData(SlotLength.Weekly, 0, "2026-06-14T23:59:00Z", "2026-06-08T00:00Z", "2026-06-15T00:00Z")]
    [InlineData(SlotLength.Monthly, 3, "2026-03-01T02:00:00Z", "2026-02-01T03:00Z", "2026-03-01T03:00Z")]
    [InlineData(SlotLength.Yearly, 0, "2026-12-31T23:00:00Z", "2026-01-01T00:00Z", "2027-01-01T00:00Z")]
    public void A_slot_begins_and_ends_in_UTC(SlotLength every, int hour, string now, string start, string end) =>
        Assert.Equal(
            (DateTimeOffset.Parse(start), DateTimeOffset.Parse(end)),
            (Slots.At(every, hour, DateTimeOffset.Parse(now)).Start, Slots.At(every, hour, DateTimeOffset.Parse(now)).End));

    // Amsterdam puts its clocks forward on 29 March and back on 25 October 2026.
    [Theory]
    [InlineData("2026-03-29T00:00:00+01:00", 23)]
    [InlineData("2026-10-25T00:00:00+02:00", 25)]
    public void On_both_days_of_a_daylight_saving_change_each_hour_has_one_slot(string midnight, int hours)
    {
        var start = DateTimeOffset.Parse(midnight);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");
        var minutes = Enumerable.Range(0, hours * 60).Select(minute => TimeZoneInfo.ConvertTime(start.AddMinutes(minute), zone)).ToList();

        Assert.Equal(start.Date, minutes[^1].Date);
        Assert.Equal(hours, minutes.Select(moment => Slots.At(SlotLength.Hourly, 0, moment).Id).Distinct().Count());
    }

    [Fact]
    public void Every_moment_lies_in_exactly_one_slot_whose_name_tells_its_begin() =>
        Gen.Select(
                Gen.Enum<SlotLength>(), Gen.Int[0, 23],
                Gen.Long[new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks, new DateTimeOffset(
                    2040, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks])
            .Sample((every, hour, ticks) =>
            {
                var now = new DateTimeOffset(ticks, TimeSpan.Zero);
                var slot = Slots.At(every, hour, now);
                return slot.Start <= now && now < slot.End && Slot.StartOf(slot.Id) == slot.Start
                    && Slots.At(every, hour, slot.Start) == slot && Slots.At(every, hour, slot.End).Start == slot.End
                    && Slots.At(every, hour, slot.End.AddTicks(-1)) == slot;
            }, iter: GeneratedCases.Of(1_000_000));
}
