using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Stages.Alerts;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Alerts;

/// <summary>Alerts of Azure Monitor, in the common alert schema.</summary>
public class CommonSchemaTests
{
    [Fact]
    public void A_metric_alert_tells_what_was_measured_over_which_window()
    {
        var alert = One(AlertTexts.Metric());

        Assert.Equal((AlertSource.AzureMonitor, AlertTexts.Guid, AlertCondition.Fired), (alert.Source, alert.Id, alert.Condition));
        Assert.Equal(("cpu-high", "Sev1", AlertTexts.Machine, AlertTexts.FiredAt), (alert.Rule, alert.Severity, alert.Target,
            alert.FiredAt));
        Assert.Equal(("Metric", "Platform", AlertTexts.AlertId), (alert.Signal, alert.Service, alert.AlertId));
        Assert.EndsWith("/providers/microsoft.insights/metricalerts/cpu-high", alert.RuleId, StringComparison.Ordinal);
        Assert.Equal(new MetricCondition("Percentage CPU", "GreaterThan", 90, "Average", 97.25), Assert.Single(alert.Metrics));
        Assert.Equal(TimeSpan.FromMinutes(5), alert.Window);
        Assert.Null(alert.ResolvedAt);
    }

    [Fact]
    public void What_is_resolved_has_the_key_of_what_fired()
    {
        var (fired, resolved) = (One(AlertTexts.Metric()), One(AlertTexts.Metric(condition: "Resolved")));

        Assert.Equal(AlertCondition.Resolved, resolved.Condition);
        Assert.Equal(AlertTexts.FiredAt.AddMinutes(10), resolved.ResolvedAt);
        Assert.Equal(fired.Key, resolved.Key);
        Assert.NotEqual(fired.Key, One(AlertTexts.Metric(firedAt: AlertTexts.FiredAt.AddMinutes(1))).Key);
    }

    [Fact]
    public void An_alert_about_several_resources_is_one_for_each_and_each_has_a_key_of_its_own()
    {
        var reading = AlertReader.Read(AlertTexts.Metric(targets:
            [AlertTexts.Machine, AlertTexts.OtherMachine.ToUpperInvariant(), AlertTexts.Machine, "/subscriptions/../x", "no id"]));

        Assert.Null(reading.Problem);
        Assert.Equal([AlertTexts.Machine, AlertTexts.OtherMachine, ""], reading.Alerts.Select(alert => alert.Target));
        Assert.Equal(3, reading.Alerts.Select(alert => alert.Key).Distinct().Count());
    }

    [Fact]
    public void A_log_alert_is_about_its_resource_and_one_of_a_workspace_about_what_its_dimension_names()
    {
        Assert.Equal((AlertTexts.Machine, "Log"), (One(AlertTexts.Log()).Target, One(AlertTexts.Log()).Signal));
        var found = One(AlertTexts.LogOfWorkspace());

        Assert.Equal(AlertTexts.Machine, found.Target);
        Assert.Equal(["web-1"], found.Items);
        Assert.Empty(found.Metrics);
        Assert.Equal(TimeSpan.FromMinutes(10), found.Window);
    }

    [Fact]
    public void A_log_alert_of_a_workspace_that_names_no_resource_is_about_the_workspace()
    {
        var alert = One(AlertTexts.LogOfWorkspace().Replace("_ResourceId", "Other", StringComparison.Ordinal));

        Assert.Equal(AlertTexts.Workspace, alert.Target);
        Assert.Equal(["web-1"], alert.Items);
    }

    [Fact]
    public void Alerts_of_the_activity_log_and_of_service_health_are_about_what_they_name()
    {
        Assert.Equal(("Activity Log", AlertTexts.Machine), (One(AlertTexts.ActivityLog()).Signal, One(AlertTexts.ActivityLog()).Target));
        var service = One(AlertTexts.ServiceHealth());

        Assert.Equal(("ServiceHealth", $"/subscriptions/{AlertTexts.Subscription}"), (service.Service, service.Target));
        Assert.Null(service.Cause);
    }

    [Theory]
    [InlineData("PlatformInitiated", "Platform Initiated")]
    [InlineData("UserInitiated", "Customer Initiated")]
    [InlineData("Unknown", "Unknown")]
    public void An_alert_of_resource_health_tells_who_brought_it_about(string cause, string told) =>
        Assert.Equal(told, One(AlertTexts.ResourceHealth(cause)).Cause);

    [Theory]
    [InlineData("\"threshold\":\"90\"", "\"threshold\":\"NaN\"")]
    [InlineData("\"threshold\":\"90\"", "\"threshold\":\"1e999\"")]
    [InlineData("\"threshold\":\"90\"", "\"threshold\":1e999")]
    [InlineData("\"operator\":\"GreaterThan\"", "\"operator\":\"Rm\"")]
    [InlineData("\"metricName\":\"Percentage CPU\"", "\"metricName\":7")]
    public void A_condition_that_cannot_be_read_is_left_out_and_the_alert_stands(string whole, string broken)
    {
        var text = AlertTexts.Metric();
        Assert.Contains(whole, text, StringComparison.Ordinal);

        Assert.Empty(One(text.Replace(whole, broken, StringComparison.Ordinal)).Metrics);
    }

    [Theory]
    [InlineData("\"threshold\":\"90\"", "\"threshold\":90.5", 90.5)]
    [InlineData("\"threshold\":\"90\"", "\"threshold\":\"9E1\"", 90)]
    public void A_threshold_is_a_text_or_a_number(string whole, string other, double value) =>
        Assert.Equal(value, One(AlertTexts.Metric().Replace(whole, other, StringComparison.Ordinal)).Metrics[0].Threshold);

    [Theory]
    [InlineData("PT5M", "P3D")]
    [InlineData("PT5M", "-PT5M")]
    [InlineData("PT5M", "PT0S")]
    [InlineData("PT5M", "five minutes")]
    [InlineData("PT5M", "P99999999999999999D")]
    public void A_window_that_cannot_be_is_not_told(string whole, string other) =>
        Assert.Null(One(AlertTexts.Metric().Replace(whole, other, StringComparison.Ordinal)).Window);

    [Theory]
    [InlineData("firedDateTime", "firedDateTime is no moment")]
    [InlineData("alertId", "alertId is none")]
    [InlineData("alertRule", "alertRule is no name")]
    [InlineData("monitorCondition", "monitorCondition is neither")]
    public void What_lacks_what_an_alert_needs_is_none(string member, string problem)
    {
        var reading = AlertReader.Read(AlertTexts.Metric().Replace($"\"{member}\"", "\"other\"", StringComparison.Ordinal));

        Assert.Empty(reading.Alerts);
        Assert.Contains(problem, reading.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1999-12-31T23:59:59Z")]
    [InlineData("3000-01-01T00:00:00Z")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void A_moment_that_cannot_be_is_none(string moment)
    {
        var text = AlertTexts.Metric().Replace("2026-06-01T14:02:03.0000000Z", moment, StringComparison.Ordinal);

        Assert.Contains("firedDateTime", AlertReader.Read(text).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alert_without_any_target_is_one_that_names_none() =>
        Assert.Equal("", One(AlertTexts.Metric().Replace("alertTargetIDs", "others", StringComparison.Ordinal)).Target);

    internal static Alert One(string text)
    {
        var reading = AlertReader.Read(text);
        Assert.Null(reading.Problem);
        return Assert.Single(reading.Alerts);
    }
}
