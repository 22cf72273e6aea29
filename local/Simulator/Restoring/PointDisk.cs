using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Restoring;

/// <summary>A disk in a restore point.</summary>
/// <param name="Disk">The disk as it was.</param>
/// <param name="RestorePointId">Resource id of what the restore point has of it.</param>
internal sealed record PointDisk(MachineDisk Disk, string RestorePointId)
{
    /// <summary>Resource id of what a copy was made of; null: it is none.</summary>
    public string? CopyOfId { get; init; }
}
