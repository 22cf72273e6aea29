using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>Whether a recovery point can be used.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PointState>))]
public enum PointState
{
    /// <summary>All its data is there.</summary>
    Complete,

    /// <summary>Its data is still being copied.</summary>
    Pending,

    /// <summary>It never became one.</summary>
    Failed,
}

/// <summary>A snapshot of a disk, or a restore point of a machine, as far as its retention is concerned.</summary>
/// <param name="Id">Resource id.</param>
/// <param name="Source">Unique id of the disk or machine it was taken of; another disk of the same name has another.</param>
/// <param name="Region">Where it lies, lower case.</param>
/// <param name="Policy">Name of the policy it was taken for; empty: of none.</param>
/// <param name="CreatedAt">The moment of the source that it holds.</param>
public sealed record RecoveryPoint(string Id, string Source, string Region, string Policy, DateTimeOffset CreatedAt, PointState State)
{
    /// <summary>The suite made it; of anything else it keeps its hands off.</summary>
    public bool IsOwned { get; init; } = true;

    /// <summary>What stands against deleting it: a hold, a lock, a copy under way, a drill; in words.</summary>
    public IReadOnlyList<string> Protections { get; init; } = [];
}
