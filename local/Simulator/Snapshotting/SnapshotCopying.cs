using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>Copies of snapshots in other regions. They show at once; their data follows in the background.</summary>
internal sealed class SnapshotCopying(SimulatedAzure azure)
{
    private readonly SnapshotLimits _limits = new(azure);

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    /// <summary>The copy, complete when its data is there; or why there is none.</summary>
    public (Snapshot? Copy, Outcome? Refusal) Plan(Exchange exchange, string id, string subscription, SnapshotRequest wanted)
    {
        if (wanted.Location is null || Regions.Find(wanted.Location) is not { } region)
            return (null, Outcome.Refused(
                400, "LocationNotAvailableForResourceType",
                $"The provided location '{wanted.Location}' is not available for resource type 'Microsoft.Compute/snapshots'."));
        if (azure.Snapshots.Shelf.FindStaying(wanted.Source)?.Last is not { } source)
            return (null, SnapshotEndpoint.NotFound(wanted.Source));
        var refusal = azure.Gate.Linked(exchange, "Microsoft.Compute/snapshots/beginGetAccess/action", source.Id)
            ?? Unfit(source, wanted, region.Name) ?? _limits.Refusal(source, subscription, region.Name);
        return refusal is not null ? (null, refusal) : (source with
        {
            Id = id,
            SubscriptionId = subscription,
            Region = region.Name,
            NetworkAccessPolicy = wanted.NetworkAccessPolicy,
            Sku = wanted.Sku,
            Tags = wanted.Tags,
            HasTags = wanted.HasTags,
            PublicNetworkAccess = wanted.PublicNetworkAccess,
            EncryptionSet = wanted.EncryptionSet,
            CreatedAt = Now,
            CopyOf = source.Id,
            CopyOfUniqueId = source.UniqueId,
            CopyOfCreatedAt = source.CreatedAt,
            Operation = null,
        }, null);
    }

    /// <summary>5 to 60 minutes after the operation.</summary>
    public static DateTimeOffset CompleteAt(LongOperation operation) =>
        operation.End.AddMinutes(5 + Math.Floor(56 * Noise.Unit(Noise.Of(operation.Id))));

    private Outcome? Unfit(Snapshot source, SnapshotRequest wanted, string region)
    {
        if (!source.IsIncremental || !wanted.IsIncremental)
            return Outcome.Refused(
                400, "InvalidParameter",
                $"Only incremental snapshots can be copied with 'CopyStart'; '{(source.IsIncremental ? wanted.Source : source.Name)}' is a full one or the copy is to be.");
        if (source.Region == region)
            return Outcome.Refused(400, "InvalidParameter", $"Snapshot '{source.Name}' lies in '{region}' already.");
        if (source.HasFailed || source.CompletionPercent(Now) < 100)
            return Outcome.Refused(
                409, "OperationNotAllowed",
                FormattableString.Invariant(
                    $"Snapshot '{source.Name}' cannot be copied: its completionPercent is {source.CompletionPercent(Now)}."));
        // A key's set belongs to one region.
        return source.EncryptionSet is { } set
            && (wanted.EncryptionSet is null || wanted.EncryptionSet.Equals(set, StringComparison.OrdinalIgnoreCase))
            ? Outcome.Refused(
                400, "InvalidParameter",
                $"Snapshot '{source.Name}' is encrypted with disk encryption set '{set}'; its copy needs a disk encryption set in '{region}'.")
            : null;
    }
}
