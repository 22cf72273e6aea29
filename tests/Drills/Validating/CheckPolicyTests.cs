using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Settings;
using OpsFunctions.Orchestrations.Drills.Validating;
using Xunit;

namespace OpsFunctions.Tests.Drills.Validating;

public class CheckPolicyTests
{
    private const string SanPolicy =
        "its data disks are offline, as a clone's are where the SAN policy is not OnlineAll: nothing is known of what lies on them";

    private static readonly DrillCheck Service = Check(ValidationKind.Service, "service.app=active");
    private static readonly DrillCheck Disks = Check(ValidationKind.Disks, "disks=1\noffline=0");

    [Fact]
    public void What_answers_as_expected_passes() => Is(Service, new("Succeeded", "service.app=active\n", ""), CheckOutcome.Passed, null);

    [Theory]
    [InlineData("service.app=inactive", "it printed 'service.app=inactive'")]
    [InlineData("service.app=activating", "it printed 'service.app=activating'")]
    [InlineData("xservice.app=active", "it printed 'xservice.app=active'")]
    [InlineData("", "it printed nothing")]
    public void What_answers_otherwise_fails(string output, string cause) =>
        Is(Service, new("Succeeded", output, ""), CheckOutcome.Failed, cause);

    [Fact]
    public void A_script_that_failed_and_told_why_fails() =>
        Is(Service, new("Failed", "service.app=failed", "exit 3"), CheckOutcome.Failed, "it printed 'service.app=failed'");

    [Fact]
    public void One_that_could_not_be_run_says_nothing_of_the_machine() => Is(
        Service, new("Failed", "", "no shell"), CheckOutcome.Inconclusive, "the script could not be run: 'no shell'");

    [Fact]
    public void No_answer_in_time_is_inconclusive() =>
        Is(Service, new("TimedOut", "", ""), CheckOutcome.Inconclusive, "no answer within 300 seconds");

    [Fact]
    public void What_was_never_asked_is_inconclusive() => Is(Service, new(null, "", ""), CheckOutcome.Inconclusive, "it was never asked");

    [Theory]
    [InlineData("Canceled")]
    [InlineData("Running")]
    [InlineData("SomethingNew")]
    public void Any_other_end_is_inconclusive(string state) =>
        Is(Service, new(state, "service.app=active", ""), CheckOutcome.Inconclusive, $"no answer ({state})");

    [Fact]
    public void Disks_that_are_there_and_online_pass() =>
        Is(Disks, new("Succeeded", "disks=1\r\noffline=0\r\n", ""), CheckOutcome.Passed, null);

    [Fact]
    public void Disks_that_only_the_clones_SAN_policy_keeps_offline_are_inconclusive() =>
        Is(Disks, new("Succeeded", "disks=1\noffline=1", ""), CheckOutcome.Inconclusive, SanPolicy);

    [Theory]
    [InlineData("disks=0\noffline=0")]
    [InlineData("disks=2\noffline=1")]
    [InlineData("disks=12\noffline=0")]
    [InlineData("disks=12\noffline=12")]
    public void Too_few_or_too_many_disks_fail(string output) =>
        Assert.Equal(CheckOutcome.Failed, CheckPolicy.Judge(Disks, "web", new("Succeeded", output, ""), Cases.Now).Outcome);

    [Theory]
    [InlineData(ValidationKind.Script)]
    [InlineData(ValidationKind.Content)]
    public void Of_a_plans_own_script_a_part_of_the_output_is_enough(ValidationKind kind) =>
        Is(Check(kind, "ok"), new("Succeeded", "rows: 12, ok.", ""), CheckOutcome.Passed, null);

    [Theory]
    [InlineData(null, false)]
    [InlineData("Unknown", false)]
    [InlineData("Pending", false)]
    [InlineData("running", false)]
    [InlineData("Succeeded", true)]
    [InlineData("Failed", true)]
    [InlineData("TimedOut", true)]
    [InlineData("Canceled", true)]
    public void It_is_over_in_its_last_states_alone(string? state, bool isOver) =>
        Assert.Equal(isOver, CheckPolicy.IsOver(new(state, "", "")));

    [Fact]
    public void The_end_of_a_long_output_is_kept()
    {
        var result = CheckPolicy.Judge(Service, "web", new("Succeeded", new string('x', 5000) + "\nservice.app=active", ""), Cases.Now);

        Assert.Equal((CheckOutcome.Passed, 1000), (result.Outcome, result.Output.Length));
        Assert.EndsWith("service.app=active", result.Output, StringComparison.Ordinal);
    }

    private static void Is(DrillCheck check, CheckState state, CheckOutcome outcome, string? cause)
    {
        var result = CheckPolicy.Judge(check, "web", state, Cases.Now);

        Assert.Equal((outcome, cause, "web", Cases.Now), (result.Outcome, result.Cause, result.Machine, result.EndedAt));
    }

    private static DrillCheck Check(ValidationKind kind, string expected) =>
        new("m01-web-check01", "a check", kind, Required: true, 300, expected);
}
