using System.Text.Json;
using Azure.Core;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Events;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Events;

/// <summary>System topics and event subscriptions by the resource manager.</summary>
public sealed class EventGridArmTests
{
    [Fact]
    public async Task A_deployment_makes_topic_and_subscription_and_events_come_once_the_identity_has_its_role()
    {
        await using var stage = await Free();
        stage.Azure.Queues.Create(EventStage.Account, EventStage.Queue);
        var (topic, subscription) = ($"{stage.Topics()}/evgt-ops", $"{stage.Topics()}/evgt-ops/eventSubscriptions/ops");

        var made = await stage.Call(RequestMethod.Put, topic, stage.Topic());
        var principal = made.Json().GetProperty("identity").GetProperty("principalId").GetString()!;
        stage.Azure.Roles.Grant(principal, new RoleAssignment(Roles.QueueMessageSender, stage.AccountId()));
        var subscribed = await stage.Call(RequestMethod.Put, subscription, stage.Subscription());
        stage.Tag();
        stage.Clients.Advance(60);

        Assert.Equal((201, 201), (made.Status, subscribed.Status));
        Assert.Equal(
            "Succeeded", subscribed.Json().GetProperty("properties").GetProperty("provisioningState").GetString());
        // The deployment of the subscription is a write like any other.
        Assert.Contains(stage.Events, one => one.GetProperty("subject").GetString() == subscription);
        Assert.Contains(stage.Events, one => one.GetProperty("subject").GetString() == stage.Machine.Id);
        Assert.All(stage.Messages, one => Assert.Equal(TimeSpan.FromHours(1), one.Expires - one.Inserted));
    }

    [Fact]
    public async Task The_same_deployment_again_changes_nothing()
    {
        await using var stage = await Free();
        var (topic, subscription) = ($"{stage.Topics()}/evgt-ops", $"{stage.Topics()}/evgt-ops/eventSubscriptions/ops");
        var bodies = (Topic: stage.Topic(), Subscription: stage.Subscription());

        var first = (await stage.Call(RequestMethod.Put, topic, bodies.Topic)).Content.ToString();
        await stage.Call(RequestMethod.Put, subscription, bodies.Subscription);
        var second = await stage.Call(RequestMethod.Put, topic, bodies.Topic);
        var again = await stage.Call(RequestMethod.Put, subscription, bodies.Subscription);

        Assert.Equal((200, first), (second.Status, second.Content.ToString()));
        Assert.Equal(200, again.Status);
    }

    [Fact]
    public async Task Topics_and_subscriptions_are_read_listed_and_deleted()
    {
        await using var stage = await Free();
        var (topic, subscription) = ($"{stage.Topics()}/evgt-ops", $"{stage.Topics()}/evgt-ops/eventSubscriptions/ops");
        await stage.Call(RequestMethod.Put, topic, stage.Topic());
        await stage.Call(RequestMethod.Put, subscription, stage.Subscription());

        Assert.Equal("evgt-ops", (await stage.Call(RequestMethod.Get, topic)).Json().GetProperty("name").GetString());
        Assert.Equal("ops", (await stage.Call(RequestMethod.Get, subscription)).Json().GetProperty("name").GetString());
        Assert.Equal(1, await Listed(stage, stage.Topics()));
        Assert.Equal(1, await Listed(stage, $"/subscriptions/{stage.Machine.SubscriptionId}/providers/Microsoft.EventGrid/systemTopics"));
        Assert.Equal(1, await Listed(stage, $"{topic}/eventSubscriptions"));
        Assert.Equal(200, (await stage.Call(RequestMethod.Delete, subscription)).Status);
        Assert.Equal((404, "ResourceNotFound"), await Refused(stage, subscription));
        await stage.Call(RequestMethod.Put, subscription, stage.Subscription());
        Assert.Equal(200, (await stage.Call(RequestMethod.Delete, topic)).Status);
        Assert.Equal(204, (await stage.Call(RequestMethod.Delete, topic)).Status);
        Assert.Equal((404, "ResourceNotFound"), await Refused(stage, topic));
    }

    [Theory]
    [InlineData(false, TopicTypes.Subscriptions, 400)]
    [InlineData(false, TopicTypes.Health, 201)]
    [InlineData(true, TopicTypes.Subscriptions, 400)]
    [InlineData(true, TopicTypes.Health, 400)]
    public async Task A_second_topic_of_a_source_and_type_is_refused_and_by_option_of_any_type(bool onePerSource, string type, int status)
    {
        await using var stage = await Free(new() { OneTopicPerSource = onePerSource });
        await stage.Call(RequestMethod.Put, $"{stage.Topics()}/first", stage.Topic());

        var second = await stage.Call(RequestMethod.Put, $"{stage.Topics()}/second", stage.Topic(type: type));

        Assert.Equal(status, second.Status);
        if (status == 400)
            Assert.Contains("existing tracked system topic for the given source", second.Message());
    }

    [Fact]
    public async Task A_topic_that_cannot_be_is_refused()
    {
        await using var stage = await Free();
        var other = stage.Azure.Fleet.Subscriptions.First(one => one.Id != stage.Machine.SubscriptionId).Id;
        object[] bodies =
        [
            stage.Topic(location: "westeurope"),
            stage.Topic(type: "Microsoft.Storage.StorageAccounts"),
            stage.Topic(other),
            new { location = "global" },
        ];

        foreach (var body in bodies)
            Assert.Equal(400, (await stage.Call(RequestMethod.Put, $"{stage.Topics()}/evgt-ops", body)).Status);
        await stage.Call(RequestMethod.Put, $"{stage.Topics()}/evgt-ops", stage.Topic());
        var modified = await stage.Call(RequestMethod.Put, $"{stage.Topics()}/evgt-ops", stage.Topic(type: TopicTypes.Health));
        Assert.Contains("cannot be modified", modified.Message());
    }

    [Fact]
    public async Task Without_an_identity_delivery_needs_no_role()
    {
        await using var stage = await Free();
        stage.Azure.Queues.Create(EventStage.Account, EventStage.Queue);
        await stage.Call(RequestMethod.Put, $"{stage.Topics()}/evgt-ops", stage.Topic());

        var body = new { properties = new { destination = stage.Destination() } };
        await stage.Call(RequestMethod.Put, $"{stage.Topics()}/evgt-ops/eventSubscriptions/ops", body);
        stage.Tag();
        stage.Clients.Advance(60);

        Assert.NotEmpty(stage.Messages);
    }

    [Fact]
    public async Task Health_is_told_only_to_who_may_read_it()
    {
        await using var stage = await EventStage.Start();
        stage.Azure.Roles.Replace(
            new RoleDefinition("Events", "For a test.", ["Microsoft.EventGrid/*"], [], [], [], [RoleDefinition.Scopes]));
        await stage.Call(RequestMethod.Put, $"{stage.Topics()}/evgt-ops", stage.Topic(type: TopicTypes.Health));

        var refused = await stage.Call(RequestMethod.Put, $"{stage.Topics()}/evgt-ops/eventSubscriptions/ops", stage.Subscription());

        Assert.Equal((403, "LinkedAuthorizationFailed"), (refused.Status, refused.ErrorCode()));
    }

    [Fact]
    public async Task The_apps_role_may_not_touch_event_grid()
    {
        await using var stage = await EventStage.Start();

        Assert.Equal(403, (await stage.Call(RequestMethod.Put, $"{stage.Topics()}/evgt-ops", stage.Topic())).Status);
    }

    private static async Task<EventStage> Free(EventGridOptions? options = null)
    {
        var stage = await EventStage.Start(options);
        stage.Clients.AllowEverything();
        return stage;
    }

    private static async Task<int> Listed(EventStage stage, string path) =>
        (await stage.Call(RequestMethod.Get, path)).Json().GetProperty("value").GetArrayLength();

    private static async Task<(int, string)> Refused(EventStage stage, string path)
    {
        var answer = await stage.Call(RequestMethod.Get, path);
        return (answer.Status, answer.ErrorCode());
    }
}
