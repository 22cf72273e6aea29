using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator;

/// <summary>A group of capacity reservations.</summary>
public sealed record CapacityReservationGroup(
    string Id, string Region, IReadOnlyList<string> Zones, IReadOnlyDictionary<string, string> Tags, DateTimeOffset CreatedAt)
{
    /// <summary>Its name.</summary>
    public string Name => Id[(Id.LastIndexOf('/') + 1)..];
}

/// <summary>Places that are held for machines of one size.</summary>
public sealed record CapacityReservation
{
    /// <summary>Resource id.</summary>
    public required string Id { get; init; }

    /// <summary>Resource id of its group.</summary>
    public required string Group { get; init; }

    /// <summary>Name of the size.</summary>
    public required string Size { get; init; }

    /// <summary>Zone; null: regional.</summary>
    public string? Zone { get; init; }

    /// <summary>How many places were asked for last.</summary>
    public required int Quantity { get; init; }

    /// <summary>When that quantity holds; before, and for ever where the request failed, it was <see cref="QuantityBefore"/>.</summary>
    public required DateTimeOffset EffectiveAt { get; init; }

    /// <summary>How many places it held before the last request.</summary>
    public int QuantityBefore { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The operation that made it what it is.</summary>
    internal Operations.LongOperation? Operation { get; init; }

    /// <summary>The operation that takes it away; null: none.</summary>
    internal Operations.LongOperation? Deletion { get; init; }

    /// <summary>Its version while that operation runs; one more when it is over.</summary>
    internal int Version { get; init; } = 1;

    internal int VersionAt(DateTimeOffset time) => Version + (Operation?.IsInProgress(time) is true ? 0 : 1);

    /// <summary>Its name.</summary>
    public string Name => Id[(Id.LastIndexOf('/') + 1)..];

    /// <summary>How many places it holds at that moment.</summary>
    public int QuantityAt(DateTimeOffset time) => time >= EffectiveAt ? Quantity : QuantityBefore;
}
