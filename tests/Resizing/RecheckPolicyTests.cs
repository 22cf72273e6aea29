using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Tests.Rightsizing;
using Xunit;

namespace OpsFunctions.Tests.Resizing;

public class RecheckPolicyTests
{
    private static readonly ChangePlan Plan = new(
        "rightsizing-1", "timer", PlannedAction.Resize, Cases.Machine().Id, "web-1", "sub", "eastus", "Standard_D8s_v5", 0.384,
        [new("Standard_D4s_v5", 0.192, 140, true)], Mode.Apply, Cases.Now, Cases.Now.AddDays(6))
    {
        Capability = "rightsizing",
        OpsTags = ["env=dev", "ops:floor=Standard_D2s_v5"],
    };

    private static readonly MachineState Machine = new(
        Cases.Machine().Id, "eastus", "standard_d8s_v5", "running", "Succeeded", IsAgentReady: true, IsWindows: false, null, null, [], [],
        ["ENV=dev", "cost-centre=12", "ops:floor=Standard_D2s_v5"]);

    private static readonly SizeRate[] Rates = [new("Standard_D8s_v5", 0.384), new("Standard_D4s_v5", 0.192)];

    [Fact]
    public void A_machine_that_is_as_planned_passes_whatever_other_tags_it_got() =>
        Assert.Null(RecheckPolicy.Differs(Plan, Machine with { Tags = [.. Machine.Tags, "backup=yes"] }, SettingsOf(Mode.Apply), Rates));

    [Fact]
    public void An_earlier_operation_that_failed_is_nothing_under_way() =>
        Assert.Null(RecheckPolicy.Differs(Plan, Machine with { Provisioning = "Failed" }, SettingsOf(Mode.Apply), Rates));

    [Fact]
    public void Each_difference_drops_the_plan_with_its_reason()
    {
        (MachineState Now, Mode Mode, SizeRate[] Rates, string Reason)[] cases =
        [
            (Machine with { Size = "Standard_D4s_v5" }, Mode.Apply, Rates, "its size is Standard_D4s_v5, no longer Standard_D8s_v5"),
            (Machine with { Region = "westus" }, Mode.Apply, Rates, "it is in westus, no longer in eastus"),
            (Machine with { Provisioning = "Updating" }, Mode.Apply, Rates, "something else is under way: its provisioning state is Updating"),
            (Machine with { ReservationGroup = "/x/groups/mine" }, Mode.Apply, Rates, "it is now in capacity reservation group mine"),
            (Machine with { Tags = [.. Machine.Tags, "ops:window=night"] }, Mode.Apply, Rates, "its tags have changed: ops:window=night"),
            (Machine with { Tags = ["env=prod", "ops:floor=Standard_D2s_v5"] }, Mode.Apply, Rates,
                "its tags have changed: env=prod, env=dev"),
            (Machine, Mode.Report, Rates, "rightsizing may only report now"),
            (Machine, Mode.Apply, [Rates[0]], "Standard_D4s_v5 has no price any more"),
            (Machine, Mode.Apply, [Rates[0], new("Standard_D4s_v5", 0.2)], "Standard_D4s_v5 costs 0.2 USD an hour, no longer 0.192"),
        ];

        foreach (var (now, mode, rates, reason) in cases)
            Assert.Equal(reason, RecheckPolicy.Differs(Plan, now, SettingsOf(mode), rates));
    }

    private static ResizeSettings SettingsOf(Mode mode) => new("rightsizing", "ops:rightsizing", mode, new(), 30);
}
