using System.ComponentModel.DataAnnotations;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>How advice is carried out: section <c>Rightsizing:Changes</c>. It matters only where the mode is Approve or Apply.</summary>
public sealed record ChangeOptions
{
    /// <summary>
    /// Runs in a row that must give the same target before it is carried out. Azure Optimization Engine waits for four weeks.
    /// </summary>
    [Range(1, 12)]
    public int RunsInARow { get; init; } = 2;

    /// <summary>Changes of one run at most, those that save most first.</summary>
    [Range(1, 1000)]
    public int MostARun { get; init; } = 50;

    /// <summary>Days a plan waits for window, freeze, approval and a free place; after that the next run decides anew.</summary>
    [Range(1, 30)]
    public int PlanDays { get; init; } = 6;

    /// <summary>Hours a changed machine is watched.</summary>
    [Range(1, 168)]
    public int WatchHours { get; init; } = 48;

    /// <summary>
    /// Days for which a machine that was made cheaper is looked at further, 0 to 90: a load that was never there before comes weeks later.
    /// Default: 30; 0: not at all.
    /// </summary>
    [Range(0, 90)]
    public int LaterWatchDays { get; init; } = 30;

    /// <summary>When these machines are looked at: NCRONTAB of six fields, UTC. Default: ten past each hour. The host reads it.</summary>
    [Required]
    public string LaterWatchSchedule { get; init; } = DefaultLaterWatchSchedule;

    public const string DefaultLaterWatchSchedule = "0 10 * * * *";

    /// <summary>CPU of the new size, average of 30 minutes, from which on it counts as too small; percent.</summary>
    [Range(50, 100)]
    public int WatchCpuPercent { get; init; } = 90;

    /// <summary>Memory of the new size in use, average of 30 minutes, from which on it counts as too small; percent.</summary>
    [Range(50, 100)]
    public int WatchMemoryPercent { get; init; } = 90;

    /// <summary>Minutes a machine has to run, answer and report after a change.</summary>
    [Range(5, 120)]
    public int VerifyMinutes { get; init; } = 20;

    /// <summary>
    /// Look at the machine from inside before and after a change, by Run Command: what listened or ran before must do so again. Default:
    /// true.
    /// Without the right to it the report of the machine's agent must do.
    /// </summary>
    public bool AsksInside { get; init; } = true;

    /// <summary>Take a snapshot of the OS disk before the change; it is deleted when the watch is over.</summary>
    public bool ProtectingSnapshot { get; init; }

    /// <summary>A machine may lose what lies on its temporary disk without being asked about: it cannot be had back.</summary>
    public bool LosesTemporaryDisk { get; init; }

    /// <summary>A larger, dearer size may be given without asking.</summary>
    public bool EnlargesUnasked { get; init; }

    /// <summary>A production machine that became too small is taken back at any time; else outside its window somebody is asked.</summary>
    public bool RollbackAnyTime { get; init; }

    /// <summary>Days between the notice of a shutdown and the shutdown, outside production.</summary>
    [Range(1, 30)]
    public int OptOutDays { get; init; } = 7;

    /// <summary>Days a machine is left alone whose size somebody else set back.</summary>
    [Range(7, 730)]
    public int PinDays { get; init; } = 180;
}
