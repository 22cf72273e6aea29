using System.Text.Json;
using Azure.Core;
using OpsFunctions.Simulator.Events;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Events;

/// <summary>Which events a subscription wants.</summary>
public sealed class EventFilterTests
{
    private const string Deallocate = "Microsoft.Compute/virtualMachines/deallocate/action";

    [Theory]
    [InlineData(true, "StringIn", "data.operationName", "microsoft.compute/VIRTUALMACHINES/deallocate/action", "other")]
    [InlineData(false, "StringIn", "data.operationName", "Microsoft.Compute/virtualMachines/deallocate")]
    [InlineData(false, "StringNotIn", "data.authorization.action", Deallocate)]
    [InlineData(true, "StringNotIn", "data.nothing.there", "a")]
    [InlineData(false, "StringIn", "data.nothing.there", "a")]
    [InlineData(true, "StringContains", "subject", "/virtualmachines/")]
    [InlineData(false, "StringNotContains", "Subject", "/virtualmachines/")]
    [InlineData(true, "StringBeginsWith", "eventType", "Microsoft.Resources.ResourceAction", "other")]
    [InlineData(false, "StringNotBeginsWith", "eventType", "Microsoft.Resources.ResourceAction")]
    [InlineData(true, "StringEndsWith", "eventType", "SUCCESS")]
    [InlineData(false, "StringNotEndsWith", "eventType", "Success")]
    [InlineData(true, "StringIn", "data.httpRequest.method", "post")]
    [InlineData(true, "StringIn", "data.claims.ver", "1.0")]
    [InlineData(true, "IsNotNull", "data.httpRequest.method")]
    [InlineData(false, "IsNotNull", "data.nothing")]
    [InlineData(true, "IsNullOrUndefined", "data.nothing")]
    [InlineData(false, "IsNullOrUndefined", "data.status")]
    [InlineData(false, "BoolEquals", "data.status", "true")]
    [InlineData(false, "NumberIn", "data.status", "1")]
    [InlineData(true, "NumberNotIn", "data.status", "1")]
    public async Task An_advanced_filter_lets_an_event_pass_or_not(bool passes, string name, string key, params string[] values)
    {
        await using var stage = await EventStage.Subscribed(with: one => one with { Filters = [new(name, key, values)] });

        await stage.Clients.Pipeline().Post(stage.Machine, "deallocate");
        stage.Clients.Advance(300);

        Assert.Equal(passes ? 1 : 0, stage.Messages.Count);
    }

    [Fact]
    public async Task Several_filters_must_all_hold()
    {
        await using var stage = await EventStage.Subscribed(with: one => one with
        {
            EventTypes = ["Microsoft.Resources.ResourceWriteSuccess"],
            Filters =
            [
                new("StringIn", "data.operationName", "Microsoft.Resources/tags/write", Deallocate),
                new("StringNotContains", "subject", "/snapshots/"),
            ],
        });

        stage.Azure.SetPowerAsSomebodyElse(stage.Machine, isOn: false);
        stage.Azure.AddSnapshotAsSomebodyElse(stage.Machine, lun: null, "theirs");
        stage.Tag();
        stage.Clients.Advance(60);

        var data = Assert.Single(stage.Events).GetProperty("data");
        Assert.Equal("Microsoft.Resources/tags/write", data.GetProperty("operationName").GetString());
    }

    [Fact]
    public async Task The_subjects_case_matters_only_where_the_filter_says_so()
    {
        await using var stage = await EventStage.Start();
        stage.Clients.AllowEverything();
        stage.Azure.Queues.Create(EventStage.Account, EventStage.Queue);
        await stage.Call(RequestMethod.Put, $"{stage.Topics()}/evgt-ops", stage.Topic());
        foreach (var (name, isSubjectCaseSensitive) in new[] { ("minds", true), ("ignores", false) })
        {
            var filter = new { subjectBeginsWith = stage.Machine.Id.ToUpperInvariant(), isSubjectCaseSensitive };
            var body = new { properties = new { destination = stage.Destination(), filter } };
            Assert.Equal(201, (await stage.Call(RequestMethod.Put, $"{stage.Topics()}/evgt-ops/eventSubscriptions/{name}", body)).Status);
        }

        stage.Tag();
        stage.Clients.Advance(60);

        Assert.Equal(1, stage.Azure.Events.Counts.Made);
    }

    [Theory]
    [InlineData("""{ "advancedFilters": [{ "operatorType": "NumberInRange", "key": "data.status", "values": [[1, 2]] }] }""")]
    [InlineData("""{ "advancedFilters": [{ "operatorType": "StringIn", "key": "data.status", "values": [] }] }""")]
    [InlineData("""{ "advancedFilters": [{ "operatorType": "StringIn", "key": "data.a.b.c", "values": ["d"] }] }""")]
    [InlineData("""{ "advancedFilters": [{ "operatorType": "StringIn", "key": "status", "values": ["d"] }] }""")]
    [InlineData("""{ "advancedFilters": [{ "operatorType": "NumberIn", "key": "data.status", "values": ["many"] }] }""")]
    [InlineData("""{ "advancedFilters": [{ "operatorType": "BoolEquals", "key": "data.status", "value": 1 }] }""")]
    [InlineData("""{ "includedEventTypes": ["Microsoft.Storage.BlobCreated"] }""")]
    public async Task A_filter_that_is_not_known_is_refused_and_never_ignored(string filter)
    {
        await using var stage = await EventStage.Start();
        stage.Clients.AllowEverything();
        await stage.Call(RequestMethod.Put, $"{stage.Topics()}/evgt-ops", stage.Topic());

        var body = stage.Subscription(JsonSerializer.Deserialize<JsonElement>(filter));
        var answer = await stage.Call(RequestMethod.Put, $"{stage.Topics()}/evgt-ops/eventSubscriptions/ops", body);

        Assert.Equal((400, "InvalidRequest"), (answer.Status, answer.ErrorCode()));
    }

    [Fact]
    public async Task What_azure_refuses_a_rehearsal_may_not_set_up()
    {
        await using var stage = await EventStage.Start();

        Assert.Throws<ArgumentException>(() => stage.Subscribe(one => one with { Filters = [new("StringLike", "subject", "a")] }));
        Assert.Throws<ArgumentException>(() => stage.Subscribe(one => one with { MaxDeliveryAttempts = 31 }));
        Assert.Throws<ArgumentException>(() => stage.Subscribe(one => one with { EventTimeToLiveMinutes = 0 }));
        Assert.Throws<ArgumentException>(() => stage.Subscribe(one => one with { TopicType = "Microsoft.Storage.StorageAccounts" }));
        Assert.Throws<ArgumentException>(() => stage.Subscribe(one => one with { SubscriptionId = "none" }));
    }
}
