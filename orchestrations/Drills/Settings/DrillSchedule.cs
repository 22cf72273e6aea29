namespace OpsFunctions.Orchestrations.Drills.Settings;

/// <summary>When the timer starts a plan. Pure, UTC.</summary>
public static class DrillSchedule
{
    /// <summary>Whether today is a plan's day and its hour has come: each <c>EveryDays</c> days, counted from a day of the week.</summary>
    public static bool IsDue(DrillPlan plan, DateTimeOffset now)
    {
        if (plan.EveryDays == 0 || now.UtcDateTime.Hour < plan.Hour)
            return false;
        // 1970-01-01 was a Thursday.
        var first = DateTime.UnixEpoch.AddDays(((int)plan.Day - (int)DayOfWeek.Thursday + 7) % 7);
        return (now.UtcDateTime.Date - first).Days % plan.EveryDays == 0;
    }
}
