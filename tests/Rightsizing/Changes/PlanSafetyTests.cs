using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Changes.Planning;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Changes;

public class PlanSafetyTests
{
    [Fact]
    public void Where_the_advice_saves_no_dearer_size_is_given_unasked()
    {
        var plan = Plan(Advice.Resize(D4.Name, 100, "") with
        {
            Alternatives = [new(E4.Name, 50, new(0, 0, 0, 0), []), new(D16.Name, -280, new(0, 0, 0, 0), [])]
        });

        Assert.Equal([D4.Name, E4.Name], plan.Targets.Select(target => target.Name));
        Assert.Empty(plan.NeedsApproval);
    }

    [Fact]
    public void Where_it_costs_more_somebody_is_asked_about_all_sizes()
    {
        var plan = Plan(Advice.Resize(D16.Name, -280, ""));

        Assert.Equal([D16.Name], plan.Targets.Select(target => target.Name));
        Assert.NotEmpty(plan.NeedsApproval);
    }

    [Theory]
    [InlineData("running", true)]
    [InlineData("stopped", true)]
    [InlineData("deallocated", true)]
    [InlineData("starting", false)]
    [InlineData("", false)]
    public void A_machine_in_between_or_of_unknown_power_is_not_changed(string power, bool may)
    {
        var plan = Plan(Advice.Resize(D4.Name, 100, ""));
        var state = new MachineState(
            plan.MachineId, plan.Region, plan.Size, power, "Succeeded", IsAgentReady: true, IsWindows: false, null, null, [], [], []);

        Assert.Equal(
            may,
            RecheckPolicy.Differs(
                plan, state, new("rightsizing", "ops:rightsizing", Mode.Apply, new(), 30),
                [new(D8.Name, 0.384), new(D4.Name, 0.192)]) is null);
    }

    [Fact]
    public void A_plan_names_no_more_members_of_a_group_than_tell_that_it_is_too_large()
    {
        var facts = new FleetFacts(3000, new Dictionary<string, int>(), new Dictionary<string, IReadOnlyList<string>>
        {
            [FleetFacts.KeyOf(Machine().Subscription, "web")] = [.. Enumerable.Range(0, 3000).Select(number => $"/vm/{number}")],
        });

        Assert.Equal(ChangeActivities.MostMembers + 1, facts.GroupOf(Machine(), "web").Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_plan_carries_whether_it_may_be_taken_back_at_any_time(bool anyTime) => Assert.Equal(
        anyTime, Plan(Advice.Resize(D4.Name, 100, ""), new() { RollbackAnyTime = anyTime }).Settings.RollbackAnyTime);

    private static ChangePlan Plan(Advice advice, ChangeOptions? changes = null)
    {
        var options = new RightsizingOptions { Mode = Mode.Apply, Changes = changes ?? new() };
        var machine = Machine();
        var one = new Assessment(machine, OpsTags.Read(machine.Tags, Mode.Apply), D8, null, null, advice, null) { RunsInARow = 2 };
        return ChangePolicy.Plan(
            one, Offer(), new(10, new Dictionary<string, int>(), new Dictionary<string, IReadOnlyList<string>>()), options,
            new GuardOptions(), new("run", "timer", Now)).Plan!;
    }
}
