namespace OpsFunctions.Orchestrations.Snapshots.Retention;

/// <summary>How seldom points are deleted while one a slot is taken.</summary>
/// <param name="CoolOffDays">A policy that is new, or whose history was lost, deletes nothing for so many days; from 7.</param>
/// <param name="MaxDeletePercent">Share of all points that a day's runs delete at most; 1 to 50.</param>
public sealed record DeletionRhythm(int CoolOffDays, int MaxDeletePercent)
{
    /// <summary>Days in a row that may be missed again and again, as when the app does not run over weekends.</summary>
    public const int MissedDays = 2;

    // Until the next day's run, and so long as that run waits for its window or for people: 22 hours.
    private const int UntilNextRunIsDone = 2;

    /// <summary>The longest time without any deletion. It covers as many missed days as a policy cools off.</summary>
    // What lies outside its range is refused beside this, and must not throw here.
    public TimeSpan Longest => TimeSpan.FromDays(Math.Clamp(CoolOffDays, 0, 3660) + UntilNextRunIsDone);

    /// <summary>The longest time without any that may come again and again.</summary>
    public static TimeSpan Often => TimeSpan.FromDays(MissedDays + UntilNextRunIsDone);

    /// <summary>
    /// How many points are left after each deletion where so many are taken between two: below that, the share is too small for them.
    /// </summary>
    public int Left(int taken) => Math.Max(0, (int)Math.Ceiling(taken * 100.0 / Math.Max(1, MaxDeletePercent)) - taken);
}
