using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Resources of one type that were made or changed since the beginning.</summary>
internal sealed class StoreRows(ResourceStore store, ResourceType type, string tenantId)
    : GraphSource<StoredResource>(type.Name.ToLowerInvariant(), type.Name + "/read", tenantId)
{
    protected override IReadOnlyList<StoredResource> Items => store.Ever(type.Name);

    protected override string IdOf(StoredResource item) => item.Id;

    protected override string SubscriptionOf(StoredResource item) => item.Id.Split('/')[2];

    protected override bool Exists(StoredResource item, DateTimeOffset at) => item.CreatedAt <= at && item.Exists(at);

    protected override IReadOnlyDictionary<string, string>? TagsOf(StoredResource item, DateTimeOffset at) => item.Tags;

    protected override JsonNode? Column(StoredResource item, string column, DateTimeOffset at) => column.ToLowerInvariant() switch
    {
        "location" => item.Location,
        "kind" => item.Beside.Text("kind")?.ToLowerInvariant(),
        "sku" => item.Beside["sku"]?.DeepClone(),
        "zones" => item.Beside["zones"]?.DeepClone(),
        "properties" => item.Document(at)["properties"]?.DeepClone(),
        _ => null,
    };
}
