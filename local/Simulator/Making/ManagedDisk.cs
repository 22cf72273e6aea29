using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Making;

/// <summary>A managed disk that a request made, or that was made with a machine by one.</summary>
internal sealed record ManagedDisk
{
    public required string Id { get; init; }

    public required string SubscriptionId { get; init; }

    public required string Region { get; init; }

    public string? Zone { get; init; }

    public string Sku { get; init; } = "Standard_LRS";

    public required int SizeGiB { get; init; }

    /// <summary>Windows or Linux; null: a data disk.</summary>
    public string? OsType { get; init; }

    public string? Generation { get; init; }

    /// <summary>How it came to be, as Azure shows it.</summary>
    public required JsonObject Creation { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tags were sent, be they none.</summary>
    public bool HasTags { get; init; }

    public string? EncryptionSet { get; init; }

    public string NetworkAccessPolicy { get; init; } = "AllowAll";

    public string PublicNetworkAccess { get; init; } = "Enabled";

    /// <summary>I/O a second that were asked for; null: what the size gives.</summary>
    public int? Iops { get; init; }

    public int? MBps { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Id of the machine it is attached to; null: none.</summary>
    public string? ManagedBy { get; init; }

    public DateTimeOffset? AttachedAt { get; init; }

    public LongOperation? Operation { get; init; }

    /// <summary>What it was made of, down to the first disk: the moment it holds, where that is known.</summary>
    public DateTimeOffset? HoldsMoment { get; init; }

    public DiskSecurity? Security { get; init; }

    /// <summary>Until when data is copied in the background from what it was made of; null: it is not.</summary>
    public DateTimeOffset? CopiesUntil { get; init; }

    public string Name => Id[(Id.LastIndexOf('/') + 1)..];

    public string UniqueId => Noise.Id(Noise.Of(Id), InstanceView.Time(CreatedAt)).ToString();

    public bool HasFailed => Operation?.Error is not null;
}
