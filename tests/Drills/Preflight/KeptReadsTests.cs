using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Drills;
using Xunit;

namespace OpsFunctions.Tests.Drills.Preflight;

public class KeptReadsTests
{
    [Fact]
    public async Task A_preflight_that_is_throttled_goes_on_with_what_it_has_read()
    {
        await using var stage = await DrillStage.OpenAsync();
        stage.Set("Drills:Mode", "Report");
        await stage.BeginAsync();
        await stage.TakePointsAsync();
        var groups = stage.Machines.Select(machine => machine.ResourceGroup).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        var before = stage.Azure.Calls.Of("VirtualMachines_List");
        stage.Azure.Faults.Add(new FaultRule
        {
            Operation = "Permissions_ListForScope", Nth = 1, Status = 429, RetryAfter = TimeSpan.FromSeconds(5)
        });

        await stage.DrillAsync();

        Assert.Equal(groups, stage.Azure.Calls.Of("VirtualMachines_List") - before);
        Assert.Equal(2, stage.Azure.Calls.Of("Permissions_ListForScope"));
        Assert.True(await stage.SummaryAsync() is { Remains: Remains.Nothing });
    }
}
