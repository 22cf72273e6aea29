using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Settings;
using Xunit;
using static OpsFunctions.Tests.Drills.Measuring.DrillRuns;

namespace OpsFunctions.Tests.Drills.Measuring;

public class VerdictPolicyTests
{
    [Fact]
    public void What_passed_within_the_objectives_is_a_pass() => Is(Good, Verdict.Pass);

    [Fact]
    public void What_is_not_required_fails_nothing_and_is_told() => Is(
        Good with { Machines = [Machine(Check(), Check(CheckOutcome.Failed, "slow", isRequired: false))] }, Verdict.Pass,
        "web: a check, not required: slow");

    [Fact]
    public void A_required_check_that_failed_fails_the_drill() => Is(
        Good with { Machines = [Machine(Check(CheckOutcome.Failed, "it printed nothing"))] }, Verdict.Fail,
        "web: a check: it printed nothing");

    [Fact]
    public void Torn_content_is_said_in_words() => Is(
        Good with { Machines = [Machine(Check(CheckOutcome.Failed, "it printed 'content=torn'", ValidationKind.Content))] }, Verdict.Fail,
        "web: a check: the recovery points are torn: it printed 'content=torn'");

    [Fact]
    public void Content_that_nobody_could_look_at_is_not_called_torn() => Is(
        Good with { Machines = [Machine(Check(CheckOutcome.Inconclusive, "no answer", ValidationKind.Content))] }, Verdict.Inconclusive,
        "web: a check: no answer");

    [Fact]
    public void No_answer_is_inconclusive_with_its_cause() => Is(
        Good with { Machines = [Machine(Check(), Check(CheckOutcome.Inconclusive, "no answer within 300 seconds"))] }, Verdict.Inconclusive,
        "web: a check: no answer within 300 seconds");

    [Fact]
    public void A_failure_weighs_more_than_a_missing_answer() => Is(
        Good with { Machines = [Machine(Check(CheckOutcome.Inconclusive, "no answer"), Check(CheckOutcome.Failed, "no"))] }, Verdict.Fail,
        "web: a check: no");

    [Fact]
    public void A_missed_recovery_time_fails() => Is(
        Good with { RtoMinutes = 28 }, Verdict.Fail, "recovered in 29.0 minutes, the objective is 28");

    [Fact]
    public void A_missed_recovery_point_fails() => Is(
        Good with { RpoMinutes = 249 }, Verdict.Fail, "the oldest point is 250 minutes old, the objective is 249");

    [Fact]
    public void Both_are_told() => Assert.Equal(2, VerdictPolicy.Judge(Good with { RtoMinutes = 5, RpoMinutes = 5 }).Causes.Count);

    [Fact]
    public void An_objective_that_is_just_met_is_met() => Is(Good with { RtoMinutes = 29, RpoMinutes = 250 }, Verdict.Pass);

    [Fact]
    public void A_person_ends_it() => Is(
        Good with { Stop = StopKind.Aborted, StopReason = "aborted by key:1" }, Verdict.Aborted, "aborted by key:1");

    [Fact]
    public void An_abort_says_nothing_of_the_checks_before_it() => Is(
        Good with { Stop = StopKind.Aborted, StopReason = "no", Machines = [Machine(Check(CheckOutcome.Failed, "x"))] },
        Verdict.Aborted, "no");

    [Theory]
    [InlineData("AuthorizationFailed")]
    [InlineData("QuotaExceeded")]
    [InlineData("OperationNotAllowed")]
    [InlineData("RequestDisallowedByPolicy")]
    [InlineData("KillSwitch")]
    [InlineData("SkuNotAvailable")]
    [InlineData("skunotavailable")]
    [InlineData("TooManyRequests")]
    public void What_the_place_refuses_says_nothing_of_the_recovery(string code) => Is(
        Good with { Machines = [Lost(code)], Stop = StopKind.Failed, StopReason = "a stage failed" }, Verdict.Inconclusive,
        $"web was not rebuilt: {code}: no");

    [Theory]
    [InlineData("VMMarketplaceInvalidInput")]
    [InlineData("InvalidParameter")]
    [InlineData("OSProvisioningTimedOut")]
    public void A_machine_that_Azure_cannot_make_of_its_points_fails(string code) => Is(
        Good with { Machines = [Lost(code)], Stop = StopKind.Failed, StopReason = "a stage failed" }, Verdict.Fail,
        $"web was not rebuilt: {code}: no");

    [Fact]
    public void A_stage_that_failed_before_any_machine_is_inconclusive() => Is(
        Good with { Machines = [], Stop = StopKind.Failed, StopReason = "network was not made" }, Verdict.Inconclusive,
        "network was not made");

    [Fact]
    public void When_its_time_is_over_it_missed_its_objective() => Is(
        Good with { Stop = StopKind.Expired }, Verdict.Fail,
        "not recovered when its time was over, longer than the objective of 60 minutes");

    [Fact]
    public void Unless_nothing_is_known_of_what_was_waited_for() => Is(
        Good with
        {
            Stop = StopKind.Expired, StopReason = "its time was over", Machines = [Machine(Check(CheckOutcome.Inconclusive, "mute"))],
        }, Verdict.Inconclusive, "its time was over", "web: a check: mute");

    [Fact]
    public void Isolation_that_was_not_read_is_not_proven() => Is(
        Good with { Proofs = [new("before the verdict", "configuration", At(44), []) { Unread = ["network: 403"] }] }, Verdict.Inconclusive,
        "isolation not proven before the verdict: network: 403");

    public static TheoryData<string, DrillFacts> WithBreach => new()
    {
        { "pass", Breached(Good) },
        { "failed", Breached(Good with { Machines = [Machine(Check(CheckOutcome.Failed, "x"))] }) },
        { "inconclusive", Breached(Good with { Machines = [Machine(Check(CheckOutcome.Inconclusive, "x"))] }) },
        { "aborted", Breached(Good with { Stop = StopKind.Aborted, StopReason = "x" }) },
        { "expired", Breached(Good with { Stop = StopKind.Expired, StopReason = "x" }) },
        { "lost", Breached(Good with { Machines = [Lost("QuotaExceeded")], Stop = StopKind.Failed }) },
        { "stopped", Breached(Good with { Stop = StopKind.Isolation, StopReason = "x" }) },
        { "of a machine", Good with { Machines = [Machine() with { Proofs = Breached(Good).Proofs }] } },
    };

    [Theory]
    [MemberData(nameof(WithBreach))]
    public void A_way_out_beats_everything(string what, DrillFacts facts)
    {
        var judgement = VerdictPolicy.Judge(facts);

        Assert.True(judgement is { Verdict: Verdict.Fail, Causes: ["not isolated right then: peering"] }, what);
    }

    [Fact]
    public void Where_no_required_validation_answered_nothing_is_proved() => Is(
        Good with { Machines = [Machine(Check(kind: null))] }, Verdict.Inconclusive, "no required validation gave an answer");

    [Fact]
    public void What_was_never_built_has_no_measures() => Assert.Null(VerdictPolicy.Judge(Good with { Machines = [] }).Measures);

    private static DrillFacts Breached(DrillFacts facts) =>
        facts with { Proofs = [new("right then", "configuration", At(20), ["peering"])] };

    private static void Is(DrillFacts facts, Verdict verdict, params string[] causes)
    {
        var judgement = VerdictPolicy.Judge(facts);

        Assert.Equal(verdict, judgement.Verdict);
        Assert.Equal(causes, judgement.Causes);
    }
}
