using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Stages.Changes;
using Xunit;

namespace OpsFunctions.Tests.Changes;

/// <summary>The shutdown of a machine that is stopped, not deallocated, and paid for.</summary>
public sealed class StoppedMachineTests
{
    // While it was asked about, the look-back may have passed its last figure.
    [Theory]
    [InlineData(5)]
    [InlineData(35)]
    public async Task It_is_deallocated_and_never_started_for_that(int daysAgo)
    {
        await using var stage = await OpenAsync(daysAgo);
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
        Assert.Contains("it has run in the last three days", end.Result!.Reason, StringComparison.Ordinal);
        Assert.Empty(StageInvariants.Broken(stage, end));
    }

    [Fact]
    public async Task Without_a_figure_nobody_knows_since_when_and_it_is_left()
    {
        await using var stage = await OpenAsync(daysAgo: 50);
        var end = await stage.ToEndAsync();

        Assert.Equal((ChangeEndKind.NotTaken, MachinePower.Stopped), (end.Result?.Kind, end.Power));
        Assert.Contains("it has no figure in 45 days", end.Result!.Reason, StringComparison.Ordinal);
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

    // Whoever starts it while it is announced needs it, however little it does.
    [Fact]
    public async Task Started_by_a_person_in_between_it_is_left()
    {
        await using var stage = await OpenAsync(daysAgo: 5);
        stage.HasOtherPower = true;
        stage.Quiet = () => StartAsync(stage);
        var end = await stage.ToEndAsync();

        Assert.Equal((ChangeEndKind.NotTaken, MachinePower.Running), (end.Result?.Kind, end.Power));
        Assert.Empty(StageInvariants.Broken(stage, end));
    }

    [Fact]
    public async Task Started_by_a_person_after_the_last_look_it_is_left()
    {
        await using var stage = await OpenAsync(daysAgo: 5);
        stage.HasOtherPower = true;
        stage.BeforeCall = request => request.Uri.Path.Contains("getBatch", StringComparison.OrdinalIgnoreCase)
            ? StartAsync(stage)
            : Task.CompletedTask;
        var end = await stage.ToEndAsync();

        Assert.Equal((ChangeEndKind.NotTaken, MachinePower.Running), (end.Result?.Kind, end.Power));
        Assert.Empty(StageInvariants.Broken(stage, end));
    }

    // Whether it may be a standby, whose place must not be given up, was asked of a machine that ran.
    [Fact]
    public async Task Planned_as_one_that_runs_and_stopped_in_between_it_is_left()
    {
        await using var stage = await ChangeStage.OpenAsync(ChangeScenarios.Shutdown with
        {
            Plan = plan => plan with
            {
                Settings = plan.Settings with { OptOutDays = 7 }, ValidUntil = plan.ValidUntil.AddDays(6),
            },
        });
        stage.HasOtherPower = true;
        stage.Quiet = () =>
        {
            if (stage.Machine.PowerAt(stage.Azure.Time.GetUtcNow()) is MachinePower.Running)
                stage.Azure.Outages.Begin(stage.Machine, OutageKind.DeadGuest);
            return Task.CompletedTask;
        };
        var end = await stage.ToEndAsync();

        Assert.Equal((ChangeEndKind.NotTaken, MachinePower.Stopped), (end.Result?.Kind, end.Power));
        Assert.Empty(StageInvariants.Broken(stage, end));
    }

    private static Task StartAsync(ChangeStage stage)
    {
        if (stage.Machine.PowerAt(stage.Azure.Time.GetUtcNow()) is MachinePower.Stopped)
            stage.Azure.SetPowerAsSomebodyElse(stage.Machine, isOn: true);
        return Task.CompletedTask;
    }

    private static Task<ChangeStage> OpenAsync(int daysAgo) => ChangeStage.OpenAsync(ChangeScenarios.Shutdown with
    {
        Plan = plan => plan with { IsStopped = true, ValidUntil = plan.ValidUntil.AddDays(daysAgo) },
        Prepare = (azure, machine, _) =>
        {
            azure.Outages.Begin(machine, OutageKind.DeadGuest);
            azure.Clock.AdvanceTo(azure.Time.GetUtcNow().AddDays(daysAgo));
        },
    });
}
