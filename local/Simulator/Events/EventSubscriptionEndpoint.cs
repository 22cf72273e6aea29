using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Events;

/// <summary>Event subscriptions of a system topic, made and deleted at once.</summary>
internal sealed class EventSubscriptionEndpoint(SimulatedAzure azure)
{
    private const string SubscribeToHealth = "Microsoft.ResourceNotifications/systemTopics/subscribeToHealthResources/action";

    public Task List(Exchange exchange) => OnTopic(exchange, topic =>
    {
        var all = azure.Events.Topics.Subscriptions
            .Where(one => one.Topic.Id.Equals(topic.Id, StringComparison.OrdinalIgnoreCase)).ToList();
        return Pages.Write(exchange, all, int.MaxValue / 2, (writer, one) => Document(one).WriteTo(writer));
    });

    public Task Get(Exchange exchange) => OnTopic(exchange, topic =>
    {
        var found = azure.Events.Topics.Subscription(IdOf(exchange, topic));
        return (found is null ? Missing(exchange) : new Outcome(200, Document(found))).Write(exchange);
    });

    public Task Put(Exchange exchange) => OnTopic(exchange, topic => Kept(exchange, topic).Write(exchange));

    public Task Delete(Exchange exchange) => OnTopic(exchange, topic =>
        new Outcome(azure.Events.Topics.RemoveSubscription(IdOf(exchange, topic)) ? 200 : 204, Body: null).Write(exchange));

    private Outcome Kept(Exchange exchange, SystemTopic topic)
    {
        var isHealth = topic.Type.Equals(TopicTypes.Health, StringComparison.OrdinalIgnoreCase);
        if (isHealth && azure.Gate.Linked(exchange, SubscribeToHealth, topic.Source) is { } refused)
            return refused;
        var id = IdOf(exchange, topic);
        var isNew = azure.Events.Topics.Subscription(id) is null;
        return azure.Events.Keep(Read(exchange.Body), id, topic) is { } problem
            ? Outcome.Refused(400, "InvalidRequest", problem)
            : new Outcome(isNew ? 201 : 200, Document(azure.Events.Topics.Subscription(id)!));
    }

    private static string IdOf(Exchange exchange, SystemTopic topic) => $"{topic.Id}/eventSubscriptions/{exchange.Route["name"]}";

    private static Outcome Missing(Exchange exchange) => Outcome.Refused(
        404, "ResourceNotFound", $"Event subscription doesn't exist: '{exchange.Route["name"]}'.");

    private static JsonNode? Read(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject Document(EventSubscription one)
    {
        var properties = one.Properties.DeepClone().AsObject();
        (properties["topic"], properties["provisioningState"]) = (one.Topic.Id, "Succeeded");
        return new JsonObject
        {
            ["id"] = one.Id,
            ["name"] = one.Name,
            ["type"] = "Microsoft.EventGrid/systemTopics/eventSubscriptions",
            ["properties"] = properties,
        };
    }

    private Task OnTopic(Exchange exchange, Func<SystemTopic, Task> act) => TopicEndpoint.Within(azure, exchange, home =>
        azure.Events.Topics.Topic(TopicEndpoint.IdOf(exchange, home)) is { } topic ? act(topic) : TopicEndpoint.NotFound(exchange));
}
