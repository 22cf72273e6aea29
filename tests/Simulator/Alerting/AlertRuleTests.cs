using System.Text.Json;
using Azure.Core;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Alerting;

/// <summary>Rules fire and resolve as Azure Monitor's do.</summary>
public sealed class AlertRuleTests
{
    [Fact]
    public async Task A_metric_rule_fires_once_and_resolves_after_three_evaluations_without_the_condition()
    {
        await using var stage = await AlertStage.Start();
        stage.Availability();
        stage.Clients.Advance(600);
        Assert.Empty(stage.Azure.Alerts.All);

        var outage = stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung, new() { EndsAfter = TimeSpan.FromMinutes(20) });
        stage.Clients.Advance(1200);
        var alert = Assert.Single(stage.Azure.Alerts.All);
        Assert.Equal((outage.Id, "Sev1", stage.Machine.Id, "vm-availability"), (alert.OutageId, alert.Severity, alert.Target, alert.Name));
        Assert.InRange((alert.FiredAt - outage.BeganAt).TotalMinutes, 0, 3);
        Assert.Null(alert.ResolvedAt);

        // The window of five minutes must be good in three evaluations, of which the first is the sixth minute.
        stage.Clients.Advance(600);

        Assert.InRange((stage.Azure.Alerts.All[0].ResolvedAt!.Value - outage.EndedAt!.Value).TotalMinutes, 6, 9);
        Assert.Equal(["Fired", "Resolved"], stage.Essentials.Select(static one => one.Text("monitorCondition")));
    }

    [Fact]
    public async Task One_that_does_not_mitigate_itself_fires_again_and_never_resolves()
    {
        await using var stage = await AlertStage.Start();
        stage.Availability(static one => one with { AutoMitigate = false });
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung, new() { EndsAfter = TimeSpan.FromMinutes(12) });

        stage.Clients.Advance(3600);

        Assert.InRange(stage.Azure.Alerts.All.Count, 3, 4);
        Assert.All(stage.Azure.Alerts.All, static one => Assert.Null(one.ResolvedAt));
    }

    [Fact]
    public async Task No_data_is_no_condition()
    {
        await using var stage = await AlertStage.Start();
        stage.Availability();
        stage.Azure.People.Alerts.Stop(stage.Machine);

        stage.Clients.Advance(3600);

        Assert.Empty(stage.Azure.Alerts.All);
    }

    [Fact]
    public async Task A_rule_for_many_fires_for_each_machine_by_itself()
    {
        await using var stage = await AlertStage.Start();
        var machines = stage.Azure.Fleet.Machines.Where(one => one.SubscriptionId == stage.Machine.SubscriptionId
            && one.Archetype is not Archetype.OffAtNight && one.IsRunning(stage.Azure.Time.GetUtcNow())).Take(3).ToList();
        stage.Availability(one => one with { Scopes = [$"/subscriptions/{stage.Machine.SubscriptionId}"], IsMultiple = true });
        foreach (var machine in machines)
            stage.Azure.Outages.Begin(machine, OutageKind.Hung);

        stage.Clients.Advance(600);

        Assert.Equal(machines.Select(static one => one.Id).Order(), stage.Azure.Alerts.All.Select(static one => one.Target).Order());
    }

    [Fact]
    public async Task The_value_that_fired_is_the_one_that_metrics_show()
    {
        await using var stage = await AlertStage.Start();
        stage.Availability(static one => one with { Metric = "Percentage CPU", Operator = "GreaterThan", Threshold = 99.5 });
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Runaway);

        stage.Clients.Advance(480);

        var condition = stage.All[0].Body.GetProperty("data").GetProperty("alertContext").GetProperty("condition");
        Assert.Equal(100, condition.GetProperty("allOf")[0].GetProperty("metricValue").GetDouble());
        Assert.Equal(("PT5M", "99.5"), (condition.Text("windowSize"), condition.GetProperty("allOf")[0].Text("threshold")));
        Assert.Equal(TimeSpan.FromMinutes(5), condition.GetProperty("windowEndTime").GetDateTimeOffset()
            - condition.GetProperty("windowStartTime").GetDateTimeOffset());
    }

    [Fact]
    public async Task Resource_health_and_the_activity_log_fire_at_once_and_never_resolve()
    {
        await using var stage = await AlertStage.Start();
        var scope = $"/subscriptions/{stage.Machine.SubscriptionId}";
        var group = stage.ActionGroup();
        stage.Azure.Alerts.Rules.Health(stage.Group, "health", [scope], group);
        stage.Azure.Alerts.Rules.Activity(stage.Group, "stopped", [scope], "Microsoft.Compute/virtualMachines/deallocate/action", group);
        stage.Azure.People.Alerts.Stop(stage.Machine);
        stage.Clients.Advance(600);

        Assert.Equal(["health", "stopped"], stage.Azure.Alerts.All.Select(static one => one.Name).Order());
        Assert.All(stage.Azure.Alerts.All, static one => Assert.Equal(("Sev4", null), (one.Severity, one.ResolvedAt)));
        var health = stage.All.Single(
            static one => one.Body.ToString().Contains("ResourceHealth", StringComparison.Ordinal)).Body.GetProperty("data");
        Assert.Equal("Resource Health", health.GetProperty("essentials").Text("monitoringService"));
        Assert.Equal(("Unavailable", "UserInitiated"), (
            health.GetProperty("alertContext").GetProperty("properties").Text("currentHealthStatus"),
            health.GetProperty("alertContext").GetProperty("properties").Text("cause")));
        var log = stage.All.Single(
            static one => one.Body.ToString().Contains("Administrative", StringComparison.Ordinal)).Body.GetProperty("data");
        Assert.Equal("somebody.else@contoso.example", log.GetProperty("alertContext").Text("caller"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_disk_is_told_by_a_log_alert(bool namesResource)
    {
        await using var stage = await AlertStage.Start();
        var workspace = $"{stage.Machine.Id.Split("/providers/")[0]}/providers/Microsoft.OperationalInsights/workspaces/logs";
        stage.Azure.Alerts.Rules.DiskSpace(stage.Group, "disks", workspace, namesResource, stage.ActionGroup());
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.FullOsDisk, new() { EndsAfter = TimeSpan.FromMinutes(30) });

        stage.Clients.Advance(3600);

        Assert.Equal(["Fired", "Resolved"], stage.Essentials.Select(static one => one.Text("monitorCondition")));
        var fired = stage.All[0].Body.GetProperty("data");
        Assert.Equal(
            namesResource ? stage.Machine.Id.ToLowerInvariant() : workspace.ToLowerInvariant(),
            fired.GetProperty("essentials").GetProperty("alertTargetIDs")[0].GetString());
        Assert.Contains(stage.Machine.Name,
            fired.GetProperty("essentials").GetProperty("configurationItems")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(stage.Machine.IsWindows ? "C:" : "/",
            fired.GetProperty("alertContext").GetProperty("condition").GetProperty("allOf")[0]
            .GetProperty("dimensions")[1].Text("value"));
    }

    [Fact]
    public async Task A_silent_agent_and_a_failed_state_are_told_by_log_alerts()
    {
        await using var stage = await AlertStage.Start();
        var scope = $"/subscriptions/{stage.Machine.SubscriptionId}";
        stage.Azure.Alerts.Rules.Heartbeat(stage.Group, "heartbeat", scope, namesResource: true);
        stage.Azure.Alerts.Rules.Provisioning(stage.Group, "provisioning", scope);
        stage.Clients.Advance(1800);
        Assert.Empty(stage.Azure.Alerts.All);
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung);
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.ProvisioningFailed);

        stage.Clients.Advance(2400);

        Assert.Equal(["heartbeat", "provisioning"], stage.Azure.Alerts.All.Select(static one => one.Name).Order());
    }

    [Fact]
    public async Task A_processing_rule_suppresses_what_it_covers_while_it_holds_and_the_list_says_so()
    {
        await using var stage = await AlertStage.Start();
        stage.Availability();
        var now = stage.Azure.Time.GetUtcNow();
        stage.Azure.Alerts.Rules.Suppress(stage.Group, "maintenance", [stage.Machine.Id.Split("/providers/")[0]],
            now, now.AddMinutes(15));
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung, new() { EndsAfter = TimeSpan.FromMinutes(5), Returns = 1 });
        stage.Clients.Advance(900);
        Assert.Empty(stage.All);
        var list = $"/subscriptions/{stage.Machine.SubscriptionId}/providers/Microsoft.AlertsManagement/alerts";
        var listed = (await stage.Clients.Get(list, "2019-03-01")).Json().GetProperty("value")[0]
            .GetProperty("properties").GetProperty("essentials");
        Assert.True(listed.GetProperty("actionStatus").GetProperty("isSuppressed").GetBoolean());

        stage.Clients.Advance(3600);

        Assert.Equal([true, false], stage.Azure.Alerts.All.Select(static one => one.IsSuppressed));
        Assert.Equal(["Fired", "Resolved"], stage.Essentials.Select(static one => one.Text("monitorCondition")));
    }

    [Fact]
    public async Task Rules_come_by_requests_too_and_can_be_read_with_their_groups()
    {
        await using var stage = await AlertStage.Start();
        var group = stage.ActionGroup();
        var home = stage.Machine.Id.Split("/providers/")[0];
        var rule = $"{home}/providers/microsoft.insights/metricAlerts/cpu";
        var made = await stage.Clients.Pipeline().Act(RequestMethod.Put, rule, new
        {
            location = "global",
            properties = new
            {
                severity = 3, scopes = new[] { stage.Machine.Id }, evaluationFrequency = "PT1M", windowSize = "PT5M",
                criteria = new
                {
                    allOf = new[] { new { metricName = "VmAvailabilityMetric", @operator = "LessThan", threshold = 1,
                        timeAggregation = "Average", name = "a" } },
                },
                actions = new[] { new { actionGroupId = group } },
            },
        });
        Assert.Equal(200, made.Status);
        // What is not simulated is kept, and never fires.
        var dynamically = await stage.Clients.Pipeline().Act(RequestMethod.Put, rule + "2", new
        {
            location = "global",
            properties = new
            {
                scopes = new[] { stage.Machine.Id },
                criteria = new { allOf = new[] { new { criterionType = "DynamicThresholdCriterion" } } },
            },
        });
        Assert.Equal(200, dynamically.Status);
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung);
        stage.Clients.Advance(600);
        Assert.Equal("Sev3", Assert.Single(stage.Azure.Alerts.All).Severity);
        var read = (await stage.Clients.Get(group, "2023-01-01")).Json().GetProperty("properties");
        Assert.Equal(AlertStage.Address.ToString(), read.GetProperty("webhookReceivers")[0].Text("serviceUri"));

        Assert.Equal(200, (await stage.Clients.Pipeline().Act(RequestMethod.Delete, rule)).Status);
        stage.Clients.Advance(600);
        Assert.Single(stage.All);
    }
}
