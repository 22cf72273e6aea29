using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Snapshots of disks.</summary>
internal sealed class SnapshotRows(Snapshots snapshots, string tenantId) : KeptRows<Snapshot>(
    snapshots.Shelf, "microsoft.compute/snapshots", "Microsoft.Compute/snapshots/read", tenantId)
{
    protected override IReadOnlyDictionary<string, string> TagsOf(Kept<Snapshot> item, DateTimeOffset at) => item.At(at).Tags;

    protected override JsonNode? Column(Kept<Snapshot> item, string column, DateTimeOffset at) => column.ToLowerInvariant() switch
    {
        "location" => item.Last.Region,
        "sku" => SnapshotDocument.Sku(item.At(at)),
        "properties" => SnapshotDocument.Properties(item.At(at), at),
        _ => null,
    };
}
