using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Events;

/// <summary>System topics, made and deleted at once.</summary>
internal sealed class TopicEndpoint(SimulatedAzure azure)
{
    private static readonly string[] Identities = ["None", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"];

    public static string IdOf(Exchange exchange, SimulatedResourceGroup home) =>
        $"{IdOf(home)}/providers/Microsoft.EventGrid/systemTopics/{exchange.Route["topic"]}";

    public Task ListAll(Exchange exchange) => ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is { } subscription
        ? List(exchange, $"/subscriptions/{subscription.Id}/")
        : ScopeEndpoint.SubscriptionNotFound(exchange);

    public Task List(Exchange exchange) => Within(azure, exchange, home => List(exchange, $"{IdOf(home)}/"));

    public Task Get(Exchange exchange) => Within(azure, exchange, home => azure.Events.Topics.Topic(IdOf(exchange, home)) is { } topic
        ? new Outcome(200, Document(topic)).Write(exchange)
        : NotFound(exchange));

    public Task Put(Exchange exchange) => Within(azure, exchange, home =>
    {
        var id = IdOf(exchange, home);
        var isNew = azure.Events.Topics.Topic(id) is null;
        var (topic, problem) = Read(exchange.Body, id, home);
        problem ??= azure.Events.Topics.Keep(topic!);
        var outcome = problem is null ? new Outcome(isNew ? 201 : 200, Document(topic!)) : Outcome.Refused(400, "InvalidRequest", problem);
        return outcome.Write(exchange);
    });

    public Task Delete(Exchange exchange) => Within(azure, exchange, home =>
        new Outcome(azure.Events.Topics.RemoveTopic(IdOf(exchange, home)) ? 200 : 204, Body: null).Write(exchange));

    public static Task Within(SimulatedAzure azure, Exchange exchange, Func<SimulatedResourceGroup, Task> act)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        return ScopeEndpoint.GroupOf(azure.Fleet, exchange) is { } home ? act(home) : ScopeEndpoint.GroupNotFound(exchange);
    }

    public static Task NotFound(Exchange exchange) =>
        ScopeEndpoint.ResourceNotFound(exchange, $"Microsoft.EventGrid/systemTopics/{exchange.Route["topic"]}");

    private static string IdOf(SimulatedResourceGroup home) => $"/subscriptions/{home.SubscriptionId}/resourceGroups/{home.Name}";

    private Task List(Exchange exchange, string prefix)
    {
        var topics = azure.Events.Topics.Topics.Where(one => one.Id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).ToList();
        return Pages.Write(exchange, topics, int.MaxValue / 2, (writer, one) => Document(one).WriteTo(writer));
    }

    private static (SystemTopic? Topic, string? Problem) Read(byte[] body, string id, SimulatedResourceGroup home)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var properties = root.GetProperty("properties");
            var source = properties.GetProperty("source").GetString() ?? "";
            var type = properties.GetProperty("topicType").GetString() ?? "";
            if (root.GetProperty("location").GetString() is not "global")
                return (null, "System topics of this type must be in location global.");
            if (TopicTypes.EventTypes(type) is null)
                return (null, $"The topic type '{type}' is not supported.");
            if (!source.Equals($"/subscriptions/{home.SubscriptionId}", StringComparison.OrdinalIgnoreCase))
                return (null, $"The source '{source}' must be the subscription that the system topic is in.");
            var identity = root.TryGetProperty("identity", out var node) ? node.GetProperty("type").GetString() ?? "None" : "None";
            if (!Identities.Contains(identity, StringComparer.OrdinalIgnoreCase))
                return (null, $"The identity type '{identity}' is not known.");
            var tags = root.TryGetProperty("tags", out var named) ? TagText.Read(named) : [];
            return (new SystemTopic(id, source, type, identity, tags), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return (null, "The request content was invalid and could not be deserialized.");
        }
    }

    private JsonObject Document(SystemTopic topic)
    {
        var identity = new JsonObject { ["type"] = topic.IdentityType };
        if (topic.PrincipalId is { } principal)
            (identity["principalId"], identity["tenantId"]) = (principal, azure.TenantId);
        return new JsonObject
        {
            ["id"] = topic.Id,
            ["name"] = topic.Name,
            ["type"] = "Microsoft.EventGrid/systemTopics",
            ["location"] = "global",
            ["tags"] = TagText.Of(topic.Tags),
            ["identity"] = identity,
            ["properties"] = new JsonObject
            {
                ["provisioningState"] = "Succeeded", ["source"] = topic.Source, ["topicType"] = topic.Type,
                ["metricResourceId"] = Noise.Id(Noise.Of(topic.Id.ToLowerInvariant()), "metric").ToString(),
            },
        };
    }
}
