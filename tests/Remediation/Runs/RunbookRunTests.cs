using System.Text.RegularExpressions;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Stages.Remediation;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Runs;

/// <summary>The runbooks that outages of a rehearsal call seldom: each does what it says in simulated Azure, or says why not.</summary>
public sealed class RunbookRunTests
{
    private static readonly Regex Twice = new(
        "^(?<kind>Standard_[A-Z]+)(?<vcpus>[248])(?<rest>[a-z]*_v[0-9])$", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static OneOutage Outage { get; } = new(static (_, _) => Task.CompletedTask) { Lasts = TimeSpan.FromHours(2) };

    [Fact]
    public async Task A_machine_that_is_too_small_gets_the_next_size_which_is_pinned()
    {
        var (before, after, floor) = ("", "", "");
        var end = await (Outage with
        {
            Kind = OutageKind.Undersized,
            Set = static stage => Runbook(stage, "cpu", "resize-up"),
            Fits = HasRoom,
            Meanwhile = (_, machine) =>
            {
                before = machine.Size.Name;
                return Task.CompletedTask;
            },
            Finally = (_, machine) => (after, floor) = (machine.Size.Name, machine.Tags.GetValueOrDefault("ops:floor") ?? ""),
        }).EndAsync();

        Assert.True(end.First.State == IncidentState.Verified, end.Words);
        Assert.NotEqual(before, after);
        Assert.Equal(after, floor);
        Assert.Contains(end.First.Timeline, entry => entry is { What: "pin", Outcome: "done" });
    }

    [Fact]
    public async Task A_machine_that_rightsizing_leaves_alone_is_enlarged_all_the_same()
    {
        var end = await (Outage with
        {
            Kind = OutageKind.Undersized,
            Set = static stage => Runbook(stage, "cpu", "resize-up"),
            Fits = HasRoom,
            Prepare = static async (stage, machine) =>
            {
                stage.Azure.SetTagAsSomebodyElse(machine, "ops:rightsizing", "off");
                await stage.Life.PassAsync(TimeSpan.FromMinutes(61));
            },
        }).EndAsync();

        Assert.True(end.First.State == IncidentState.Verified, end.Words);
    }

    [Fact]
    public async Task A_machine_is_moved_to_another_host()
    {
        var end = await (Outage with
        {
            Options = new() { Cures = OutageCures.Redeploy },
            Set = static stage =>
            {
                Runbook(stage, "availability", "redeploy");
                Runbook(stage, "health", "redeploy");
            },
            Fits = static (_, machine) => !machine.HasEphemeralOsDisk,
        }).EndAsync();

        Assert.True(end.First.State == IncidentState.Verified, end.Words);
        Assert.Contains(end.First.Timeline, entry => entry.Words.Contains("temporary disk", StringComparison.Ordinal));
        Assert.Equal("VirtualMachines_Redeploy", Assert.Single(end.Sent));
    }

    [Fact]
    public async Task A_script_that_is_not_the_approved_one_is_not_run()
    {
        var end = await (Outage with
        {
            Kind = OutageKind.Runaway, Options = new() { Script = "kill-runaway" },
            Prepare = static (stage, _) => stage.ReplaceScriptAsync("echo something else"),
        }).EndAsync();

        Assert.Empty(end.Sent);
        Assert.True(end.First is { State: IncidentState.Escalated, ActedAt: null }, end.Words);
        Assert.Contains("not the one that was approved", end.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_data_disk_grows_because_the_disk_of_the_system_is_full()
    {
        var end = await (Outage with
        {
            // Its agent still works, and the alert does not say which disk it is.
            Kind = OutageKind.FullOsDisk, Options = new() { AgentWorks = true },
            Fits = static (_, machine) => machine.DataDisks > 0,
        }).EndAsync();

        Assert.True(end.First is { State: IncidentState.Escalated, ActedAt: null }, end.Words);
        Assert.Contains("another disk is", end.First.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Disks_Update", end.Sent);
        Assert.All(end.Sent, one => Assert.StartsWith("VirtualMachineRunCommands_", one, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_scale_set_gets_one_more_and_gives_it_back_where_it_did_not_help(bool helps)
    {
        await using var stage = await RemediationStage.OpenAsync(machines: 20);
        Runbook(stage, "scale", "scale-out");
        stage.Set("Remediation:Rules:scale:AlertRule", "vmss-queue");
        await stage.BeginAsync();
        var set = Set(stage);
        var alert = stage.Azure.Alerts.Fire(set, RuleOf(set), one => one with { SignalType = "Log" });
        stage.Put(alert);

        await stage.Life.PassAsync(TimeSpan.FromMinutes(5));
        if (helps)
            stage.Azure.Alerts.Resolve(alert.Id);
        await stage.Life.PassAsync(TimeSpan.FromHours(1.5));

        var incident = Assert.Single(await stage.IncidentsAsync());
        Assert.True(incident.State == (helps ? IncidentState.Verified : IncidentState.Escalated), OutageEnd.WordsOf(incident));
        Assert.Equal(helps ? 5 : 4, stage.Azure.ScaleSets.CapacityOf(set));
        if (!helps)
            Assert.Contains(incident.Timeline, entry => entry is { What: "take back", Outcome: "done" });
    }

    [Fact]
    public async Task A_scale_set_that_autoscale_rules_is_left_to_it()
    {
        await using var stage = await RemediationStage.OpenAsync(machines: 20);
        Runbook(stage, "scale", "scale-out");
        stage.Set("Remediation:Rules:scale:AlertRule", "vmss-queue");
        await stage.BeginAsync();
        var set = Set(stage);
        stage.Azure.Alerts.Rules.Autoscale(stage.Azure.Fleet.ResourceGroups[0], "as-web", set, 2, 8);
        stage.Put(stage.Azure.Alerts.Fire(set, RuleOf(set), one => one with { SignalType = "Log" }));

        await stage.Life.PassAsync(TimeSpan.FromMinutes(20));

        var incident = Assert.Single(await stage.IncidentsAsync());
        Assert.True(incident.State == IncidentState.Escalated, OutageEnd.WordsOf(incident));
        Assert.Contains("autoscale rules it", OutageEnd.WordsOf(incident), StringComparison.Ordinal);
        Assert.Equal(4, stage.Azure.ScaleSets.CapacityOf(set));
    }

    [Fact]
    public async Task A_machine_whose_quota_is_used_up_is_not_touched()
    {
        var end = await (Outage with
        {
            Kind = OutageKind.Undersized,
            Set = static stage => Runbook(stage, "cpu", "resize-up"),
            Fits = static (stage, machine) => Twice.IsMatch(machine.Size.Name) && machine.Size.Vcpus is 2 or 4 or 8
                && !HasRoom(stage, machine),
        }).EndAsync();

        Assert.Empty(end.Sent);
        Assert.True(end.First is { State: IncidentState.Escalated, ActedAt: null }, end.Words);
        Assert.Contains("quota", end.First.Reason, StringComparison.Ordinal);
    }

    // A size of twice its vCPUs has nothing against it.
    private static bool HasRoom(RemediationStage stage, Machine machine) =>
        machine.Size.Vcpus is 2 or 4 or 8 && Twice.Match(machine.Size.Name) is { Success: true } size
        && new TruthOfPlace(stage.Azure.Fleet).Obstacles(
            machine, FormattableString.Invariant($"{size.Groups["kind"]}{machine.Size.Vcpus * 2}{size.Groups["rest"]}"),
            stage.Azure.Time.GetUtcNow(), noticeDays: 0).Count == 0;

    private static string Set(RemediationStage stage) =>
        stage.Azure.ScaleSets.Add(stage.Azure.Fleet.ResourceGroups[0], "vmss-web", "Standard_D2s_v5", 4);

    private static string RuleOf(string set) =>
        $"{set[..set.IndexOf("/providers/", StringComparison.Ordinal)]}/providers/microsoft.insights/scheduledqueryrules/vmss-queue";

    private static void Runbook(RemediationStage stage, string rule, string runbook)
    {
        for (var index = 0; index < 3; index++)
        {
            stage.Set(FormattableString.Invariant($"Remediation:Rules:{rule}:Runbooks:{index}:Name"), index == 0 ? runbook : null);
            stage.Set(FormattableString.Invariant($"Remediation:Rules:{rule}:Runbooks:{index}:Script"), null);
        }
    }
}
