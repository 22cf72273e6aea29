using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Changes.Planning;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing.Changes;

public class ChangePolicyTests
{
    private static readonly RightsizingOptions Options = new() { Mode = Mode.Apply };
    private static readonly PlannedRun Run = new("rightsizing-1", "timer", Cases.Now);

    [Fact]
    public void An_advice_that_came_often_enough_becomes_a_plan_with_its_prices_and_alternatives()
    {
        var plan = Plan(Cases.Machine(tags: ("env", "dev"))).Plan!;

        Assert.Equal(
            (PlannedAction.Resize, "Standard_D8s_v5", 0.384, Mode.Apply, "America/New_York"),
            (plan.Action, plan.Size, plan.PricePerHour, plan.Mode, plan.TimeZone));
        Assert.Equal("Standard_D2s_v5", plan.Targets[0].Name);
        Assert.Equal(0.096, plan.Targets[0].PricePerHour);
        Assert.Empty(plan.NeedsApproval);
        Assert.Equal(Cases.Now.AddDays(6), plan.ValidUntil);
    }

    [Theory]
    [InlineData("ops:rightsizing", "report", "rightsizing only reports here")]
    [InlineData("ops:window", "noon", "ops:window=noon is no window of Guard:Windows")]
    [InlineData("ops:timezone", "Europe/Atlantis", "ops:timezone=Europe/Atlantis is no IANA time zone")]
    [InlineData("ops:min-healthy", "some", "ops:min-healthy=some is no number from 0 to 1000")]
    [InlineData("ops:probe-port", "99999", "ops:probe-port is no port, 1 to 65535")]
    public void A_tag_that_narrows_or_cannot_be_read_leaves_the_machine(string name, string value, string reason) =>
        Assert.Equal(reason, Plan(Cases.Machine(tags: (name, value))).Left!.Reason);

    [Fact]
    public void A_path_of_a_probe_holds_nothing_that_a_shell_would_read() => Assert.StartsWith(
        "ops:probe-path is no path",
        Plan(Cases.Machine(tags: [("ops:probe-port", "80"), ("ops:probe-path", "/x'; rm -rf /")])).Left!.Reason, StringComparison.Ordinal);

    [Fact]
    public void A_machine_made_from_code_is_left_with_the_change_of_its_code()
    {
        var left = Plan(Cases.Machine(tags: ("ops:managed-by", "iac"))).Left!;

        Assert.StartsWith("made from code", left.Reason, StringComparison.Ordinal);
        Assert.Contains("+ vmSize: 'Standard_D2s_v5'", left.Patch, StringComparison.Ordinal);
    }

    [Fact]
    public void One_run_is_not_enough() => Assert.Equal("advised in 1 of 2 runs in a row", Plan(Cases.Machine(), runs: 1).Left!.Reason);

    [Fact]
    public void A_dearer_size_and_a_lost_temporary_disk_want_an_approval_unless_the_settings_name_them()
    {
        var machine = Cases.Machine("Standard_D2s_v5", ("env", "dev"));
        var assessment = Assessed(machine) with { Advice = Advice.Resize("Standard_D4s_v5", -70, "too small") };
        assessment = assessment with { Size = assessment.Size! with { TempDiskMiB = 1024 }, RunsInARow = 2 };

        Assert.Equal(
            ["it costs 70.00 USD a month more", "what lies on its temporary disk is lost and cannot be had back"],
            Of(assessment, Options).Plan!.NeedsApproval);
        Assert.Empty(Of(assessment, Options with
        {
            Changes = new() { EnlargesUnasked = true, LosesTemporaryDisk = true }
        }).Plan!.NeedsApproval);
    }

    [Fact]
    public void A_shutdown_in_production_wants_an_approval_and_elsewhere_none()
    {
        var advice = Advice.Unused(280, "idle");

        Assert.Single(Of(Assessed(Cases.Machine(tags: ("env", "prod"))) with { Advice = advice }, Options).Plan!.NeedsApproval);
        Assert.Empty(Of(Assessed(Cases.Machine(tags: ("env", "dev"))) with { Advice = advice }, Options).Plan!.NeedsApproval);
    }

    [Fact]
    public void The_hash_binds_what_would_be_done()
    {
        var plan = Plan(Cases.Machine(tags: ("env", "dev"))).Plan!;
        ChangePlan[] others =
        [
            plan with { MachineId = plan.MachineId + "2" }, plan with { Size = "Standard_D16s_v5" },
            plan with { Targets = [.. plan.Targets.Skip(1)] },
            plan with { Targets = [plan.Targets[0] with { PricePerHour = 0.1 }, .. plan.Targets.Skip(1)] },
            plan with { OpsTags = ["env=prod"] }, plan with { Action = PlannedAction.Shutdown },
        ];

        Assert.Equal(plan.Hash(), (plan with { Reason = "told otherwise" }).Hash());
        Assert.DoesNotContain(plan.Hash(), others.Select(other => other.Hash()));
    }

    [Fact]
    public void A_run_makes_those_changes_that_save_most()
    {
        var plan = Plan(Cases.Machine(tags: ("env", "dev"))).Plan!;
        var plans = ChangePolicy.Choose(
            Enumerable.Range(1, 4).Select(n => new Planned(plan with { MachineId = $"/{n}", MonthlySaving = n }, null)), 2);

        Assert.Equal(["/4", "/3"], plans.Plans.Select(one => one.MachineId));
        Assert.Equal(["/2", "/1"], plans.Left.Select(one => one.MachineId));
        Assert.Equal("a run changes at most 2 machines, and others save more", plans.Left[0].Reason);
    }

    [Theory]
    [InlineData(null, 3, 3)]
    [InlineData("1", 3, 3)]
    [InlineData("5", 3, 5)]
    [InlineData(null, 0, 1)]
    public void Of_the_members_of_a_group_the_one_that_needs_most_others_decides(string? own, int others, int expected)
    {
        var machine = own is null ? Cases.Machine(tags: ("ops:group", "web"))
            : Cases.Machine("Standard_D8s_v5", ("ops:group", "web"), ("ops:min-healthy", own));
        var facts = new FleetFacts(
            100, new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal))
        {
            LeastHealthy = new Dictionary<string, int>(StringComparer.Ordinal) { [FleetFacts.KeyOf(machine.Subscription, "web")] = others },
        };

        var planned = ChangePolicy.Plan(Assessed(machine) with { RunsInARow = 2 }, Cases.Offer(), facts, Options, new GuardOptions(), Run);

        Assert.Equal(expected, planned.Plan!.MinHealthy);
    }

    // It is shut down only as it was planned: stopped, or running.
    [Fact]
    public void A_plan_says_whether_its_machine_was_stopped()
    {
        Assert.True(Plan(Cases.Machine() with { IsStopped = true }).Plan!.IsStopped);
        Assert.False(Plan(Cases.Machine()).Plan!.IsStopped);
    }

    private static Planned Plan(Machine machine, int runs = 2) => Of(Assessed(machine) with { RunsInARow = runs }, Options);

    private static Assessment Assessed(Machine machine)
    {
        var advice = Cases.Advise(machine, Cases.Demand(), options: Options);
        return new(machine, OpsTags.Read(machine.Tags, Options.Mode), Cases.Offer().Find(machine.Size), advice.Target is { } target
            ? Cases.Offer().Find(target)
            : null, null,
            advice with { NotToBeApplied = NotToBeApplied.Of(machine, advice, null) }, null);
    }

    private static Planned Of(Assessment one, RightsizingOptions options) =>
        ChangePolicy.Plan(
            one, Cases.Offer(),
            new FleetFacts(
                100, new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase),
                new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)), options, new GuardOptions(), Run);
}
