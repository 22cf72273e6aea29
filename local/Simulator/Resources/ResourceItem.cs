using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>A resource as the list of a group or a subscription shows it.</summary>
internal sealed record ResourceItem(string Id, string Type, string? Location)
{
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public JsonNode? Sku { get; init; }

    public string? Kind { get; init; }

    public string? ManagedBy { get; init; }

    public string? Zone { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    public string State { get; init; } = "Succeeded";

    public string Name => Id[(Id.LastIndexOf('/') + 1)..];
}

/// <summary>Resources of some kind: what the lists of groups and subscriptions show of them, and how they go with their group.</summary>
internal interface IGroupContent
{
    /// <summary>Those of a subscription, or of one of its groups.</summary>
    IEnumerable<ResourceItem> In(string subscription, string? group, DateTimeOffset now);

    /// <summary>The one with that id, which may be one of a child; null: it is not there, or of another kind.</summary>
    ResourceItem? Find(string id, DateTimeOffset now);

    /// <summary>Why it stays although its group is deleted with all that is named; null: it goes.</summary>
    OperationError? Keeps(ResourceItem item, IReadOnlySet<string> going, DateTimeOffset now);

    /// <summary>It goes with its group, by that operation.</summary>
    void Delete(ResourceItem item, LongOperation operation);

    /// <summary>Gives it other tags.</summary>
    /// <returns>False: it has none, or they cannot be changed here.</returns>
    bool SetTags(ResourceItem item, SortedDictionary<string, string> tags, DateTimeOffset now, string caller) => false;
}
