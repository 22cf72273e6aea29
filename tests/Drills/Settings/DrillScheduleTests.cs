using OpsFunctions.Orchestrations.Drills.Settings;
using Xunit;

namespace OpsFunctions.Tests.Drills.Settings;

public class DrillScheduleTests
{
    private static readonly DateTimeOffset Monday = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(DayOfWeek.Monday, 6, 5, false)]
    [InlineData(DayOfWeek.Monday, 6, 6, true)]
    [InlineData(DayOfWeek.Monday, 6, 23, true)]
    [InlineData(DayOfWeek.Monday, 0, 0, true)]
    [InlineData(DayOfWeek.Tuesday, 6, 12, false)]
    [InlineData(DayOfWeek.Sunday, 6, 12, false)]
    public void A_weekly_drill_is_due_on_its_day_from_its_hour_on(DayOfWeek day, int hour, int now, bool isDue) =>
        Assert.Equal(isDue, DrillSchedule.IsDue(new DrillPlan { EveryDays = 7, Day = day, Hour = hour }, Monday.AddHours(now)));

    [Theory]
    [InlineData(1, 28)]
    [InlineData(7, 4)]
    [InlineData(14, 2)]
    [InlineData(28, 1)]
    public void It_comes_back_each_so_many_days(int every, int times)
    {
        var plan = new DrillPlan { EveryDays = every, Day = DayOfWeek.Monday, Hour = 6 };

        var due = Enumerable.Range(0, 28).Count(day => DrillSchedule.IsDue(plan, Monday.AddDays(day).AddHours(6)));

        Assert.Equal(times, due);
    }

    [Fact]
    public void The_day_and_the_hour_are_of_utc_whatever_the_clock_shows()
    {
        var plan = new DrillPlan { EveryDays = 7, Day = DayOfWeek.Monday, Hour = 6 };

        Assert.False(DrillSchedule.IsDue(plan, new DateTimeOffset(2026, 6, 1, 7, 0, 0, TimeSpan.FromHours(2))));
        Assert.True(DrillSchedule.IsDue(plan, new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(2))));
    }

    [Fact]
    public void A_plan_without_a_schedule_is_never_due() =>
        Assert.DoesNotContain(Enumerable.Range(0, 366), day => DrillSchedule.IsDue(new DrillPlan(), Monday.AddDays(day).AddHours(12)));
}
