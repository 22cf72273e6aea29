using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Restoring;

namespace OpsFunctions.Simulator;

/// <summary>A restore point: all disks of a machine, or those that were not left out.</summary>
public sealed record RestorePoint
{
    /// <summary>CrashConsistent.</summary>
    public const string Crash = "CrashConsistent";

    /// <summary>ApplicationConsistent.</summary>
    public const string Application = "ApplicationConsistent";

    /// <summary>Resource id.</summary>
    public required string Id { get; init; }

    /// <summary>Subscription, a GUID in lower case.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>Name of its region.</summary>
    public required string Region { get; init; }

    /// <summary>Whose disks.</summary>
    public required Machine Machine { get; init; }

    /// <summary><see cref="Crash"/> or <see cref="Application"/>.</summary>
    public required string Consistency { get; init; }

    /// <summary>When it was asked for, which is what it tells about itself.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The moment it really holds of each disk, by the disk's unique id; the same for all where it is consistent.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> Moments { get; init; }

    /// <summary>From when on all its data is there.</summary>
    public required DateTimeOffset CompleteAt { get; init; }

    /// <summary>Resource id of the point, in another region, that this is a copy of; null: it was taken of the machine.</summary>
    public string? CopyOf { get; init; }

    /// <summary>When it lost its source while its data was being copied, so that it never is complete; null: it did not.</summary>
    public DateTimeOffset? CopyFailedAt { get; init; }

    internal LongOperation? Operation { get; init; }

    /// <summary>When the machine looked as it tells: for a copy, when the first one was taken.</summary>
    internal DateTimeOffset MachineAt { get; init; }

    internal IReadOnlyList<PointDisk> Disks { get; init; } = [];

    /// <summary>Its creation failed, or is going to fail: it never becomes one.</summary>
    public bool HasFailed => Operation?.Error is not null;

    /// <summary>Its name.</summary>
    public string Name => Id[(Id.LastIndexOf('/') + 1)..];

    /// <summary>Resource id of its collection.</summary>
    public string Collection => Id[..Id.LastIndexOf("/restorePoints/", StringComparison.OrdinalIgnoreCase)];

    /// <summary>How much is copied at that moment, 0 to 100.</summary>
    public double CompletionPercent(DateTimeOffset time) => CopyFailedAt < time ? CompletionPercent(CopyFailedAt.Value)
        : HasFailed && Operation!.End < time ? CompletionPercent(Operation.End.AddTicks(-1))
        : time >= CompleteAt ? 100
        : Math.Clamp(Math.Round((time - Begun) / (CompleteAt - Begun) * 100, 1), 0, 99.9);

    // A copy tells the time of its source, and is made later.
    private DateTimeOffset Begun => Operation?.Start ?? CreatedAt;

    internal bool IsPending(DateTimeOffset time) => time < CompleteAt && !(CopyFailedAt <= time) && !(HasFailed && Operation!.End <= time);
}
