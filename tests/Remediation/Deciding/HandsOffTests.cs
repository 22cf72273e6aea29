using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using Xunit;
using static OpsFunctions.Tests.Remediation.Deciding.SituationCase;

namespace OpsFunctions.Tests.Remediation.Deciding;

/// <summary>What keeps the suite away from a machine, one by one.</summary>
public sealed class HandsOffTests
{
    [Fact]
    public void Where_nothing_stands_against_it_it_acts() => Assert.Equal(Course.Act, HandsOffPolicy.Decide(Fired, Seen).Course);

    [Theory]
    [InlineData("suppressed", Course.HandsOff)]
    [InlineData("acknowledged", Course.HandsOff)]
    [InlineData("closed", Course.HandsOff)]
    [InlineData("opted-out", Course.HandsOff)]
    [InlineData("managed", Course.HandsOff)]
    [InlineData("platform", Course.WaitForAzure)]
    [InlineData("intervened", Course.HandsOff)]
    [InlineData("echo", Course.HandsOff)]
    [InlineData("resolved", Course.Over)]
    [InlineData("metric", Course.Over)]
    [InlineData("unread", Course.Escalate)]
    [InlineData("gone", Course.HandsOff)]
    public void Each_case_has_its_course(string rule, Course course)
    {
        var decided = HandsOffPolicy.Decide(Fired, Of(rule));

        Assert.Equal((rule, course), (decided.Rule, decided.Course));
        Assert.NotEmpty(decided.Reason);
    }

    [Theory]
    [InlineData("Planned", "planned maintenance")]
    [InlineData("Unplanned", "trouble of the platform")]
    public void Azures_own_trouble_says_whether_it_was_planned(string category, string words) => Assert.Contains(
        words, HandsOffPolicy.Decide(Fired, Seen with { Health = new("Unavailable", "Platform Initiated", category, "", null) }).Reason,
        StringComparison.Ordinal);

    [Fact]
    public void Somebody_who_stopped_it_is_known_by_its_health_alone() => Assert.Equal(
        "intervened", HandsOffPolicy.Decide(Fired, Seen with { Health = new("Unavailable", "Customer Initiated", "", "", null) }).Rule);

    [Fact]
    public void After_an_hour_somebodys_change_keeps_nobody_away() => Assert.Equal(
        Course.Act,
        HandsOffPolicy.Decide(Fired, Seen with
        {
            Interventions = [new(Now.AddMinutes(-61), "ann", "Microsoft.Compute/virtualMachines/write")]
        }).Course);

    [Fact]
    public void An_alert_about_health_is_over_when_it_is_available()
    {
        var alert = Fired with { Metrics = [], Signal = "Resource Health" };

        Assert.Equal(
            Course.Over,
            HandsOffPolicy.Decide(alert, Seen with { MetricHolds = null, Health = new("Available", "", "", "", null) }).Course);
        Assert.Equal(Course.Act, HandsOffPolicy.Decide(alert, Seen with { MetricHolds = null }).Course);
    }

    [Fact]
    public void The_platforms_own_figure_of_availability_is_about_health() => Assert.Equal(
        "health", HandsOffPolicy.Decide(Fired, Seen with { MetricHolds = true, Health = new("Available", "", "", "", null) }).Rule);

    [Fact]
    public void What_no_processing_rule_of_Azure_touches_is_held_to_it_here() => Assert.Equal(
        "suppressed", HandsOffPolicy.Decide(Fired, Seen with { Alert = null, SilencedBy = "maintenance" }).Rule);

    [Fact]
    public void Another_alert_that_a_person_has_in_hand_keeps_it_away() => Assert.Equal(
        "acknowledged",
        HandsOffPolicy.Decide(Fired, Seen with { OtherInHand = new("Acknowledged", "Fired", IsSuppressed: false, "ann") }).Rule);

    [Fact]
    public void An_alert_without_a_resource_is_left_alone() =>
        Assert.Equal("target", HandsOffPolicy.Decide(Fired with { Target = "" }, new(Now, IsThere: false)).Rule);

    [Fact]
    public void A_resource_that_cannot_be_read_is_not_gone() =>
        Assert.Equal(Course.Escalate, HandsOffPolicy.Decide(Fired, new(Now, IsThere: false) { IsUnread = true, Gaps = ["403"] }).Course);

    [Theory]
    [InlineData("off", Mode.Off)]
    [InlineData("report", Mode.Report)]
    [InlineData("Apply", Mode.Apply)]
    [InlineData("of", Mode.Off)]
    [InlineData("apply <> report", Mode.Report)]
    public void The_tag_narrows_and_what_it_does_not_say_switches_off(string value, Mode expected)
    {
        var seen = Seen with { Tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["ops:Remediation"] = value } };

        Assert.Equal(expected, HandsOffPolicy.ModeOf(seen, Mode.Apply));
        Assert.Equal((Mode)Math.Min((int)expected, (int)Mode.Report), HandsOffPolicy.ModeOf(seen, Mode.Report));
    }

    private static Situation Of(string rule) => rule switch
    {
        "suppressed" => Seen with { Alert = Seen.Alert! with { IsSuppressed = true } },
        "acknowledged" => Seen with { Alert = Seen.Alert! with { State = "Acknowledged" } },
        "closed" => Seen with { Alert = Seen.Alert! with { State = "Closed" } },
        "opted-out" => Seen with
        {
            Tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["ops:remediation"] = "off" }
        },
        "managed" => Seen with { ManagedBy = "Azure Batch" },
        "platform" => Seen with { Health = new("Unavailable", "Platform Initiated", "Unplanned", "", null) },
        "intervened" => Seen with
        {
            Interventions = [new(Now.AddMinutes(-20), "ann", "Microsoft.Compute/virtualMachines/deallocate/action")]
        },
        "echo" => Seen with { Echo = "rightsizing works on it" },
        "resolved" => Seen with { Alert = Seen.Alert! with { Condition = "Resolved" } },
        "metric" => Seen with { MetricHolds = false },
        "unread" => Seen with { Gaps = ["the activity log could not be read: 403"] },
        _ => new(Now, IsThere: false),
    };
}
