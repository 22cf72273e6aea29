using System.ComponentModel.DataAnnotations;

namespace OpsFunctions.Orchestrations.Snapshots.Settings;

/// <summary>
/// How many recovery points are kept, grandfather, father and son: the newest of each of the latest hours, days, weeks, months and years
/// that have one. Whatever any of the rules keeps is kept. All zero: nothing is ever deleted.
/// </summary>
public record KeepRules
{
    /// <summary>The newest so many, whenever they were taken.</summary>
    [Range(0, 500)]
    public int KeepLast { get; init; }

    /// <summary>All that are at most so much older than the newest good one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3660.00:00:00")]
    public TimeSpan KeepWithin { get; init; }

    /// <summary>Hours, UTC.</summary>
    [Range(0, 500)]
    public int KeepHourly { get; init; }

    /// <summary>Days, UTC.</summary>
    [Range(0, 500)]
    public int KeepDaily { get; init; }

    /// <summary>ISO weeks, from Monday, UTC.</summary>
    [Range(0, 500)]
    public int KeepWeekly { get; init; }

    /// <summary>Months, UTC.</summary>
    [Range(0, 500)]
    public int KeepMonthly { get; init; }

    /// <summary>Years, UTC.</summary>
    [Range(0, 500)]
    public int KeepYearly { get; init; }

    /// <summary>So many of the newest good ones stay, whatever the rules say.</summary>
    [Range(1, 100)]
    public int MinGood { get; init; } = 2;

    /// <summary>What is less than so much older than the newest good one stays, whatever the rules say.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "366.00:00:00")]
    public TimeSpan MinAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>No rule keeps anything, so nothing is deleted: settings that were lost must not cost what they protected.</summary>
    public bool IsEmpty =>
        KeepLast == 0 && KeepWithin == TimeSpan.Zero && KeepHourly == 0 && KeepDaily == 0 && KeepWeekly == 0 && KeepMonthly == 0
            && KeepYearly == 0;
}
