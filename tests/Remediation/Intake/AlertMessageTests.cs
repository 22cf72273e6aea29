using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Stages.Alerts;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Intake;

/// <summary>Messages of the queue, and notices of health in them.</summary>
public class AlertMessageTests
{
    private static readonly EventNotice Notice = new(
        new string('a', 64), "Microsoft.ResourceNotifications.HealthResources.AvailabilityStatusChanged",
            $"/subscriptions/{AlertTexts.Subscription}",
        AlertTexts.Machine.ToUpperInvariant(), AlertTexts.FiredAt);

    [Theory]
    [InlineData(0, "")]
    [InlineData(0, "ops-alerts Health\n{}")]
    [InlineData(1, "text\nand more")]
    [InlineData(2, "{}")]
    public void A_message_comes_back_as_it_was(int kind, string text)
    {
        var message = new AlertMessage((AlertMessageKind)kind, text);

        Assert.Equal(message, AlertMessage.Read(message.ToString()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("ops-alerts")]
    [InlineData("ops-alerts Else\nx")]
    [InlineData(" ops-alerts Health\nx")]
    public void A_text_without_its_line_is_a_body(string text) => Assert.Equal(new(AlertMessageKind.Body, text), AlertMessage.Read(text));

    [Fact]
    public void A_notice_of_health_is_an_alert_about_the_machine_that_says_nothing_of_its_state()
    {
        var alert = Assert.Single(HealthNotice.Read(HealthNotice.Of(Notice).ToJson()).Alerts);

        Assert.Equal((AlertSource.Health, AlertTexts.Machine, AlertTexts.FiredAt), (alert.Source, alert.Target, alert.FiredAt));
        Assert.Equal(("AvailabilityStatusChanged", AlertCondition.Fired, Notice.Key), (alert.Rule, alert.Condition, alert.Id));
        Assert.Null(alert.Cause);
    }

    [Fact]
    public void A_notice_without_a_time_or_a_resource_is_none()
    {
        foreach (var notice in new[] { Notice with { Time = null }, Notice with { Subject = "" }, Notice with { Subject = "/a/../b" },
            Notice with { Key = "k" } })
        {
            var reading = HealthNotice.Read(HealthNotice.Of(notice).ToJson());
            Assert.Empty(reading.Alerts);
            Assert.NotNull(reading.Problem);
        }
        Assert.NotNull(HealthNotice.Read("{}").Problem);
        Assert.NotNull(HealthNotice.Read("null").Problem);
        Assert.NotNull(HealthNotice.Read("<x>").Problem);
    }
}
