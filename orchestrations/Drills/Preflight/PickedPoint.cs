using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>The recovery points a machine is rebuilt from.</summary>
/// <param name="Form">One restore point of all disks, or a snapshot a disk.</param>
/// <param name="Oldest">The oldest moment among them: what the recovery point is measured by.</param>
/// <param name="Newest">The newest; apart from the oldest where the disks were taken one by one.</param>
public sealed record PickedPoint(PointForm Form, DateTimeOffset Oldest, DateTimeOffset Newest, IReadOnlyList<PickedDisk> Disks)
{
    /// <summary>The restore point; null: snapshots.</summary>
    public string? RestorePoint { get; init; }

    /// <summary>Several disks that were taken one by one, torn against each other.</summary>
    public bool IsTorn => Form == PointForm.Snapshot && Disks.Count > 1;
}

/// <summary>What one disk is made of.</summary>
/// <param name="Role"><c>os</c>, <c>data0</c>.</param>
/// <param name="Series">Unique id of the disk or machine whose series the point belongs to, for the hold.</param>
/// <param name="PointId">The snapshot, or the restore point of the whole machine.</param>
/// <param name="MadeOf">Id that the new disk names as its source.</param>
public sealed record PickedDisk(string Role, string Series, string PointId, string MadeOf);
