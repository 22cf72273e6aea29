using OpsFunctions.Orchestrations.Machines.Sizes;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>Where the drill is built, as it stands.</summary>
/// <param name="Subscription">Lower case.</param>
public sealed record PlaceFacts(string Subscription, string Region)
{
    /// <summary>Providers of <see cref="PlaceReader.Providers"/> that are not registered.</summary>
    public IReadOnlyList<string> Unregistered { get; init; } = [];

    /// <summary>Encryption at host is switched on; null: nobody needed to know.</summary>
    public bool? EncryptionAtHost { get; init; }

    /// <summary>Sizes that are wanted and offered, with prices.</summary>
    public IReadOnlyList<Size> Sizes { get; init; } = [];

    public IReadOnlyList<VcpuQuota> Quotas { get; init; } = [];

    /// <summary>Actions that drills need there and the suite may not do.</summary>
    public IReadOnlyList<string> MissingRights { get; init; } = [];

    /// <summary>Types whose making a policy forbids there, with the assignment.</summary>
    public IReadOnlyList<ForbiddenType> Forbidden { get; init; } = [];

    /// <summary>Marketplace plans whose terms are not accepted there.</summary>
    public IReadOnlyList<MarketplacePlan> UnacceptedTerms { get; init; } = [];

    /// <summary>What could not be read, in words.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];
}

/// <summary>What a policy forbids.</summary>
/// <param name="Policy">Id of its assignment.</param>
public sealed record ForbiddenType(string Type, string Policy);
