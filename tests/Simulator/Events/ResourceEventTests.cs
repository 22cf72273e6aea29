using System.Text.Json;
using Azure.Core;
using Azure.Messaging.EventGrid;
using Azure.Messaging.EventGrid.SystemEvents;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Events;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Events;

/// <summary>Which writes become which events, and what these say.</summary>
public sealed class ResourceEventTests
{
    private const string ObjectId = "http://schemas.microsoft.com/identity/claims/objectidentifier";

    [Fact]
    public async Task A_long_running_write_is_an_event_when_it_has_ended()
    {
        await using var stage = await EventStage.Subscribed();
        var machine = stage.Machine;
        await stage.Clients.Pipeline().Post(machine, "deallocate");
        var end = stage.Azure.Disturbances.Commands(machine)[^1].To;

        stage.Azure.Clock.AdvanceTo(end.AddTicks(-1));
        Assert.Equal(0, stage.Azure.Events.Counts.Made);
        stage.Azure.Clock.AdvanceTo(end.AddSeconds(5));

        var happened = Assert.Single(stage.Events);
        Assert.Equal("Microsoft.Resources.ResourceActionSuccess", happened.GetProperty("eventType").GetString());
        Assert.Equal(machine.Id, happened.GetProperty("subject").GetString());
        Assert.Equal(end, happened.GetProperty("eventTime").GetDateTimeOffset());
        var data = happened.GetProperty("data");
        Assert.Equal("Microsoft.Compute/virtualMachines/deallocate/action", data.GetProperty("operationName").GetString());
        Assert.Equal("POST", data.GetProperty("httpRequest").GetProperty("method").GetString());
    }

    [Fact]
    public async Task A_write_that_fails_at_its_end_is_a_failure()
    {
        await using var stage = await EventStage.Subscribed();
        stage.Azure.Faults.Add(new FaultRule { Operation = "VirtualMachines_Deallocate", Kind = FaultKind.FailOperation });

        await stage.Clients.Pipeline().Post(stage.Machine, "deallocate");
        stage.Clients.Advance(200);

        var happened = Assert.Single(stage.Events);
        Assert.Equal("Microsoft.Resources.ResourceActionFailure", happened.GetProperty("eventType").GetString());
        Assert.Equal("Failed", happened.GetProperty("data").GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_is_done_at_once_is_an_event_at_once_and_what_is_refused_a_failure()
    {
        await using var stage = await EventStage.Subscribed();
        var tags = $"{stage.Machine.Id}/providers/Microsoft.Resources/tags/default";

        foreach (var operation in new[] { "Merge", "Never" })
            await stage.Clients.Pipeline().Act(RequestMethod.Patch, tags, new { operation, properties = new { tags = new { a = "b" } } });
        stage.Clients.Advance(5);

        Assert.Equal(
            ["Microsoft.Resources.ResourceWriteFailure", "Microsoft.Resources.ResourceWriteSuccess"],
            stage.Events.Select(one => one.GetProperty("eventType").GetString()!).Order());
    }

    [Fact]
    public async Task What_people_do_is_an_event_each_with_a_name_that_must_not_be_kept()
    {
        await using var stage = await EventStage.Subscribed();
        var machine = stage.Machine;

        stage.Azure.SetPowerAsSomebodyElse(machine, isOn: false);
        stage.Azure.SetSizeAsSomebodyElse(machine, "Standard_D2s_v5");
        stage.Azure.AddSnapshotAsSomebodyElse(machine, lun: null, "theirs");
        stage.Azure.DeleteMachineAsSomebodyElse(machine, withDisks: false);
        stage.Clients.Advance(5);

        Assert.Equal(
            ["ResourceActionSuccess", "ResourceDeleteSuccess", "ResourceWriteSuccess", "ResourceWriteSuccess"],
            stage.Events.Select(one => one.GetProperty("eventType").GetString()!["Microsoft.Resources.".Length..]).Order());
        Assert.All(stage.Messages, message => Assert.Contains("somebody.else@contoso.example", message.Text));
        Assert.All(stage.Events, one => Assert.True(one.GetProperty("data").GetProperty("claims").GetProperty(ObjectId).TryGetGuid(out _)));
    }

    [Fact]
    public async Task Reads_send_no_events()
    {
        await using var stage = await EventStage.Subscribed();

        await stage.Clients.Pipeline().Act(RequestMethod.Get, stage.Machine.Id);
        await stage.Clients.Container().CreateAsync();
        stage.Clients.Advance(60);

        Assert.Equal(0, stage.Azure.Events.Counts.Made);
    }

    [Fact]
    public async Task Other_subscriptions_events_do_not_come()
    {
        await using var stage = await EventStage.Subscribed();

        stage.Azure.SetTagAsSomebodyElse(stage.Clients.Plain(also: one => one.SubscriptionId != stage.Machine.SubscriptionId), "a", "b");
        stage.Clients.Advance(60);

        Assert.Equal(0, stage.Azure.Events.Counts.Made);
    }

    [Fact]
    public async Task The_official_library_reads_the_event()
    {
        await using var stage = await EventStage.Subscribed();
        await stage.Clients.Pipeline().Post(stage.Machine, "deallocate");
        stage.Clients.Advance(200);

        var happened = EventGridEvent.Parse(BinaryData.FromString(Assert.Single(stage.Messages).Text));

        Assert.True(happened.TryGetSystemEventData(out var data));
        var action = Assert.IsType<ResourceActionSuccessEventData>(data);
        Assert.Equal(stage.Machine.Id, action.ResourceUri);
        Assert.Equal("Succeeded", action.Status);
        Assert.Equal("Microsoft.Compute", action.ResourceProvider);
        Assert.Equal(stage.Azure.TenantId, action.TenantId);
        Assert.Equal("OpsFunctions Remediation Act", action.AuthorizationValue.Evidence["role"]);
        Assert.Equal(stage.Azure.PrincipalId, action.ClaimsValue[ObjectId]);
        Assert.Equal("POST", action.HttpRequestValue.Method.ToString());
        Assert.Equal(("2", $"/subscriptions/{stage.Machine.SubscriptionId}"), (happened.DataVersion, happened.Topic));
    }

    [Fact]
    public async Task The_official_library_reads_a_cloud_event()
    {
        await using var stage = await EventStage.Subscribed(with: one => one with { Schema = EventSchema.CloudEvents });
        stage.Tag();
        stage.Clients.Advance(5);

        var happened = global::Azure.Messaging.CloudEvent.Parse(BinaryData.FromString(Assert.Single(stage.Messages).Text))!;

        Assert.Equal("Microsoft.Resources.ResourceWriteSuccess", happened.Type);
        Assert.Equal((stage.Machine.Id, $"/subscriptions/{stage.Machine.SubscriptionId}"), (happened.Subject, happened.Source));
        Assert.True(happened.TryGetSystemEventData(out var data));
        Assert.IsType<ResourceWriteSuccessEventData>(data);
    }

    [Fact]
    public async Task Health_of_a_machine_is_told_to_whoever_subscribed_to_it()
    {
        await using var stage = await EventStage.Subscribed(with: one => one with { TopicType = TopicTypes.Health });
        var machine = stage.Machine;

        stage.Tag();
        stage.Azure.Events.AvailabilityChanged(machine, "Available", "Unavailable");
        stage.Azure.Events.Annotate(machine, "VirtualMachineReboot", "Rebooting", "It is rebooted.", "Platform Initiated", "Unplanned");
        stage.Clients.Advance(5);

        Assert.Equal(
            ["AvailabilityStatusChanged", "ResourceAnnotated"],
            stage.Events.Select(one => one.GetProperty("eventType").GetString()!.Split('.')[^1]).Order());
        var told = stage.Events.Select(one => one.GetProperty("data").GetProperty("resourceInfo").GetProperty("properties")).ToList();
        Assert.All(told, one => Assert.Equal(machine.Id, one.GetProperty("targetResourceId").GetString()));
        Assert.Contains(told, one => one.TryGetProperty("availabilityState", out var state) && state.GetString() == "Unavailable");
        Assert.Contains(told, one => one.TryGetProperty("context", out var context) && context.GetString() == "Platform Initiated");
    }

    [Fact]
    public async Task Equal_worlds_give_equal_events_but_for_the_client_and_equal_calls_different_ids()
    {
        var worlds = new List<string>();
        for (var world = 0; world < 2; world++)
        {
            await using var stage = await EventStage.Subscribed();
            stage.Tag();
            stage.Tag();
            await stage.Clients.Pipeline().Post(stage.Machine, "deallocate");
            stage.Clients.Advance(300);
            Assert.Equal(3, stage.Azure.Events.DeliveredIds.Distinct().Count());
            worlds.Add(string.Join('\n', stage.Messages.Select(one => one.Id + one.Text.Replace(stage.Azure.ClientId, "client"))));
        }

        Assert.Equal(worlds[0], worlds[1]);
    }
}
