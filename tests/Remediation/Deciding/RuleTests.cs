using OpsFunctions.Orchestrations.Remediation;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Work;
using OpsFunctions.Orchestrations.Settings;
using Xunit;
using static OpsFunctions.Tests.Remediation.Deciding.SituationCase;

namespace OpsFunctions.Tests.Remediation.Deciding;

/// <summary>Which rule an alert meets, and which runbook is of use.</summary>
public sealed class RuleTests
{
    private static readonly Dictionary<string, string> Tags = new(StringComparer.OrdinalIgnoreCase) { ["Tier"] = "web" };

    [Fact]
    public void The_first_by_name_that_fits_counts_and_says_why_others_do_not()
    {
        var options = Of(
            ("a", new() { AlertRule = "cpu*" }), ("b", new() { Severities = ["Sev0"] }), ("c", new() { Signals = ["Log"] }),
            ("d", new() { TargetType = "Microsoft.Compute/disks" }), ("e", new() { Tags = ["tier=db"] }),
            ("f", new() { AlertRule = "VM-*", Tags = ["tier=WEB"] }), ("g", new()));

        var match = RulePolicy.Match(Fired, Tags, options);

        Assert.Equal("f", match.Rule);
        Assert.Equal(5, match.Misses.Count);
    }

    [Fact]
    public void Where_none_fits_there_is_none() => Assert.Null(RulePolicy.Match(Fired, Tags, Of(("a", new() { AlertRule = "vm" }))).Rule);

    [Theory]
    [InlineData("reboot", "", "reboot")]
    [InlineData("run-script", "missing", "missing")]
    public void What_no_runbook_is_stops_the_start(string name, string script, string told)
    {
        var options = Of(("a", new() { Runbooks = [new() { Name = name, Script = script }] }));

        Assert.Contains(SettingsCheck.Problems("Remediation", options), problem => problem.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public void A_runbook_that_is_no_use_is_passed_over()
    {
        var options = Of(("a", new() { Runbooks = [new() { Name = "start" }, new() { Name = "reapply" }, new() { Name = "restart" }] }));

        var decided = IncidentActivities.Decide(Fired, Seen, new(Machine, DateTimeOffset.MinValue, []), options, Now);

        Assert.Equal("restart", decided.Choice?.Name);
        Assert.Equal(2, decided.Unfit.Count);
    }

    [Theory]
    [InlineData("restart", "running", null)]
    [InlineData("restart", "stopped", "it is for machines that run")]
    [InlineData("start", "stopped", null)]
    [InlineData("start", "deallocated", "on purpose")]
    [InlineData("start", "running", "it is for machines that stopped")]
    [InlineData("grow-disk", "running", null)]
    [InlineData("grow-disk", "stopped", "while it runs")]
    [InlineData("scale-out", "running", "scale sets")]
    public void Each_runbook_knows_what_it_is_for(string name, string power, string? problem)
    {
        var said = OpsFunctions.Orchestrations.Remediation.Runbooks.RunbookFitness.Problem(
            new(name), Seen with { Power = power, IsAgentReady = true }, new(Machine, DateTimeOffset.MinValue, []), new(), Now);

        if (problem is null)
            Assert.Null(said);
        else
            Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, "agent")]
    [InlineData(true, true, "already")]
    public void No_disk_grows_without_an_agent_or_twice_for_the_same_trouble(bool isReady, bool grew, string told)
    {
        var episode = new Episode(Machine, Now.AddHours(-1), grew ? [new("i-1", "grow-disk", Now.AddMinutes(-30))] : []);

        Assert.Contains(told, OpsFunctions.Orchestrations.Remediation.Runbooks.RunbookFitness.Problem(
            new("grow-disk"), Seen with { IsAgentReady = isReady }, episode, new(), Now), StringComparison.Ordinal);
    }

    [Fact]
    public void No_machine_with_an_ephemeral_disk_is_redeployed() =>
        Assert.Contains("ephemeral", OpsFunctions.Orchestrations.Remediation.Runbooks.RunbookFitness.Problem(
        new("redeploy"), Seen with { HasEphemeralOsDisk = true }, new(Machine, DateTimeOffset.MinValue, []), new(), Now),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(9, "restarted within ten minutes")]
    [InlineData(11, null)]
    public void No_script_runs_within_ten_minutes_around_a_restart(int minutes, string? problem)
    {
        var options = Of() with
        {
            Scripts = new Dictionary<string, ApprovedScript>(StringComparer.OrdinalIgnoreCase)
            {
                ["clean"] = new() { Sha256 = new('a', 64) }
            }
        };
        var episode = new Episode(Machine, DateTimeOffset.MinValue, [new("i-1", "restart", Now.AddMinutes(-minutes))]);

        var said = OpsFunctions.Orchestrations.Remediation.Runbooks.RunbookFitness.Problem(
            new("run-script", "clean"), Seen with { IsAgentReady = true }, episode, options, Now);

        Assert.Equal(problem is not null, said?.Contains(problem ?? "", StringComparison.Ordinal) ?? false);
    }

    private static RemediationOptions Of(params (string Name, RemediationRule Rule)[] rules) => new()
    {
        Rules = rules.ToDictionary(one => one.Name, one => one.Rule, StringComparer.OrdinalIgnoreCase),
    };
}
