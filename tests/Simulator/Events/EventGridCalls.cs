using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Events;

namespace OpsFunctions.Tests.Simulator.Events;

/// <summary>Event Grid by the resource manager, as a deployment sets it up.</summary>
internal static class EventGridCalls
{
    private const string Version = "api-version=2025-02-15";

    public static string Topics(this EventStage stage) => $"{GroupOf(stage.Machine)}/providers/Microsoft.EventGrid/systemTopics";

    public static object Topic(
        this EventStage stage, string? subscription = null, string type = TopicTypes.Subscriptions, string location = "global") => new
    {
        location,
        identity = new { type = "SystemAssigned" },
        properties = new { source = $"/subscriptions/{subscription ?? stage.Machine.SubscriptionId}", topicType = type },
    };

    public static string AccountId(this EventStage stage) =>
        $"/subscriptions/{stage.Clients.ProductionId}/resourceGroups/rg-ops/providers/Microsoft.Storage/storageAccounts/opsstate";

    public static object Destination(this EventStage stage) => new
    {
        endpointType = "StorageQueue",
        properties = new { resourceId = stage.AccountId(), queueName = EventStage.Queue, queueMessageTimeToLiveInSeconds = 3600 },
    };

    public static object Subscription(this EventStage stage, object? filter = null, object? retryPolicy = null) => new
    {
        properties = new
        {
            deliveryWithResourceIdentity = new { identity = new { type = "SystemAssigned" }, destination = stage.Destination() },
            filter = filter ?? new { },
            eventDeliverySchema = "EventGridSchema",
            retryPolicy = retryPolicy ?? new { maxDeliveryAttempts = 30, eventTimeToLiveInMinutes = 1440 },
        },
    };

    public static Task<Response> Call(this EventStage stage, RequestMethod method, string path, object? body = null) =>
        stage.Clients.Pipeline().Send(method, $"https://management.azure.com{path}?{Version}", body);

    /// <summary>Takes from the topics' identities what they may do.</summary>
    public static async Task Revoke(this EventStage stage)
    {
        var path = $"/subscriptions/{stage.Machine.SubscriptionId}/providers/Microsoft.EventGrid/systemTopics";
        var topics = await stage.Call(RequestMethod.Get, path);
        foreach (var topic in topics.Json().GetProperty("value").EnumerateArray())
            stage.Azure.Roles.Revoke(topic.GetProperty("identity").GetProperty("principalId").GetString()!);
    }

    public static string Message(this Response response) => response.Json().GetProperty("error").GetProperty("message").GetString()!;

    private static string GroupOf(Machine machine) => $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}";
}
