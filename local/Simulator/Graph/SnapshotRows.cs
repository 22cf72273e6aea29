using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Snapshots of disks.</summary>
internal sealed class SnapshotRows(Snapshots snapshots, string tenantId) : GraphSource<SnapshotEntry>("microsoft.compute/snapshots", "Microsoft.Compute/snapshots/read", tenantId)
{
    protected override IReadOnlyList<SnapshotEntry> Items => snapshots.Shown;

    protected override string IdOf(SnapshotEntry item) => item.Id;

    protected override string SubscriptionOf(SnapshotEntry item) => item.SubscriptionId;

    protected override bool Exists(SnapshotEntry item, DateTimeOffset at) => item.Exists(at);

    protected override IReadOnlyDictionary<string, string> TagsOf(SnapshotEntry item, DateTimeOffset at) => item.At(at).Tags;

    protected override JsonNode? Column(SnapshotEntry item, string column, DateTimeOffset at) => column.ToLowerInvariant() switch
    {
        "location" => item.Last.Region,
        "sku" => SnapshotDocument.Sku(item.At(at)),
        "properties" => SnapshotDocument.Properties(item.At(at), at),
        _ => null,
    };
}
