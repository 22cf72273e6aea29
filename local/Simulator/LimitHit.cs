namespace OpsFunctions.Simulator;

/// <summary>A limit of what protects disks; see docs/simulated-azure.md for where each comes from.</summary>
public enum ProtectionLimit
{
    /// <summary>500 incremental snapshots a disk.</summary>
    SnapshotsOfDisk,

    /// <summary>Seven incremental snapshots a disk in five minutes.</summary>
    SnapshotsInFiveMinutes,

    /// <summary>Three snapshots of a premium v2 or ultra disk whose data is still being copied.</summary>
    PendingSnapshots,

    /// <summary>Copies into one region are made in the order in which the snapshots were taken.</summary>
    OrderOfCopies,

    /// <summary>One copy at a time of a disk's snapshots into one region.</summary>
    CopiesOfDisk,

    /// <summary>100 copies at a time of a subscription into one region.</summary>
    CopiesIntoRegion,

    /// <summary>500 restore points a machine.</summary>
    RestorePointsOfMachine,

    /// <summary>10,000 collections of restore points of a subscription in one region.</summary>
    CollectionsInRegion,

    /// <summary>Restore points of one consistency follow each other after an hour (crash) or three (application).</summary>
    RestorePointTooSoon,

    /// <summary>Three restore points a machine in an hour.</summary>
    RestorePointsInAnHour,

    /// <summary>One restore point of a machine is made at a time.</summary>
    RestorePointInProgress,
}

/// <summary>A call that was refused since a limit was reached.</summary>
/// <param name="What">Which limit.</param>
/// <param name="Target">Id of the disk, the machine or the subscription that it was reached for.</param>
/// <param name="At">When.</param>
/// <param name="Message">What the caller was told.</param>
public sealed record LimitHit(ProtectionLimit What, string Target, DateTimeOffset At, string Message);
