namespace OpsFunctions.Simulator;

/// <summary>A collection of the restore points of one machine, or of copies of them in another region.</summary>
public sealed record RestorePointCollection
{
    /// <summary>Resource id.</summary>
    public required string Id { get; init; }

    /// <summary>Subscription, a GUID in lower case.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>Name of its region.</summary>
    public required string Region { get; init; }

    /// <summary>Resource id of the machine; of copies: of the collection they are copied from.</summary>
    public required string Source { get; init; }

    /// <summary>Name of the region of its source.</summary>
    public required string SourceRegion { get; init; }

    /// <summary>The machine whose points they are in any case; it may be gone.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Its points are copies.</summary>
    public bool IsForCopies { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its name.</summary>
    public string Name => Id[(Id.LastIndexOf('/') + 1)..];
}
