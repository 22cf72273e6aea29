using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Stages.Remediation;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Runs;

/// <summary>What is somebody else's, from the delivery of Azure's own payload on: a record, one message, and nothing is sent.</summary>
public sealed class HandsOffRunTests
{
    private static readonly TimeSpan Slow = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(AlertState.Acknowledged)]
    [InlineData(AlertState.Closed)]
    public async Task An_alert_that_a_person_has_taken(AlertState state) => await LeftAloneAsync(
        state.ToString().ToLowerInvariant(), Nothing with
    {
        // It is on its way for two minutes, in which a person is faster.
        Delivery = static one => one with { ShortestLatency = Slow, LongestLatency = Slow },
        MeanwhileAt = TimeSpan.FromMinutes(1.9),
        Meanwhile = (stage, machine) =>
        {
            foreach (var alert in stage.Azure.Alerts.All.Where(one => one.Target == machine.Id))
                stage.Azure.Alerts.SetState(alert.Id, state, AlertMoves.Who);
            return Task.CompletedTask;
        },
        Lasts = TimeSpan.FromMinutes(2),
    });

    [Fact]
    public async Task A_suppressed_alert_is_not_delivered_and_not_reconciled()
    {
        var end = await new OneOutage(Suppress).EndAsync();

        Assert.Empty(end.Incidents);
        Assert.Empty(end.Sent);
        Assert.Empty(end.Messages);
    }

    [Fact]
    public async Task A_suppressed_alert_that_comes_all_the_same() => await LeftAloneAsync("suppressed", new(Suppress)
    {
        Meanwhile = static (stage, machine) =>
        {
            stage.Put(stage.Azure.Alerts.All.First(one => one.Target == machine.Id));
            return Task.CompletedTask;
        },
    });

    [Fact]
    public async Task A_health_event_of_a_suppressed_machine_which_no_processing_rule_touches() =>
        await LeftAloneAsync("suppressed", new(Suppress)
    {
        Meanwhile = Notice,
    });

    [Fact]
    public async Task A_health_event_after_a_person_took_the_alert() => await LeftAloneAsync("acknowledged", Nothing with
    {
        // The alert itself reaches nobody.
        Delivery = static one => one with { ShortestLatency = TimeSpan.FromHours(3), LongestLatency = TimeSpan.FromHours(3) },
        // Before the list is reconciled.
        MeanwhileAt = TimeSpan.FromMinutes(4),
        Meanwhile = static (stage, machine) =>
        {
            foreach (var alert in stage.Azure.Alerts.All.Where(one => one.Target == machine.Id))
                stage.Azure.Alerts.SetState(alert.Id, AlertState.Acknowledged, AlertMoves.Who);
            return Notice(stage, machine);
        },
    });

    [Fact]
    public async Task A_person_stopped_it() => await LeftAloneAsync("intervened", new(static (stage, machine) =>
    {
        stage.Azure.People.Alerts.Stop(machine);
        return Task.CompletedTask;
    }) { IsWell = true });

    [Fact]
    public async Task Somebody_shut_it_down_from_within() => await LeftAloneAsync("intervened", Nothing with
    {
        Kind = OutageKind.DeadGuest, Options = new() { LooksLikeAPerson = true },
    });

    [Fact]
    public async Task A_person_changed_it() => await LeftAloneAsync("intervened", new(static (stage, machine) =>
    {
        stage.Azure.SetTagAsSomebodyElse(machine, "note", "under test");
        return Task.CompletedTask;
    }));

    [Fact]
    public async Task Its_tag_says_off() => await LeftAloneAsync("opted-out", new(static (stage, machine) =>
    {
        stage.Azure.People.Alerts.KeepOff(machine);
        return Task.CompletedTask;
    }));

    [Theory]
    [InlineData("Microsoft.ContainerService/managedClusters/aks-1")]
    [InlineData("Microsoft.Databricks/workspaces/dbw-1")]
    [InlineData("Microsoft.Batch/batchAccounts/batch1")]
    public async Task Another_service_manages_its_group(string service) => await LeftAloneAsync("managed", new((stage, machine) =>
    {
        var group = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}";
        stage.Azure.People.Manage(group, $"{group}/providers/{service}");
        return Task.CompletedTask;
    }));

    [Fact]
    public async Task A_drill_made_it() => await LeftAloneAsync("echo", new(static async (stage, machine) =>
    {
        stage.Azure.SetTagAsSomebodyElse(machine, "ops:drill", "drill-1");
        // Whoever tagged it did so long ago.
        await stage.Life.PassAsync(TimeSpan.FromMinutes(61));
    }));

    [Fact]
    public async Task A_resize_works_on_it() => await LeftAloneAsync("echo", new(static (stage, machine) =>
        stage.Life.Services.GetRequiredService<Claims>().TakeAsync(machine.Id, "resize-1", "rightsizing", default)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Azure_is_at_it_and_mends_it(bool isPlanned)
    {
        var outage = Nothing with
        {
            Kind = OutageKind.Platform, Options = new() { IsPlanned = isPlanned }, Lasts = TimeSpan.FromMinutes(40),
        };
        var end = await outage.EndAsync();

        Assert.NotEmpty(end.Incidents);
        Assert.All(end.Incidents, one => Assert.True(
            one.State is IncidentState.Over || one.Reason.StartsWith("echo: incident", StringComparison.Ordinal), end.Words));
        Assert.Contains(end.First.Timeline, one => one is { What: "look", Outcome: "WaitForAzure" });
        Assert.Empty(end.Messages);
        Assert.Empty(end.Sent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Azure_is_at_it_for_too_long_and_people_are_called_once(bool isPlanned)
    {
        var end = await (Nothing with
        {
            Kind = OutageKind.Platform, Options = new() { IsPlanned = isPlanned, EndsAfter = TimeSpan.FromHours(3) },
            Lasts = TimeSpan.FromMinutes(50),
        }).EndAsync();

        Assert.True(end.First.State == IncidentState.Escalated, end.Words);
        Assert.StartsWith("platform: ", end.First.Reason, StringComparison.Ordinal);
        Assert.Single(end.Messages, one => one.Contains("somebody has to look", StringComparison.Ordinal));
        Assert.Empty(end.Sent);
    }

    private static Task Notice(RemediationStage stage, Machine machine)
    {
        stage.PutHealth(machine);
        return Task.CompletedTask;
    }

    private static OneOutage Nothing { get; } = new(static (_, _) => Task.CompletedTask);

    private static Task Suppress(RemediationStage stage, Machine machine)
    {
        var home = stage.Azure.Fleet.ResourceGroups.First(one => one.SubscriptionId == machine.SubscriptionId);
        stage.Azure.Alerts.Rules.Suppress(home, "maintenance", [machine.Id]);
        return Task.CompletedTask;
    }

    private static async Task LeftAloneAsync(string rule, OneOutage outage)
    {
        var end = await outage.EndAsync();

        Assert.NotEmpty(end.Incidents);
        Assert.All(end.Incidents, one => Assert.True(
            one.State == IncidentState.HandsOff && one.Reason.StartsWith($"{rule}: ", StringComparison.Ordinal), end.Words));
        Assert.True(end.Messages.Count == 1, $"{end.Messages.Count} messages\n{end.Words}");
        Assert.Contains("left alone", end.Messages[0], StringComparison.Ordinal);
        Assert.Empty(end.Sent);
    }
}
