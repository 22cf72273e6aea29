using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Stages.Alerts;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Alerts;

/// <summary>Webhooks of Alertmanager and of Grafana.</summary>
public class LabelledAlertTests
{
    public static TheoryData<string, string> Both => new()
    {
        { AlertTexts.Alertmanager(), AlertTexts.Alertmanager(status: "resolved") },
        { AlertTexts.Grafana(), AlertTexts.Grafana(status: "resolved") },
    };

    [Fact]
    public void An_alert_of_Alertmanager_is_known_by_its_fingerprint_and_its_labels()
    {
        var alert = CommonSchemaTests.One(AlertTexts.Alertmanager());

        Assert.Equal((AlertSource.Alertmanager, "3f0d9a7c5b1e2468", "NodeDown"), (alert.Source, alert.Id, alert.Rule));
        Assert.Equal((AlertTexts.Machine, "Sev0", "no answer for five minutes"), (alert.Target, alert.Severity, alert.Description));
        Assert.Equal("2026-06-01T14:02:03.1570761+00:00", alert.FiredAt.ToString("o"));
        Assert.Null(alert.AlertId);
    }

    [Fact]
    public void An_alert_of_Grafana_is_known_by_its_fingerprint_and_its_labels()
    {
        var alert = CommonSchemaTests.One(AlertTexts.Grafana());

        Assert.Equal((AlertSource.Grafana, "c6eadffa33fcdf37", "NodeDown"), (alert.Source, alert.Id, alert.Rule));
        Assert.Equal((AlertTexts.Machine, "Sev2"), (alert.Target, alert.Severity));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void What_is_resolved_has_the_key_of_what_fired_and_only_it_has_an_end(string fired, string resolved)
    {
        var (one, other) = (CommonSchemaTests.One(fired), CommonSchemaTests.One(resolved));

        Assert.Equal((AlertCondition.Fired, AlertCondition.Resolved), (one.Condition, other.Condition));
        Assert.Equal(one.Key, other.Key);
        Assert.Null(one.ResolvedAt);
        Assert.Equal(new DateTimeOffset(2026, 6, 1, 14, 12, 3, 500, TimeSpan.Zero), other.ResolvedAt);
    }

    [Theory]
    [InlineData("critical", "Sev0")]
    [InlineData("ERROR", "Sev1")]
    [InlineData("warning", "Sev2")]
    [InlineData("info", "Sev3")]
    [InlineData("sev4", "Sev4")]
    [InlineData("Sev0", "Sev0")]
    [InlineData("Sev9", "Sev3")]
    [InlineData("page me", "Sev3")]
    [InlineData("", "Sev3")]
    public void Severities_are_those_of_Azure(string label, string severity) =>
        Assert.Equal(severity, CommonSchemaTests.One(AlertTexts.Alertmanager(severity: label)).Severity);

    [Theory]
    [InlineData("azure_resource_id", "other")]
    [InlineData("/resourcegroups/rg-web", "/resourcegroups/../rg-web")]
    [InlineData("/resourcegroups/rg-web", "/resourcegroups/%2e%2e")]
    [InlineData("/subscriptions/11111111", "https://evil.example/subscriptions/11111111")]
    [InlineData("11111111-2222-3333-4444-555555555555", "no-guid")]
    [InlineData("web-1\"", "web-1?x=1\"")]
    public void Without_a_right_id_of_a_resource_it_names_none(string whole, string other)
    {
        var text = AlertTexts.Alertmanager();
        Assert.Contains(whole, text, StringComparison.Ordinal);

        Assert.Equal("", CommonSchemaTests.One(text.Replace(whole, other, StringComparison.Ordinal)).Target);
    }

    [Theory]
    [InlineData("\"fingerprint\"", "fingerprint")]
    [InlineData("\"startsAt\"", "startsAt")]
    [InlineData("\"alertname\":\"NodeDown\",", "alertname")]
    [InlineData("\"status\":\"firing\",\"labels\"", "status")]
    public void What_lacks_what_an_alert_needs_is_none(string member, string problem)
    {
        var text = AlertTexts.Alertmanager();
        Assert.Contains(member, text, StringComparison.Ordinal);
        var reading = AlertReader.Read(text.Replace(member, member.Insert(1, "x"), StringComparison.Ordinal));

        Assert.Empty(reading.Alerts);
        Assert.Contains(problem, reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void One_alert_that_is_none_hides_no_other_of_its_group()
    {
        var (one, other) = (AlertTexts.Alertmanager(), AlertTexts.Alertmanager(fingerprint: "ffff"));
        var list = one.IndexOf("\"alerts\":[", StringComparison.Ordinal) + "\"alerts\":[".Length;
        var second = other[(other.IndexOf("\"alerts\":[", StringComparison.Ordinal) + "\"alerts\":[".Length)..^2];
        var reading = AlertReader.Read(one.Insert(list, """{"status":"firing"},"text",{"status":"\ud800"},""" + second + ","));

        Assert.Equal(["ffff", "3f0d9a7c5b1e2468"], reading.Alerts.Select(alert => alert.Id));
        Assert.StartsWith("alert 1: it has no fingerprint", reading.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"version\":\"4\"", "\"version\":\"3\"")]
    [InlineData("\"version\":\"4\"", "\"version\":4")]
    [InlineData("\"alerts\":", "\"others\":")]
    public void Another_version_is_no_form_that_is_known(string whole, string other) => Assert.Contains(
        "neither of the common alert schema", AlertReader.Read(AlertTexts.Alertmanager().Replace(whole, other,
            StringComparison.Ordinal)).Problem,
        StringComparison.Ordinal);
}
