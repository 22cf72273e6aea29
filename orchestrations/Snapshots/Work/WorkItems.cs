using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Snapshots.Work;

/// <summary>A point to be taken.</summary>
/// <param name="SourceId">Resource id of the disk or machine.</param>
/// <param name="Source">Its unique id.</param>
/// <param name="Collection">Id of the collection of a restore point; null: a snapshot.</param>
/// <param name="IsSlow">It is copied in the background, and is none until that is done.</param>
public sealed record TakeItem(
    string MachineId, string PointId, PointForm Form, string SourceId, string Source, string Region, string Slot, Consistency Mode,
    string? Collection, string? EncryptionSet, bool IsSlow)
{
    /// <summary>Tags of a snapshot, or of the collection.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A point to be copied to another region.</summary>
/// <param name="FromId">The original.</param>
/// <param name="FromCollection">Its collection; null: a snapshot.</param>
/// <param name="ToCollection">The collection of the copies; null: a snapshot.</param>
public sealed record CopyItem(
    string MachineId, string FromId, string ToId, PointForm Form, string Source, string Region, DateTimeOffset CreatedAt,
    string? FromCollection, string? ToCollection, string? EncryptionSet)
{
    /// <summary>It was begun by an earlier run and is to be followed.</summary>
    public bool IsUnderWay { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>One at a time of a source and a region, in order.</summary>
    public string Lane => $"{Source} {Region}";
}

/// <summary>A point to be deleted.</summary>
/// <param name="Keepers">Good points of the same group that stay, newest first: of these <paramref name="MustStay"/> are looked at again
/// before it goes.</param>
/// <param name="MustStay">How many good ones must be there; 0 for a series that was retired.</param>
public sealed record DeleteItem(
    string MachineId, string PointId, PointForm Form, string Source, string Region, string Policy, DateTimeOffset CreatedAt,
    IReadOnlyList<string> Keepers, int MustStay, IReadOnlyList<string> Reasons)
{
    /// <summary>Created by a run and never complete: it counts for nothing.</summary>
    public bool IsFailed { get; init; }

    /// <summary>How its series was given up: id of what bears the tag, empty where a person did over HTTP; null: it was not.</summary>
    public string? RetiredBy { get; init; }
}

/// <summary>What became of a work item.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<ItemState>))]
public enum ItemState
{
    /// <summary>Nothing was tried: the mode only reports.</summary>
    Reported,

    /// <summary>Begun, and not over at the end of the run; the next one sees.</summary>
    UnderWay,
    Done,

    /// <summary>Something stands against it that a person or a rule put there; no error.</summary>
    Refused,
    Failed,
}

/// <summary>A work item and what became of it.</summary>
public sealed record ItemResult(string PointId, ItemState State, string Reason)
{
    /// <summary>Azure's code, where it refused; null: it did not, or said none.</summary>
    public string? Code { get; init; }

    /// <summary>The guard did not let it begin; asked again in the same run, it may.</summary>
    public bool IsGuarded { get; init; }
}
