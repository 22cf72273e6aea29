using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Stages.Changes;
using Xunit;

namespace OpsFunctions.Tests.Changes;

/// <summary>The shutdown of a machine that is stopped from inside and paid for.</summary>
public sealed class StoppedMachineTests
{
    [Fact]
    public async Task It_is_deallocated_and_never_started_for_that()
    {
        await using var stage = await OpenAsync(daysAgo: 5);
        var end = await stage.ToEndAsync();

        Assert.Equal((ChangeEndKind.Changed, MachinePower.Deallocated), (end.Result?.Kind, end.Power));
        Assert.Empty(StageInvariants.Broken(stage, end));
        Assert.DoesNotContain(stage.Changes, change => change.Operation == "VirtualMachines_Start");
    }

    // A restart that hangs looks like this.
    [Fact]
    public async Task Stopped_only_lately_it_is_left()
    {
        await using var stage = await OpenAsync(daysAgo: 1);
        var end = await stage.ToEndAsync();

        Assert.Equal((ChangeEndKind.NotTaken, MachinePower.Stopped), (end.Result?.Kind, end.Power));
        Assert.Contains("stopped from inside only lately", end.Result!.Reason, StringComparison.Ordinal);
        Assert.Empty(StageInvariants.Broken(stage, end));
    }

    [Fact]
    public async Task What_cannot_be_deallocated_stays_stopped()
    {
        await using var stage = await OpenAsync(daysAgo: 5);
        stage.Azure.Faults.Add(new FaultRule
        {
            Operation = "VirtualMachines_Deallocate", Status = 409, Code = "OperationNotAllowed", Message = "not now",
        });
        var end = await stage.ToEndAsync();

        Assert.Equal((ChangeEndKind.PutBack, MachinePower.Stopped), (end.Result?.Kind, end.Power));
        Assert.Empty(StageInvariants.Broken(stage, end));
        Assert.DoesNotContain(stage.Changes, change => change.Operation == "VirtualMachines_Start");
    }

    private static Task<ChangeStage> OpenAsync(int daysAgo) => ChangeStage.OpenAsync(ChangeScenarios.Shutdown with
    {
        Prepare = (azure, machine, _) =>
        {
            azure.Outages.Begin(machine, OutageKind.DeadGuest);
            azure.Clock.AdvanceTo(azure.Time.GetUtcNow().AddDays(daysAgo));
        },
    });
}
