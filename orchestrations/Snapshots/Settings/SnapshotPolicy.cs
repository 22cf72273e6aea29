using System.ComponentModel.DataAnnotations;
using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Snapshots.Settings;

/// <summary>
/// How a machine's disks are protected: when points are taken, where they are copied, how long they are kept.
/// <c>Snapshots:Policies:{name}</c>.
/// </summary>
public sealed record SnapshotPolicy : KeepRules
{
    /// <summary>Its key in the settings: 1 to 20 lower-case letters and digits; set when they are read.</summary>
    public string Name { get; init; } = "";

    /// <summary>One point a slot. What is taken hourly has the days, weeks, months and years in it.</summary>
    public SlotLength Every { get; init; } = SlotLength.Daily;

    /// <summary>Hour, UTC, in which slots of a day and longer begin.</summary>
    [Range(0, 23)]
    public int SlotHour { get; init; }

    /// <summary>What a machine with several disks gets.</summary>
    public Consistency Consistency { get; init; } = Consistency.Crash;

    /// <summary>Recovery point objective: the newest good point is at most so old, or somebody is told. Zero: nobody is.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "400.00:00:00")]
    public TimeSpan MaxAgeOfNewest { get; init; }

    /// <summary>Other regions that have copies.</summary>
    public IList<CopyTarget> CopyTo { get; init; } = [];
}

/// <summary>A region with copies, kept as its own rules say.</summary>
public sealed record CopyTarget : KeepRules
{
    /// <summary>Lower case: <c>northeurope</c>.</summary>
    public string Region { get; init; } = "";

    /// <summary>Disk encryption set of that region, by its id, for disks with keys of your own; empty: such disks are not copied.</summary>
    public string DiskEncryptionSet { get; init; } = "";
}
