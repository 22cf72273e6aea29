using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>What a recovery point is in Azure.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PointForm>))]
public enum PointForm
{
    /// <summary>An incremental snapshot of one disk.</summary>
    Snapshot,

    /// <summary>One of all disks of a machine.</summary>
    RestorePoint,
}

/// <summary>A collection of restore points that the suite made.</summary>
/// <param name="Source">Azure's own id of the machine.</param>
/// <param name="IsRetired">Somebody tagged it <c>ops:retired</c>.</param>
public sealed record PointCollection(string Id, string Source, string Policy, string Region, bool IsCopy, bool IsRetired);

/// <summary>A recovery point of the suite, as it was seen.</summary>
/// <param name="Source">Unique id of the disk, or the machine's own id.</param>
/// <param name="Slot">Begin of the slot it was taken in, as names tell it.</param>
/// <param name="CreatedAt">The moment it holds; a copy holds its original's.</param>
/// <param name="CopyOf">Id of the point it is a copy of; null: an original.</param>
public sealed record SeenPoint(
    string Id, PointForm Form, string Source, string Region, string Policy, string Slot, DateTimeOffset CreatedAt, PointState State,
    string? CopyOf)
{
    /// <summary>How much of it is copied, 0 to 100.</summary>
    public double Percent { get; init; } = 100;

    public long SizeGiB { get; init; }

    /// <summary>Somebody tagged it <c>ops:retired</c>.</summary>
    public bool IsRetired { get; init; }

    /// <summary>It was listed twice, and not the same: nothing is known of it.</summary>
    public bool IsContradictory { get; init; }

    /// <summary>Why it failed, in Azure's words.</summary>
    public string? Problem { get; init; }

    public RecoveryPoint ToRecoveryPoint(IReadOnlyList<string> protections) =>
        new(Id, Source, Region, Policy, CreatedAt, State) { Protections = protections };
}
