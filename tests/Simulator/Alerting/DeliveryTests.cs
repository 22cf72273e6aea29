using System.Net;
using System.Text;
using System.Text.Json;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Alerting;
using OpsFunctions.Simulator.Outages;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Alerting;

/// <summary>Action groups tell their receivers as Azure's do.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task The_payload_is_the_common_alert_schema()
    {
        await using var stage = await AlertStage.Start();
        stage.Availability();
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung);
        stage.Clients.Advance(600);

        var body = Assert.Single(stage.All).Body;

        Assert.Equal("azureMonitorCommonAlertSchema", body.Text("schemaId"));
        Assert.Equal(
            ["alertId", "alertRule", "severity", "signalType", "monitorCondition", "monitoringService", "alertTargetIDs",
                "configurationItems",
                "originAlertId", "firedDateTime", "description", "essentialsVersion", "alertContextVersion", "investigationLink",
                "targetResourceType", "targetResourceGroup"],
            stage.Essentials[0].EnumerateObject().Select(static one => one.Name));
        Assert.Equal(
            ["metricName", "metricNamespace", "operator", "threshold", "timeAggregation", "dimensions", "metricValue", "webTestName"],
            body.GetProperty("data").GetProperty("alertContext").GetProperty("condition").GetProperty("allOf")[0].EnumerateObject()
                .Select(static one => one.Name));
        Assert.EndsWith($"/providers/Microsoft.AlertsManagement/alerts/{stage.Azure.Alerts.All[0].Id}",
            stage.Essentials[0].Text("alertId"));
        Assert.Equal((AlertStage.Address, AlertOutcome.Delivered), (
            stage.All[0].Address, Assert.Single(stage.Azure.Alerts.Deliveries).Outcome));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    [InlineData(null)]
    public async Task It_is_tried_five_times_more_and_then_nobody_calls_for_a_quarter_of_an_hour(HttpStatusCode? status)
    {
        await using var stage = await AlertStage.Start();
        stage.Answer = _ => status;
        stage.Availability();
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung);
        Step(stage, 400);
        var waits = stage.All.Zip(stage.All.Skip(1), static (a, b) => (b.At - a.At).TotalSeconds);
        var patience = status is null ? 10 : 0;
        Assert.Equal([5 + patience, 20 + patience, 5 + patience, 40 + patience, 5 + patience], waits);
        Assert.Equal(AlertOutcome.GivenUp, stage.Azure.Alerts.Deliveries[^1].Outcome);
        var givenUp = stage.Azure.Alerts.Deliveries[^1].At;

        stage.Answer = static _ => HttpStatusCode.Accepted;
        var rule = stage.Azure.Alerts.All[0].Rule;
        var group = stage.Azure.Alerts.All[0].ActionGroups;
        stage.Azure.Alerts.Fire(stage.Machine.Id, rule, one => one with { ActionGroups = group });
        Step(stage, 60);
        Assert.Equal(AlertOutcome.Silenced, stage.Azure.Alerts.Deliveries[^1].Outcome);
        stage.Clients.Azure.Clock.AdvanceTo(givenUp.AddMinutes(15));
        stage.Azure.Alerts.Fire(stage.Machine.Id, rule, one => one with { ActionGroups = group });
        Step(stage, 60);

        Assert.Equal(AlertOutcome.Delivered, stage.Azure.Alerts.Deliveries[^1].Outcome);
        Assert.Equal(0, stage.Azure.RequestsInFlight);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Other_refusals_are_for_good(HttpStatusCode status)
    {
        await using var stage = await AlertStage.Start();
        stage.Answer = _ => status;
        stage.Availability();
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung);

        stage.Clients.Advance(600);

        Assert.Equal((AlertOutcome.Refused, (int)status), (
            Assert.Single(stage.Azure.Alerts.Deliveries).Outcome, stage.Azure.Alerts.Deliveries[0].Status));
    }

    [Fact]
    public async Task One_that_does_not_answer_at_first_gets_it_later()
    {
        await using var stage = await AlertStage.Start();
        stage.Answer = static nth => nth < 2 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK;
        stage.Availability();
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung);

        Step(stage, 400);

        Assert.Equal([AlertOutcome.Retried, AlertOutcome.Retried, AlertOutcome.Delivered],
            stage.Azure.Alerts.Deliveries.Select(static one => one.Outcome));
    }

    [Fact]
    public async Task Each_action_group_tells_it_by_itself_and_at_most_five_do()
    {
        await using var stage = await AlertStage.Start();
        var groups = Enumerable.Range(0, 7).Select(number => stage.ActionGroup($"ops{number}")).ToList();
        stage.Availability(one => one with { ActionGroups = groups });
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung);

        stage.Clients.Advance(600);

        Assert.Equal(5, stage.All.Count);
        Assert.Single(stage.Essentials.Select(static one => one.Text("alertId")).Distinct());
    }

    [Fact]
    public async Task Chances_double_lose_and_delay()
    {
        await using var stage = await AlertStage.Start(static one => one with { Doubled = 0.3, Late = 0.3, Lost = 0.2 });
        var group = stage.ActionGroup();
        for (var i = 0; i < 200; i++)
            stage.Azure.Alerts.Fire(stage.Machine.Id, $"/rule{i}", one => one with { ActionGroups = [group] });

        stage.Clients.Advance(3600);

        var outcomes = stage.Azure.Alerts.Deliveries.CountBy(static one => one.Outcome).ToDictionary();
        var ids = stage.Essentials.Select(static one => one.Text("alertId")).ToList();
        Assert.InRange(outcomes[AlertOutcome.Lost], 20, 60);
        Assert.InRange(ids.Count - ids.Distinct().Count(), 25, 80);
        Assert.NotEqual(ids.Distinct(), stage.Azure.Alerts.All.Where(one => ids.Exists(id => id.EndsWith(one.Id, StringComparison.Ordinal)))
            .Select(one => ids.First(id => id.EndsWith(one.Id, StringComparison.Ordinal))));
        Assert.InRange((stage.All.Max(static one => one.At) - stage.Azure.Alerts.All[0].FiredAt).TotalMinutes, 2, 9);
    }

    [Fact]
    public async Task It_comes_with_the_headers_it_was_given_or_with_a_token_of_Azures_own_application()
    {
        await using var stage = await AlertStage.Start(static one => one with
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-ops-key"] = "secret" },
        });
        stage.Availability(one => one with { ActionGroups = [stage.ActionGroup("secure", "api://ops")] });
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung);

        stage.Clients.Advance(600);

        var headers = Assert.Single(stage.All).Headers;
        var token = headers["Authorization"]["Bearer ".Length..].Split('.')[1];
        var claims = JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token)));
        Assert.Equal("secret", headers["x-ops-key"]);
        Assert.Equal(("api://ops", "461e8683-5575-4561-ac7f-899cc907d62a", "ActionGroupsSecureWebhook"), (
            claims.Text("aud"), claims.Text("azp"), claims.GetProperty("roles")[0].GetString()));
    }

    // In steps, since a receiver that does not answer is waited for by the same clock.
    private static void Step(AlertStage stage, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            stage.Clients.Advance(1);
            SpinWait.SpinUntil(() => stage.Azure.RequestsInFlight == 0 || stage.Answer(0) is null, TimeSpan.FromSeconds(1));
        }
    }
}
