using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsFunctions.Simulator.Events;

/// <summary>Reads the body of an event subscription.</summary>
internal static class SubscriptionRequest
{
    public const string EventGridSchema = "EventGridSchema";
    public const string CloudEventSchema = "CloudEventSchemaV1_0";

    private const int Week = 7 * 24 * 3600;
    private const int MostAttempts = 30;
    // In minutes.
    private const int Day = 1440;

    /// <summary>The subscription, or why it is refused.</summary>
    public static (EventSubscription? Subscription, string? Problem) Read(
        JsonNode? body, string id, SystemTopic topic, EventEncoding encoding, ulong seed)
    {
        try
        {
            return body?["properties"] is JsonObject properties
                ? Read(properties, id, topic, encoding, seed)
                : (null, "The event subscription has no properties.");
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException)
        {
            return (null, "The request content was invalid and could not be deserialized.");
        }
    }

    private static (EventSubscription? Subscription, string? Problem) Read(
        JsonObject properties, string id, SystemTopic topic, EventEncoding encoding, ulong seed)
    {
        var (filter, problem) = Filter(properties["filter"], topic.Type);
        if (filter is null)
            return (null, problem);
        var with = properties["deliveryWithResourceIdentity"];
        var queue = Place(with?["destination"] ?? properties["destination"], with?["identity"], topic, "StorageQueue", "queueName");
        if (queue.Place is null)
            return (null, queue.Problem);
        var lettersWith = properties["deadLetterWithResourceIdentity"];
        var letters = lettersWith?["deadLetterDestination"] ?? properties["deadLetterDestination"];
        var container = letters is null ? default : Place(letters, lettersWith?["identity"], topic, "StorageBlob", "blobContainerName");
        if (container.Problem is not null)
            return (null, container.Problem);
        var attempts = properties["retryPolicy"]?["maxDeliveryAttempts"]?.GetValue<int>() ?? MostAttempts;
        var minutes = properties["retryPolicy"]?["eventTimeToLiveInMinutes"]?.GetValue<int>() ?? Day;
        if (attempts is < 1 or > MostAttempts || minutes is < 1 or > Day)
            return (null, $"The retry policy must have 1 to {MostAttempts} delivery attempts and 1 to {Day} minutes to live.");
        if (Schema(properties["eventDeliverySchema"]?.GetValue<string>()) is not { } schema)
            return (null, $"The event delivery schema '{properties["eventDeliverySchema"]}' is not supported here.");
        return (new EventSubscription
        {
            Id = id,
            Topic = topic,
            Filter = filter,
            Queue = queue.Place,
            DeadLetters = container.Place,
            Schema = schema,
            Encoding = encoding,
            MostAttempts = attempts,
            TimeToLive = TimeSpan.FromMinutes(minutes),
            Properties = properties,
            Seed = seed,
        }, null);
    }

    private static EventSchema? Schema(string? name) => name switch
    {
        null or EventGridSchema => EventSchema.EventGrid,
        CloudEventSchema => EventSchema.CloudEvents,
        _ => null,
    };

    private static (EventPlace? Place, string? Problem) Place(
        JsonNode? destination, JsonNode? identity, SystemTopic topic, string type, string name)
    {
        if (destination?["endpointType"]?.GetValue<string>() is not { } found || !found.Equals(type, StringComparison.OrdinalIgnoreCase))
            return (null, $"The endpoint type '{destination?["endpointType"]}' is not supported here: only {type} is.");
        var properties = destination["properties"];
        if (properties?["resourceId"]?.GetValue<string>() is not { } account || properties[name]?.GetValue<string>() is not { } place)
            return (null, $"The destination has no resourceId or no {name}.");
        if (!account.Contains("/providers/Microsoft.Storage/storageAccounts/", StringComparison.OrdinalIgnoreCase))
            return (null, $"'{account}' is no storage account.");
        var seconds = properties["queueMessageTimeToLiveInSeconds"]?.GetValue<int>() ?? Week;
        if (seconds is 0 or < -1)
            return (null, "queueMessageTimeToLiveInSeconds must be positive, or -1.");
        var life = seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
        if (identity is null)
            return (new(account, place, Principal: null, life), null);
        var isUsers = identity["type"]?.GetValue<string>() is "UserAssigned";
        var principal = isUsers ? identity["userAssignedIdentity"]?.GetValue<string>() : topic.PrincipalId;
        return principal is null
            ? (null, "The system topic does not have the identity that the event subscription is to be delivered with.")
            : (new(account, place, principal, life), null);
    }

    private static (SubscriptionFilter? Filter, string? Problem) Filter(JsonNode? filter, string topicType)
    {
        var known = TopicTypes.EventTypes(topicType)!;
        var types = filter?["includedEventTypes"] is JsonArray array ? [.. array.Select(one => one!.GetValue<string>())] : known;
        if (types is ["All"])
            types = known;
        if (types.FirstOrDefault(type => !known.Contains(type, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            return (null, $"The event type '{unknown}' is not supported by topic type '{topicType}'.");
        var advanced = new List<AdvancedFilter>();
        var values = 0;
        foreach (var node in filter?["advancedFilters"] as JsonArray ?? [])
        {
            var texts = Values(node!);
            values += texts.Count;
            var (one, problem) = AdvancedFilter.Of(Text(node!, "operatorType"), Text(node!, "key"), texts);
            if (one is null)
                return (null, problem);
            advanced.Add(one);
        }
        if (advanced.Count > AdvancedFilter.MostValues || values > AdvancedFilter.MostValues)
            return (null, $"An event subscription can have {AdvancedFilter.MostValues} advanced filters with as many values in all.");
        var mindsCase = filter?["isSubjectCaseSensitive"]?.GetValue<bool>() ?? false;
        return (new(types, Text(filter, "subjectBeginsWith"), Text(filter, "subjectEndsWith"), mindsCase, advanced), null);
    }

    private static string Text(JsonNode? node, string name) => node?[name]?.GetValue<string>() ?? "";

    private static List<string> Values(JsonNode filter)
    {
        var nodes = filter["values"] is JsonArray array ? array.ToList() : filter["value"] is { } one ? [one] : [];
        return [.. nodes.Select(node => node!.GetValueKind() is JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString())];
    }
}
