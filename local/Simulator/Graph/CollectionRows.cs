using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Restoring;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Collections of restore points; the points themselves are in no table.</summary>
internal sealed class CollectionRows(RestorePoints points, string tenantId)
    : KeptRows<RestorePointCollection>(
        points.CollectionShelf, "microsoft.compute/restorepointcollections", "Microsoft.Compute/restorePointCollections/read", tenantId)
{
    protected override IReadOnlyDictionary<string, string> TagsOf(Kept<RestorePointCollection> item, DateTimeOffset at) => item.At(at).Tags;

    protected override JsonNode? Column(Kept<RestorePointCollection> item, string column, DateTimeOffset at) =>
        column.ToLowerInvariant() switch
    {
        "location" => item.Last.Region,
        "properties" => RestoreDocument.Properties(item.At(at)),
        _ => null,
    };
}
