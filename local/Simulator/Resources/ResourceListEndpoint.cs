using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Resources;

/// <summary>All resources of a subscription or of one of its groups, and the subscription's locations.</summary>
internal sealed class ResourceListEndpoint(SimulatedAzure azure)
{
    private const int PageSize = 1000;

    private static readonly string[] Zones = ["1", "2", "3"];

    public static IReadOnlyList<string> Options { get; } = ["$filter", "$top", "$expand", "$skiptoken"];

    public Task ListAll(Exchange exchange) => ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null
        ? ScopeEndpoint.SubscriptionNotFound(exchange)
        : List(exchange, group: null);

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        return ScopeEndpoint.GroupOf(azure.Fleet, exchange) is { } group ? List(exchange, group.Name)
            : ScopeEndpoint.GroupNotFound(exchange);
    }

    public Task Locations(Exchange exchange) => ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is { } subscription
        ? Pages.Write(exchange, AzureLocations.All, PageSize, (writer, one) => Location(one, subscription.Id).WriteTo(writer))
        : ScopeEndpoint.SubscriptionNotFound(exchange);

    private Task List(Exchange exchange, string? group)
    {
        if (ResourceFilter.Read(exchange.Query("$filter"), "resourceType", "tagName", "tagValue", "resourceGroup", "name",
            "location") is not { } filter)
            return ResourceFilter.Refuse(exchange);
        var now = azure.Time.GetUtcNow();
        var expand = (exchange.Query("$expand") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(expand, static one => one is not ("createdTime" or "changedTime" or "provisioningState")) is { } unknown)
            throw new NotSimulatedException($"the query option $expand={unknown}");
        var (subscription, within) = (exchange.Route["subscription"], group ?? filter["resourceGroup"]);
        var items = azure.Contents.SelectMany(content => content.In(subscription, within, now))
            .Concat(LingeringDisks.In(azure, subscription, within, now))
            .Where(one => Fits(one, filter)).OrderBy(one => one.Id, StringComparer.OrdinalIgnoreCase).ToList();
        return Pages.Write(exchange, items, ResourceFilter.Top(exchange, PageSize), (writer, one) => Write(writer, one, expand));
    }

    private static bool Fits(ResourceItem item, ResourceFilter filter) =>
        (filter["resourceType"] is not { } type || item.Type.Equals(type, StringComparison.OrdinalIgnoreCase))
        && (filter["name"] is not { } name || item.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        && (filter["location"] is not { } location || string.Equals(item.Location, location, StringComparison.OrdinalIgnoreCase))
        && filter.HasTags(item.Tags);

    private static void Write(Utf8JsonWriter writer, ResourceItem one, string[] expand)
    {
        var document = new JsonObject { ["id"] = one.Id, ["name"] = one.Name, ["type"] = one.Type };
        if (one.Sku is { } sku)
            document["sku"] = sku.DeepClone();
        if (one.Kind is { } kind)
            document["kind"] = kind;
        if (one.ManagedBy is { } owner)
            document["managedBy"] = owner;
        if (one.Location is { } location)
            document["location"] = location;
        if (one.Zone is { } zone)
            document["zones"] = new JsonArray(zone);
        if (one.Tags is { Count: > 0 } tags)
            document["tags"] = TagText.Of(tags);
        if (expand.Contains("createdTime", StringComparer.Ordinal))
            document["createdTime"] = InstanceView.Time(one.CreatedAt);
        if (expand.Contains("changedTime", StringComparer.Ordinal))
            document["changedTime"] = InstanceView.Time(one.ChangedAt);
        if (expand.Contains("provisioningState", StringComparer.Ordinal))
            document["provisioningState"] = one.State;
        document.WriteTo(writer);
    }

    private static JsonObject Location(AzureLocation one, string subscription)
    {
        var metadata = new JsonObject
        {
            ["regionType"] = "Physical",
            ["regionCategory"] = one.HasZones ? "Recommended" : "Other",
            ["geographyGroup"] = one.Geography,
            ["longitude"] = one.Longitude,
            ["latitude"] = one.Latitude,
            ["pairedRegion"] = one.Paired is { } paired
                ? new JsonArray(new JsonObject { ["name"] = paired, ["id"] = $"/subscriptions/{subscription}/locations/{paired}" })
                : new JsonArray(),
        };
        var location = new JsonObject
        {
            ["id"] = $"/subscriptions/{subscription}/locations/{one.Name}",
            ["name"] = one.Name,
            ["type"] = "Region",
            ["displayName"] = one.DisplayName,
            ["regionalDisplayName"] = $"({one.Geography}) {one.DisplayName}",
            ["metadata"] = metadata,
        };
        if (one.HasZones)
        {
            location["availabilityZoneMappings"] = new JsonArray([.. Zones.Select(zone => new JsonObject
            {
                ["logicalZone"] = zone, ["physicalZone"] = $"{one.Name}-az{zone}",
            })]);
        }
        return location;
    }
}
