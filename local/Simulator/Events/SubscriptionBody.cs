using System.Text.Json.Nodes;

namespace OpsFunctions.Simulator.Events;

/// <summary>The body that a deployment sends for an event subscription.</summary>
internal static class SubscriptionBody
{
    public static JsonObject Of(EventSubscriptionOptions options, string account)
    {
        var filter = new JsonObject
        {
            ["subjectBeginsWith"] = options.SubjectBeginsWith,
            ["subjectEndsWith"] = options.SubjectEndsWith,
            ["advancedFilters"] = new JsonArray([.. options.Filters.Select(Filter)]),
        };
        if (options.EventTypes.Count > 0)
            filter["includedEventTypes"] = Texts(options.EventTypes);
        var isCloud = options.Schema is EventSchema.CloudEvents;
        var properties = new JsonObject
        {
            ["deliveryWithResourceIdentity"] = new JsonObject
            {
                ["identity"] = new JsonObject { ["type"] = "SystemAssigned" },
                ["destination"] = Place("StorageQueue", account, "queueName", options.Queue),
            },
            ["filter"] = filter,
            ["eventDeliverySchema"] = isCloud ? SubscriptionRequest.CloudEventSchema : SubscriptionRequest.EventGridSchema,
            ["retryPolicy"] = new JsonObject
            {
                ["maxDeliveryAttempts"] = options.MaxDeliveryAttempts, ["eventTimeToLiveInMinutes"] = options.EventTimeToLiveMinutes,
            },
        };
        if (options.DeadLetterContainer is { } container)
        {
            properties["deadLetterWithResourceIdentity"] = new JsonObject
            {
                ["identity"] = new JsonObject { ["type"] = "SystemAssigned" },
                ["deadLetterDestination"] = Place("StorageBlob", account, "blobContainerName", container),
            };
        }
        return new JsonObject { ["properties"] = properties };
    }

    private static JsonObject Place(string type, string account, string property, string name) => new()
    {
        ["endpointType"] = type,
        ["properties"] = new JsonObject { ["resourceId"] = account, [property] = name },
    };

    private static JsonNode Filter(EventFilter filter)
    {
        var node = new JsonObject { ["operatorType"] = filter.Operator, ["key"] = filter.Key };
        if (filter.Values.Count > 0)
            node["values"] = Texts(filter.Values);
        return node;
    }

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
